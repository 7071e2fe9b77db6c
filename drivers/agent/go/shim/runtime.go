package shim

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"

	"sockerless.io/agent/frame"
	"sockerless.io/agent/sealed"
	"sockerless.io/agent/sys"
)

// ociRuntime calls the command line of crun or runc.
type ociRuntime struct {
	program     string
	root        string
	groups      string
	hideUnified bool
	dir         string
	reaper      *reaper
	sealed      *sealed.Program
	calls       uint32
}

// stdio is what a runtime call gets as descriptors 0, 1 and 2; nil means a null device of its own.
type stdio [3]*os.File

// newRuntime finds the program once, so that its absence is an error of create.
func newRuntime(p createParams, dir string, reaper *reaper, copied *sealed.Program) (*ociRuntime, error) {
	program, err := exec.LookPath(p.Runtime)
	if err != nil {
		return nil, frame.Errorf(frame.NotFound, "%v", err)
	}
	return &ociRuntime{
		program: program, root: p.RuntimeRoot, groups: p.CgroupManager, hideUnified: p.HideUnified, dir: dir,
		reaper: reaper, sealed: copied,
	}, nil
}

// scratch names a file in the shim's directory that no other call uses.
func (r *ociRuntime) scratch(kind string) string {
	return filepath.Join(r.dir, kind+"-"+strconv.Itoa(int(atomic.AddUint32(&r.calls, 1))))
}

// run calls the runtime and waits for it. Its own complaint becomes the error.
func (r *ociRuntime) run(files stdio, args ...string) error {
	log := r.scratch("runtime.log")
	defer os.Remove(log)
	argv := []string{r.program, "--log", log, "--log-format", "json"}
	if r.root != "" {
		argv = append(argv, "--root", r.root)
	}
	if r.groups != "" {
		argv = append(argv, "--cgroup-manager="+r.groups)
	}
	argv = append(argv, args...)
	null, err := sys.Null()
	if err != nil {
		return err
	}
	defer null.Close()
	attr := &syscall.ProcAttr{Env: environment(), Files: make([]uintptr, 3)}
	for i, f := range files {
		if f == nil {
			f = null
		}
		attr.Files[i] = f.Fd()
	}
	release := func() {}
	ended, err := r.reaper.spawn(func() (pid int, err error) {
		program := r.sealed.InsteadOf(r.program)
		fork := func() (int, error) { return syscall.ForkExec(program, argv, attr) }
		if r.hideUnified {
			pid, release, err = withoutUnified(fork)
			return pid, err
		}
		return fork()
	})
	defer func() { release() }()
	if err != nil {
		return fmt.Errorf("%s: %w", r.program, err)
	}
	status := <-ended
	if status == 0 {
		return nil
	}
	return frame.Errorf(frame.Invalid, "%s", complaint(log, exitCode(status)))
}

// begin lets a created container's process run. crun's waits for a byte in a fifo that it reads without blocking
// (libcrun, status.c), which is all that "crun start" does for a bundle without hooks, such as ours; to start a program
// for it costs far more. Where nobody reads such a fifo, as with runc, the runtime is asked, and gives its own reasons.
func (r *ociRuntime) begin(id string) error {
	fifo := filepath.Join(r.root, id, "exec.fifo")
	f, err := os.OpenFile(fifo, syscall.O_WRONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return r.run(stdio{}, "start", id)
	}
	defer f.Close()
	// First, as crun does: it tells a created container from a running one by the fifo.
	if err := os.Remove(fifo); err != nil {
		return err
	}
	_, err = f.Write([]byte{0})
	return err
}

// environment keeps the daemon's secrets and systemd's notification socket from the runtime.
func environment() []string {
	env := []string{"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"}
	for _, name := range []string{"XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS"} {
		if value, set := os.LookupEnv(name); set {
			env = append(env, name+"="+value)
		}
	}
	return env
}

// complaint finds the first error in the runtime's log, whole.
func complaint(log string, code int) string {
	text, err := os.ReadFile(log)
	if err != nil {
		return fmt.Sprintf("runtime ended with code %d", code)
	}
	plain := ""
	for _, line := range bytes.Split(text, []byte("\n")) {
		var entry struct{ Level, Msg string }
		if json.Unmarshal(line, &entry) == nil && entry.Msg != "" {
			if entry.Level == "error" || entry.Level == "fatal" {
				return entry.Msg
			}
		}
		if plain == "" {
			plain = strings.TrimSpace(string(line))
		}
	}
	if plain == "" {
		plain = fmt.Sprintf("runtime ended with code %d", code)
	}
	return plain
}

// withoutUnified runs f on a thread in whose mount namespace a hybrid host's cgroup2 hierarchy is hidden: crun refuses
// to run where it is mounted and has controllers. All other mounts keep their propagation. The thread and with it the
// namespace last until release, because the last process of a namespace pays for its removal when it exits; but no
// longer, so that nobody's mounts stay pinned.
func withoutUnified(f func() (int, error)) (pid int, release func(), err error) {
	done, over := make(chan struct{}), make(chan struct{})
	go func() {
		runtime.LockOSThread() // for good: the thread ends with this function
		if err = hideUnified(); err == nil {
			pid, err = f()
		}
		close(done)
		<-over
	}()
	<-done
	return pid, func() { close(over) }, err
}

// hideUnified covers the mount: unmounting it would wait for a grace period of the kernel. The runtime makes directories
// where it takes the hierarchy to be; those go with the cover.
func hideUnified() error {
	if err := syscall.Unshare(syscall.CLONE_NEWNS); err != nil {
		return fmt.Errorf("unshare the mount namespace: %w", err)
	}
	const cgroups, unified = "/sys/fs/cgroup", "/sys/fs/cgroup/unified"
	if err := syscall.Mount("", cgroups, "", syscall.MS_PRIVATE, ""); err != nil {
		return fmt.Errorf("make %s private: %w", cgroups, err)
	}
	// The cover lies on this mount, not beside it: where it is shared, the host would get one cover more with each call.
	// EINVAL: nothing is mounted there.
	err := syscall.Mount("", unified, "", syscall.MS_PRIVATE, "")
	if err != nil && err != syscall.EINVAL && err != syscall.ENOENT {
		return fmt.Errorf("make %s private: %w", unified, err)
	}
	const flags = syscall.MS_NOSUID | syscall.MS_NODEV | syscall.MS_NOEXEC
	err = syscall.Mount("tmpfs", unified, "tmpfs", flags, "mode=755,size=1m")
	if err != nil && err != syscall.ENOENT {
		return fmt.Errorf("cover %s: %w", unified, err)
	}
	return nil
}
