package sys

import (
	"path"
	"runtime"
	"syscall"
)

// OnThread runs f on an operating-system thread of its own, which is thrown away afterwards, and waits for it. f may
// therefore change what belongs to a thread: namespaces, root, working directory, umask. f must not start goroutines
// that rely on such a change. The process's first thread is never used: its state is what /proc shows of the process.
func OnThread(f func() error) error {
	done := make(chan error, 1)
	go onOwnThread(done, f)
	return <-done
}

func onOwnThread(done chan<- error, f func() error) {
	runtime.LockOSThread()
	if syscall.Gettid() == syscall.Getpid() {
		// While this goroutine holds the first thread, another one cannot get it.
		inner := make(chan error, 1)
		go onOwnThread(inner, f)
		done <- <-inner
		runtime.UnlockOSThread()
		return
	}
	done <- f() // returning without unlocking ends the thread
}

// Confined runs f on a thread of its own whose root and working directory are root and whose umask is 0. No path that
// f gives to the kernel, however hostile the tree, can name anything outside; open by Openat2 with
// ResolveNoMagiclinks where the tree may contain a procfs. Inside a container whose seccomp filter forbids threads of
// one's own kind, only the root that the process has already can be served; modes are then subject to its umask.
func Confined(root string, f func() error) error {
	return OnThread(func() error {
		if err := syscall.Unshare(syscall.CLONE_FS); err != nil {
			if err == syscall.EPERM && path.Clean(root) == "/" {
				if err := syscall.Chdir("/"); err != nil {
					return err
				}
				return f()
			}
			return err
		}
		if err := syscall.Chroot(root); err != nil {
			return &PathError{"chroot", root, err}
		}
		if err := syscall.Chdir("/"); err != nil {
			return err
		}
		syscall.Umask(0)
		return f()
	})
}

// PathError is a failed call together with the path it was about.
type PathError struct {
	Op, Path string
	Err      error
}

func (e *PathError) Error() string { return e.Op + " " + e.Path + ": " + e.Err.Error() }

// Unwrap gives the errno.
func (e *PathError) Unwrap() error { return e.Err }
