package suite

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/docker/docker/api/types/container"
	tc "github.com/testcontainers/testcontainers-go"
	"github.com/testcontainers/testcontainers-go/exec"
	"github.com/testcontainers/testcontainers-go/network"
	"github.com/testcontainers/testcontainers-go/wait"
)

func TestNetworkWithAliases(t *testing.T) {
	w := word()
	one, err := network.New(t.Context())
	must(t, err)
	tc.CleanupNetwork(t, one)
	other, err := network.New(t.Context())
	must(t, err)
	tc.CleanupNetwork(t, other)
	server := run(t, serving(w), network.WithNetwork([]string{"one", "a-" + w}, one))
	client := run(t, idle, network.WithNetwork(nil, one))
	for _, name := range []string{"one", "a-" + w, server.GetContainerID()[:12]} {
		equal(t, said(t, client, "wget -qO- http://"+name+":8080/word"), w+"\n")
	}
	stranger := run(t, idle, network.WithNetwork(nil, other))
	equal(t, said(t, stranger, "wget -T 2 -qO- http://one:8080/word 2>/dev/null || echo apart"), "apart\n")
}

func TestFilesBeforeTheStart(t *testing.T) {
	w := word()
	c := run(t, "cat /a/b; stat -c %a /a/b",
		tc.WithFiles(tc.ContainerFile{Reader: strings.NewReader(w + "\n"), ContainerFilePath: "/a/b", FileMode: 0o640}),
		tc.WithWaitStrategy(wait.ForExit()))
	equal(t, logs(t, c), w+"\n640\n")
}

func TestFilesAfterTheStart(t *testing.T) {
	content := make([]byte, 3_000_001)
	rand.Read(content)
	c := run(t, idle)
	must(t, c.CopyToContainer(t.Context(), content, "/tmp/many", 0o600))
	out, err := c.CopyFileFromContainer(t.Context(), "/tmp/many")
	must(t, err)
	defer out.Close()
	all, err := io.ReadAll(out)
	must(t, err)
	equal(t, bytes.Equal(all, content), true)
	_, err = c.CopyFileFromContainer(t.Context(), "/tmp/none")
	equal(t, err != nil, true)
}

func TestDirectories(t *testing.T) {
	w, dir := word(), filepath.Join(t.TempDir(), "tree")
	must(t, os.MkdirAll(filepath.Join(dir, "x/y"), 0o755))
	must(t, os.WriteFile(filepath.Join(dir, "x/y/z"), []byte(w), 0o644))
	c := run(t, idle)
	must(t, c.CopyDirToContainer(t.Context(), dir, "/tmp/tree", 0o700))
	equal(t, said(t, c, "cat /tmp/tree/x/y/z"), w)
}

func TestExec(t *testing.T) {
	w := word()
	c := run(t, idle, tc.WithEnv(map[string]string{"BASE": "base"}))
	code, out, err := c.Exec(t.Context(), []string{"sh", "-c", "id -u; pwd; echo $BASE $WORD; echo err >&2; exit 37"},
		exec.WithUser("worker"), exec.WithWorkingDir("/usr/bin"), exec.WithEnv([]string{"WORD=" + w}), exec.Multiplexed())
	must(t, err)
	all, err := io.ReadAll(out)
	must(t, err)
	equal(t, code, 37)
	for _, part := range []string{"1000\n/usr/bin\nbase " + w + "\n", "err\n"} {
		equal(t, strings.Contains(string(all), part), true)
	}
}

// The second line is only written once the first has been read.
func TestLogConsumer(t *testing.T) {
	w, h := word(), newHeard()
	c := run(t, "echo first; until [ -e /tmp/go ]; do sleep 0.05; done; cat /tmp/go; echo bad >&2; exec sleep 1000",
		tc.WithLogConsumers(h))
	h.await(t, tc.StdoutLog, "first\n")
	said(t, c, "echo "+w+" >/tmp/new; mv /tmp/new /tmp/go")
	h.await(t, tc.StdoutLog, w+"\n")
	h.await(t, tc.StderrLog, "bad\n")
}

func TestReuseByName(t *testing.T) {
	name := word()
	first := run(t, idle, tc.WithReuseByName(name))
	second := run(t, idle, tc.WithReuseByName(name))
	equal(t, second.GetContainerID(), first.GetContainerID())
}

func TestSettings(t *testing.T) {
	w := word()
	c := run(t, idle, tc.WithLabels(map[string]string{"word": w}), tc.WithTmpfs(map[string]string{"/fast": "rw,size=3m"}),
		tc.WithConfigModifier(func(config *container.Config) { config.Hostname = w; config.WorkingDir = "/usr/sbin" }),
		tc.WithHostConfigModifier(func(host *container.HostConfig) {
			pids := int64(77)
			host.Memory, host.PidsLimit = 48<<20, &pids
		}))
	inspect, err := c.Inspect(t.Context())
	must(t, err)
	equal(t, inspect.Config.Labels["word"], w)
	equal(t, inspect.Config.Labels["org.testcontainers"], "true")
	equal(t, said(t, c, "pwd; hostname; df -k /fast | awk 'END { print $1, $2 }'"), "/usr/sbin\n"+w+"\ntmpfs 3072\n")
	equal(t, said(t, c, "cd /sys/fs/cgroup; cat memory/memory.limit_in_bytes pids/pids.max 2>/dev/null"+
		" || cat memory.max pids.max"), fmt.Sprintf("%d\n77\n", 48<<20))
}

func TestCommandsAroundTheStart(t *testing.T) {
	w := word()
	c := run(t, idle,
		tc.WithStartupCommand(tc.NewRawCommand([]string{"sh", "-c", "echo started " + w + " >/tmp/one"})),
		tc.WithAfterReadyCommand(tc.NewRawCommand([]string{"sh", "-c", "cat /tmp/one /tmp/one >/tmp/two"})))
	equal(t, said(t, c, "cat /tmp/two"), strings.Repeat("started "+w+"\n", 2))
}

func TestPulls(t *testing.T) {
	w := word()
	c, err := tc.Run(t.Context(), "alpine:3.10", tc.WithAlwaysPull(), tc.WithCmd("echo", w),
		tc.WithWaitStrategy(wait.ForExit()))
	tc.CleanupContainer(t, c)
	must(t, err)
	equal(t, logs(t, c), w+"\n")
}
