package host

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"sockerless.io/agent/frame"
	"sockerless.io/agent/sealed"
)

func init() { ops.Register("spawn-shim", frame.Typed(spawnShim)) }

const (
	shimSocket  = "agent.sock"
	shimWords   = "agent.err" // what a shim writes to its stderr
	shimPatient = 10 * time.Second
)

var copies sealed.Copies

// spawnShim starts a shim in a session of its own and answers once its socket takes connections. The shim's stdin is a
// pipe whose other end this process holds until the shim ends: one that has no container yet dies with this process.
func spawnShim(ctx context.Context, p struct {
	Dir     string `json:"dir"`
	Runtime string `json:"runtime"` // a program that the shim gets a sealed copy of; empty for none
}, _ *frame.Conn) (any, error) {
	if err := os.MkdirAll(p.Dir, 0o700); err != nil {
		return nil, err
	}
	socket := filepath.Join(p.Dir, shimSocket)
	if err := os.Remove(socket); err != nil && !os.IsNotExist(err) {
		return nil, err
	}
	words, err := os.OpenFile(filepath.Join(p.Dir, shimWords), os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return nil, err
	}
	defer words.Close()
	shim := exec.Command("/proc/self/exe", "shim", "--dir", p.Dir)
	shim.Args[0] = "sockerless-agent"
	shim.Dir = "/"
	shim.Stderr = words
	// One processor is enough for a container's streams, and a fifth of a shim's memory is what Go keeps for a second.
	shim.Env = append(os.Environ(), "GOMAXPROCS=1")
	shim.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if p.Runtime != "" {
		if copied, err := copies.Of(p.Runtime); err == nil {
			shim.Args = append(shim.Args, "--sealed", p.Runtime)
			shim.ExtraFiles = []*os.File{copied}
		} else { // as where vm.memfd_noexec forbids it; the runtime then copies itself
			fmt.Fprintln(os.Stderr, "sockerless-agent:", err)
		}
	}
	stdin, err := shim.StdinPipe()
	if err != nil {
		return nil, err
	}
	if err := shim.Start(); err != nil {
		return nil, err
	}
	ended := make(chan error, 1)
	go func() {
		ended <- shim.Wait() // reaps; closes our end of stdin
	}()
	for started := time.Now(); ; {
		if accepts(socket) {
			return map[string]int{"pid": shim.Process.Pid}, nil
		}
		select {
		case err := <-ended:
			text, _ := os.ReadFile(words.Name()) // best effort: the exit status is told in any case
			return nil, frame.Errorf(frame.Internal, "the shim ended: %v: %s", err, strings.TrimSpace(string(text)))
		case <-ctx.Done():
			stdin.Close()
			return nil, ctx.Err()
		case <-time.After(300 * time.Microsecond):
		}
		if time.Since(started) > shimPatient {
			stdin.Close()
			return nil, frame.Errorf(frame.Internal, "the shim in %s does not listen", p.Dir)
		}
	}
}

// accepts tells whether somebody listens on a unix socket.
func accepts(path string) bool {
	fd, err := syscall.Socket(syscall.AF_UNIX, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		return false
	}
	defer syscall.Close(fd)
	return syscall.Connect(fd, &syscall.SockaddrUnix{Name: path}) == nil
}
