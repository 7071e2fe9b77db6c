package suite

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	tc "github.com/testcontainers/testcontainers-go"
	"github.com/testcontainers/testcontainers-go/wait"
)

func built(t *testing.T, dockerfile, word string) (tc.Container, error) {
	t.Helper()
	dir := t.TempDir()
	must(t, os.WriteFile(filepath.Join(dir, "Dockerfile"), []byte(dockerfile), 0o644))
	must(t, os.WriteFile(filepath.Join(dir, "word"), []byte(word+"\n"), 0o600))
	container, err := tc.GenericContainer(t.Context(), tc.GenericContainerRequest{
		Started: true,
		ContainerRequest: tc.ContainerRequest{
			FromDockerfile: tc.FromDockerfile{Context: dir, BuildArgs: map[string]*string{"TOLD": &word}},
			WaitingFor:     wait.ForExit(),
		},
	})
	tc.CleanupContainer(t, container, tc.StopTimeout(0))
	return container, err
}

func TestDockerfile(t *testing.T) {
	w := word()
	c, err := built(t, `FROM busybox:latest AS first
ARG TOLD
COPY word /word
RUN echo "$TOLD" | cat /word - >/both
FROM busybox:latest
COPY --from=first /both /both
CMD ["cat", "/both"]
`, w)
	must(t, err)
	equal(t, logs(t, c.(*tc.DockerContainer)), w+"\n"+w+"\n")
}

func TestDockerfileWhoseStepFails(t *testing.T) {
	_, err := built(t, "FROM busybox:latest\nRUN exit 53\n", word())
	equal(t, err != nil && strings.Contains(err.Error(), "returned a non-zero code: 53"), true)
}
