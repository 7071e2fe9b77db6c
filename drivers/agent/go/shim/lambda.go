package shim

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"

	"sockerless.io/agent/files"
)

const (
	// runtimeAPI is the variable that names the host and port of the Runtime API.
	runtimeAPI = "AWS_LAMBDA_RUNTIME_API"
	// farewell is what is left of an invocation's time for its answer.
	farewell = 2 * time.Second
	// disownedTime is how long a gateway must refuse us before we believe that nobody wants the run any more: one that
	// has just been started may not know us yet.
	disownedTime = 30 * time.Second
	scratch      = "/tmp"
)

// lambdaEvent is one run of a container.
type lambdaEvent struct {
	Agent map[string]string `json:"agent"` // what dial mode is told by its environment
	Env   []string          `json:"env"`   // the command's
}

// Lambda is the mode of a function of AWS Lambda: we are its runtime, and each of its events is one run of a container,
// which goes as in dial mode. After each we begin anew, so that nothing of a run is left in us.
func Lambda() error {
	host := os.Getenv(runtimeAPI)
	if host == "" {
		return errors.New(runtimeAPI + " is not set")
	}
	api := lambdaAPI{host}
	next, err := api.next()
	if err != nil {
		return err
	}
	answer, err := next.run()
	if err != nil {
		fmt.Fprintln(os.Stderr, "sockerless-agent:", err)
		err = api.post(next.id, "error", map[string]any{"errorType": "Sockerless.Agent", "errorMessage": err.Error()})
	} else {
		err = api.post(next.id, "response", answer)
	}
	if err != nil {
		return err
	}
	return syscall.Exec("/proc/self/exe", os.Args, os.Environ())
}

type lambdaTurn struct {
	id       string
	deadline time.Time
	payload  []byte
}

func (t *lambdaTurn) run() (any, error) {
	var event lambdaEvent
	if err := json.Unmarshal(t.payload, &event); err != nil {
		return nil, fmt.Errorf("the event: %w", err)
	}
	// An environment that has been used before still has what the run before left there.
	if err := files.Empty([]string{scratch}); err != nil {
		return nil, err
	}
	environ := lambdaEnviron(os.Environ(), event.Env)
	for name, value := range event.Agent {
		environ = append(environ, name+"="+value)
	}
	config, err := readDialConfig(environ)
	if err != nil {
		return nil, err
	}
	if config.args == nil {
		return nil, fmt.Errorf("%sARGV is not set", dialPrefix)
	}
	config.deadline, config.scratch = t.deadline, scratch
	g, err := supervise(config)
	if err != nil {
		return nil, err
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	answer := map[string]any{"exitCode": g.exit, "oomKilled": g.oom}
	if g.failure != nil {
		answer["error"] = g.failure.Error()
	}
	return answer, nil
}

// lambdaEnviron is the command's environment: its own, and by what it reaches AWS as its function may. The Runtime API
// is ours alone.
func lambdaEnviron(ours, own []string) []string {
	var all []string
	for _, entry := range ours {
		name, _, _ := strings.Cut(entry, "=")
		if _, set := lookEnv(own, name); !set && strings.HasPrefix(name, "AWS_") && name != runtimeAPI {
			all = append(all, entry)
		}
	}
	if name, err := os.Hostname(); err == nil {
		if _, set := lookEnv(own, "HOSTNAME"); !set {
			all = append(all, "HOSTNAME="+name)
		}
	}
	return append(all, own...)
}

// until is how long we may stay: what is asked for, within an invocation's time.
func (c *dialConfig) until(wanted time.Duration) time.Duration {
	if left := time.Until(c.deadline) - farewell; !c.deadline.IsZero() && left < wanted {
		return left
	}
	return wanted
}

func parseDeadline(text string) (time.Time, error) {
	millis, err := strconv.ParseInt(text, 10, 64)
	return time.UnixMilli(millis), err
}
