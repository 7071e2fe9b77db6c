package shim

import (
	"errors"
	"fmt"
	"os"
	"path"
	"strings"
	"syscall"
	"unsafe"

	"sockerless.io/agent/frame"
)

const (
	defaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

	ioctlUnlock = 0x40045431 // TIOCSPTLCK
	ioctlPeer   = 0x5441     // TIOCGPTPEER
)

// command is a process to be: the user's own, or one more beside it.
type command struct {
	args, env []string
	user, dir string
	groups    []string
	tty       bool
	makeDir   bool
}

// notStarted is why a command could not be executed, in runc's words.
type notStarted struct {
	code int // the shell's: 127 not found, 126 not executable
	text string
}

func (e *notStarted) Error() string { return e.text }

func startFailure(err error) int {
	var e *notStarted
	if errors.As(err, &e) {
		return e.code
	}
	return 126
}

// start runs the command; pid is set before its end can be told.
func (c command) start(r *reaper, theirs stdio, pid *int) (<-chan syscall.WaitStatus, error) {
	who, err := lookUp(c.user, c.groups)
	if err != nil {
		return nil, frame.Errorf(frame.Invalid, "%s", err.Error())
	}
	dir := path.Join("/", c.dir)
	if err := enterable(dir, c.makeDir); err != nil {
		return nil, frame.Errorf(frame.Invalid, "%s", err.Error())
	}
	env := c.env
	if _, set := lookEnv(env, "PATH"); !set {
		env = append(env[:len(env):len(env)], "PATH="+defaultPath)
	}
	if _, set := lookEnv(env, "HOME"); !set {
		env = append(env[:len(env):len(env)], "HOME="+who.home)
	}
	if _, set := lookEnv(env, "TERM"); !set && c.tty {
		env = append(env[:len(env):len(env)], "TERM=xterm")
	}
	program, err := c.find(env, dir)
	if err != nil {
		return nil, coded(err)
	}
	attributes := &syscall.ProcAttr{Dir: dir, Env: env, Sys: &syscall.SysProcAttr{Setsid: true, Setctty: c.tty}}
	for _, f := range theirs {
		attributes.Files = append(attributes.Files, f.Fd())
		if os.Getuid() == 0 && f.Name() != os.DevNull {
			// As a runtime does it, so that /dev/stdout can be opened; where it fails, inherited descriptors still work.
			_ = f.Chown(int(who.uid), -1)
		}
	}
	if os.Getuid() == 0 {
		attributes.Sys.Credential = &syscall.Credential{Uid: who.uid, Gid: who.gid, Groups: who.groups}
	} else if who.uid != uint32(os.Getuid()) {
		return nil, frame.Errorf(frame.Forbidden, "the agent is not root and cannot become user %q", c.user)
	}
	ended, err := r.spawn(func() (int, error) {
		started, err := syscall.ForkExec(program, c.args, attributes)
		*pid = started
		return started, err
	})
	if err != nil {
		return nil, coded(c.failed(err))
	}
	return ended, nil
}

func coded(err error) error {
	var e *notStarted
	if errors.As(err, &e) {
		return &invalidStart{e, frame.Errorf(frame.Invalid, "%s", e.text)}
	}
	return err
}

// invalidStart has the wire's code and the shell's.
type invalidStart struct {
	*notStarted
	wire error
}

func (e *invalidStart) Unwrap() []error { return []error{e.notStarted, e.wire} }

func (c command) failed(err error) error {
	code := 126
	if err == syscall.ENOENT {
		code = 127
	}
	return &notStarted{code, fmt.Sprintf("exec: %q: %s", c.args[0], err)}
}

// find resolves the program as a runtime does.
func (c command) find(env []string, dir string) (string, error) {
	name := c.args[0]
	if strings.Contains(name, "/") {
		full := name
		if !path.IsAbs(full) {
			full = path.Join(dir, full)
		}
		if _, err := os.Stat(full); err != nil {
			return "", &notStarted{127, fmt.Sprintf("exec: %q: stat %s: no such file or directory", name, name)}
		}
		if !executable(full) {
			return "", &notStarted{126, fmt.Sprintf("exec: %q: permission denied", name)}
		}
		return full, nil
	}
	paths, _ := lookEnv(env, "PATH")
	for _, p := range strings.Split(paths, ":") {
		if full := path.Join(dir, name); p == "" && executable(full) {
			return full, nil
		}
		if full := path.Join(p, name); p != "" && executable(full) {
			return full, nil
		}
	}
	return "", &notStarted{127, fmt.Sprintf("exec: %q: executable file not found in $PATH", name)}
}

func executable(file string) bool {
	info, err := os.Stat(file)
	return err == nil && info.Mode().IsRegular() && info.Mode()&0o111 != 0
}

func enterable(dir string, create bool) error {
	if create {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return err
		}
	}
	info, err := os.Stat(dir)
	if err != nil {
		return fmt.Errorf("chdir to cwd (%q) set in config.json failed: no such file or directory", dir)
	}
	if !info.IsDir() {
		return fmt.Errorf("chdir to cwd (%q) set in config.json failed: not a directory", dir)
	}
	return nil
}

func lookEnv(env []string, key string) (string, bool) {
	for i := len(env) - 1; i >= 0; i-- {
		if strings.HasPrefix(env[i], key+"=") {
			return env[i][len(key)+1:], true
		}
	}
	return "", false
}

// openTerminal makes a terminal without needing its name in /dev/pts.
func openTerminal() (master, slave *os.File, err error) {
	fd, err := syscall.Open("/dev/ptmx", syscall.O_RDWR|syscall.O_NOCTTY|syscall.O_CLOEXEC|syscall.O_NONBLOCK, 0)
	if err != nil {
		if fd, err = syscall.Open("/dev/pts/ptmx", syscall.O_RDWR|syscall.O_NOCTTY|syscall.O_CLOEXEC|syscall.O_NONBLOCK, 0); err != nil {
			return nil, nil, fmt.Errorf("open /dev/ptmx: %w", err)
		}
	}
	var locked int32
	if _, _, errno := syscall.Syscall(syscall.SYS_IOCTL, uintptr(fd), ioctlUnlock, uintptr(unsafe.Pointer(&locked))); errno != 0 {
		syscall.Close(fd)
		return nil, nil, fmt.Errorf("unlocking a terminal: %w", errno)
	}
	peer, _, errno := syscall.Syscall(syscall.SYS_IOCTL, uintptr(fd), ioctlPeer,
		syscall.O_RDWR|syscall.O_NOCTTY|syscall.O_CLOEXEC)
	if errno != 0 {
		syscall.Close(fd)
		return nil, nil, fmt.Errorf("opening a terminal: %w", errno)
	}
	return os.NewFile(uintptr(fd), "terminal"), os.NewFile(peer, "terminal"), nil
}
