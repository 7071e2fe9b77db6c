// Tests that use Testcontainers for Go as anybody does.
package suite

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"io"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	tc "github.com/testcontainers/testcontainers-go"
	"github.com/testcontainers/testcontainers-go/exec"
)

const idle = "trap 'exit 0' TERM; while :; do sleep 0.1; done"

func TestMain(m *testing.M) {
	if os.Getenv("ABANDONS") != "" {
		abandon()
	}
	os.Exit(m.Run())
}

// word is one that nobody can know beforehand.
func word() string {
	b := make([]byte, 8)
	rand.Read(b)
	return "w" + hex.EncodeToString(b)
}

// serving serves the word as /word at port 8080.
func serving(word string) string {
	return "mkdir -p /www && echo " + word + " >/www/word && exec httpd -f -p 8080 -h /www"
}

func run(t *testing.T, script string, options ...tc.ContainerCustomizer) *tc.DockerContainer {
	t.Helper()
	container, err := start(t, script, options...)
	must(t, err)
	return container
}

func start(t *testing.T, script string, options ...tc.ContainerCustomizer) (*tc.DockerContainer, error) {
	t.Helper()
	options = append(options, tc.WithCmd("sh", "-c", script))
	container, err := tc.Run(t.Context(), "busybox:latest", options...)
	// What runs as sleep or httpd does not hear SIGTERM.
	tc.CleanupContainer(t, container, tc.StopTimeout(0))
	return container, err
}

// said is what a script in the container prints; it must succeed.
func said(t *testing.T, container tc.Container, script string) string {
	t.Helper()
	code, out, err := container.Exec(t.Context(), []string{"sh", "-c", script}, exec.Multiplexed())
	must(t, err)
	all, err := io.ReadAll(out)
	must(t, err)
	equal(t, code, 0)
	return string(all)
}

func logs(t *testing.T, container tc.Container) string {
	t.Helper()
	stream, err := container.Logs(t.Context())
	must(t, err)
	defer stream.Close()
	all, err := io.ReadAll(stream)
	must(t, err)
	return string(all)
}

func get(t *testing.T, container tc.Container, path string) string {
	t.Helper()
	place, err := container.PortEndpoint(t.Context(), "8080/tcp", "http")
	must(t, err)
	answer, err := http.Get(place + path)
	must(t, err)
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	must(t, err)
	return string(body)
}

// heard collects what a container prints, by stream.
type heard struct {
	mutex sync.Mutex
	text  map[string]*bytes.Buffer
	more  chan struct{}
}

func newHeard() *heard {
	text := map[string]*bytes.Buffer{tc.StdoutLog: {}, tc.StderrLog: {}}
	return &heard{text: text, more: make(chan struct{}, 1)}
}

func (h *heard) Accept(l tc.Log) {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	h.text[l.LogType].Write(l.Content)
	select {
	case h.more <- struct{}{}:
	default:
	}
}

func (h *heard) await(t *testing.T, stream, wanted string) {
	t.Helper()
	late := time.After(30 * time.Second)
	for {
		h.mutex.Lock()
		text := h.text[stream].String()
		h.mutex.Unlock()
		if strings.Contains(text, wanted) {
			return
		}
		select {
		case <-h.more:
		case <-late:
			t.Fatalf("%s has no %q: %q", stream, wanted, text)
		}
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func equal[T comparable](t *testing.T, got, wanted T) {
	t.Helper()
	if got != wanted {
		t.Fatalf("got %v, wanted %v", got, wanted)
	}
}
