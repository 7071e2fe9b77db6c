// Package shim is the mode that supervises one container: it owns the container's stdio, writes its log and its exit
// code to disk, serves attach and exec over a unix socket, and survives the daemon that started it.
package shim

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"syscall"

	"sockerless.io/agent/sealed"
)

const (
	prSetChildSubreaper = 36
	socketName          = "agent.sock"
)

// Main supervises one container until it has ended and nobody asks any more.
func Main(args []string) error {
	if len(args) != 2 && len(args) != 4 || args[0] != "--dir" || len(args) == 4 && args[2] != "--sealed" {
		return errors.New("usage: sockerless-agent shim --dir DIR [--sealed PROGRAM, a copy of which is descriptor 3]")
	}
	var copied *sealed.Program
	if len(args) == 4 {
		var err error
		if copied, err = sealed.Inherited(3, args[3]); err != nil {
			return err
		}
	}
	// Meant for this process, not for what it starts.
	os.Unsetenv("GOMAXPROCS")
	// The main thread must stay in the host's mount namespace; see withoutUnified.
	runtime.LockOSThread()
	debug.SetGCPercent(40)
	debug.SetMemoryLimit(24 << 20)
	dir, err := filepath.Abs(args[1])
	if err != nil {
		return err
	}
	// A process group leader (EPERM) keeps its session; whoever spawns a shim gives it one of its own.
	_, _ = syscall.Setsid()
	// Caught, not ignored: ignored signals would stay ignored in the container.
	signal.Notify(make(chan os.Signal, 1), syscall.SIGHUP, syscall.SIGINT, syscall.SIGPIPE)
	if _, _, errno := syscall.RawSyscall(syscall.SYS_PRCTL, prSetChildSubreaper, 1, 0); errno != 0 {
		return fmt.Errorf("child subreaper: %w", errno)
	}
	socket, err := listen(filepath.Join(dir, socketName))
	if err != nil {
		return err
	}
	t := newTask(dir, copied)
	go watchParent(t)
	go accept(socket, t)
	<-t.quit
	if t.unused() {
		// Nobody knows the directory, or will miss it; what cannot be removed the next daemon sweeps.
		_ = os.RemoveAll(dir)
		return nil
	}
	// Nothing more can be done about a socket file that cannot be removed; connecting to it fails.
	_ = os.Remove(filepath.Join(dir, socketName))
	return nil
}

// watchParent ends a warm shim whose daemon has gone before it got a container. It watches only a pipe or socket.
func watchParent(t *task) {
	var stat syscall.Stat_t
	if err := syscall.Fstat(0, &stat); err != nil {
		return
	}
	if kind := stat.Mode & syscall.S_IFMT; kind != syscall.S_IFIFO && kind != syscall.S_IFSOCK {
		return
	}
	if err := syscall.SetNonblock(0, true); err != nil {
		return
	}
	stdin := os.NewFile(0, "stdin")
	t.setParent(stdin)
	var b [64]byte
	for {
		if _, err := stdin.Read(b[:]); err != nil {
			if err == io.EOF {
				t.parentGone()
			}
			return
		}
	}
}
