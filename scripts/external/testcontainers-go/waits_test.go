package suite

import (
	"context"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/docker/docker/api/types/container"
	tc "github.com/testcontainers/testcontainers-go"
	"github.com/testcontainers/testcontainers-go/wait"
)

func TestWaitsForTheLog(t *testing.T) {
	w := word()
	c := run(t, "sleep 0.3; echo is $((40+2)) "+w+"; exec sleep 1000", tc.WithWaitStrategy(wait.ForLog("is 42 "+w)))
	if !strings.Contains(logs(t, c), "is 42 "+w) {
		t.Fatal("the line is not there")
	}
}

func TestWaitsForALineTwice(t *testing.T) {
	w := word()
	c := run(t, "echo "+w+"; sleep 0.3; echo "+w+" >&2; exec sleep 1000",
		tc.WithWaitStrategy(wait.ForLog(w).WithOccurrence(2)))
	equal(t, strings.Count(logs(t, c), w), 2)
}

func TestGivesUp(t *testing.T) {
	_, err := start(t, idle, tc.WithWaitStrategyAndDeadline(time.Second, wait.ForLog(word())))
	if err == nil || !strings.Contains(err.Error(), "deadline") {
		t.Fatal(err)
	}
}

func TestWaitsForHTTP(t *testing.T) {
	w := word()
	c := run(t, serving(w), tc.WithExposedPorts("8080/tcp"),
		tc.WithWaitStrategy(wait.ForHTTP("/word").WithPort("8080/tcp").WithResponseMatcher(func(body io.Reader) bool {
			all, _ := io.ReadAll(body)
			return string(all) == w+"\n"
		})))
	equal(t, get(t, c, "/word"), w+"\n")
}

func TestWaitsForAPort(t *testing.T) {
	w := word()
	c := run(t, "sleep 0.3; "+serving(w), tc.WithExposedPorts("8080/tcp"),
		tc.WithWaitStrategy(wait.ForListeningPort("8080/tcp")))
	equal(t, get(t, c, "/word"), w+"\n")
}

func TestWaitsForHealth(t *testing.T) {
	c := run(t, "sleep 0.5; touch /tmp/well; exec sleep 1000",
		tc.WithConfigModifier(func(config *container.Config) {
			config.Healthcheck = &container.HealthConfig{
				Test: []string{"CMD-SHELL", "test -f /tmp/well"}, Interval: 300 * time.Millisecond, Retries: 100,
			}
		}),
		tc.WithWaitStrategy(wait.ForHealthCheck()))
	state, err := c.State(t.Context())
	must(t, err)
	equal(t, state.Health.Status, "healthy")
}

func TestWaitsForAnExec(t *testing.T) {
	run(t, "sleep 0.5; touch /tmp/done; exec sleep 1000",
		tc.WithWaitStrategy(wait.ForExec([]string{"test", "-f", "/tmp/done"}).WithExitCode(0)))
}

func TestWaitsForAFile(t *testing.T) {
	w := word()
	run(t, "sleep 0.5; echo "+w+" >/tmp/new; mv /tmp/new /tmp/done; exec sleep 1000",
		tc.WithWaitStrategy(wait.ForFile("/tmp/done").WithMatcher(func(file io.Reader) error {
			all, err := io.ReadAll(file)
			if err == nil && string(all) != w+"\n" {
				t.Errorf("the file is %q", all)
			}
			return err
		})))
}

func TestWaitsForTheEnd(t *testing.T) {
	w := word()
	c := run(t, "sleep 0.3; echo "+w+"; exit 7", tc.WithWaitStrategy(wait.ForExit()))
	state, err := c.State(t.Context())
	must(t, err)
	equal(t, state.ExitCode, 7)
	equal(t, logs(t, c), w+"\n")
}

func TestStopsAndStarts(t *testing.T) {
	w := word()
	c := run(t, serving(w), tc.WithExposedPorts("8080/tcp"), tc.WithWaitStrategy(wait.ForListeningPort("8080/tcp")))
	at := time.Duration(0)
	must(t, c.Stop(t.Context(), &at))
	equal(t, c.IsRunning(), false)
	must(t, c.Start(t.Context()))
	equal(t, get(t, c, "/word"), w+"\n")
}

func TestTerminates(t *testing.T) {
	c := run(t, idle)
	must(t, c.Terminate(context.Background()))
	if _, err := c.Inspect(t.Context()); err == nil {
		t.Fatal("it is still there")
	}
}
