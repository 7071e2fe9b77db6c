package netlink

import (
	"fmt"
	"os"
	"path/filepath"
	"syscall"

	"sockerless.io/agent/sys"
)

// CreateNamespace makes a network namespace with lo up, kept alive by a bind mount on path.
func CreateNamespace(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	err = sys.OnThread(func() error {
		if err := syscall.Unshare(syscall.CLONE_NEWNET); err != nil {
			return fmt.Errorf("new network namespace: %w", err)
		}
		s, err := open()
		if err != nil {
			return err
		}
		defer s.close()
		up := request(syscall.RTM_NEWLINK, 0, "lo up").link(0, 1, syscall.IFF_UP, syscall.IFF_UP) // lo is always 1
		if err := s.must(up); err != nil {
			return err
		}
		own := fmt.Sprintf("/proc/self/task/%d/ns/net", syscall.Gettid())
		if err := syscall.Mount(own, path, "", syscall.MS_BIND, ""); err != nil {
			return &sys.PathError{Op: "bind network namespace on", Path: path, Err: err}
		}
		return nil
	})
	if err != nil {
		_ = os.Remove(path) // the failure to tell is that of the namespace
	}
	return err
}

// DeleteNamespace lets go of the namespace on path; it dies with its last process. No such path is a success.
func DeleteNamespace(path string) error {
	err := syscall.Unmount(path, syscall.MNT_DETACH)
	if err != nil && err != syscall.EINVAL && err != syscall.ENOENT {
		return &sys.PathError{Op: "unmount", Path: path, Err: err}
	}
	if err := os.Remove(path); err != nil && !os.IsNotExist(err) {
		return err
	}
	return nil
}

// In runs f on a thread in the network namespace at path.
func In(path string, f func() error) error {
	fd, err := syscall.Open(path, syscall.O_RDONLY|syscall.O_CLOEXEC, 0)
	if err != nil {
		return &sys.PathError{Op: "open", Path: path, Err: err}
	}
	defer syscall.Close(fd)
	return Enter(fd, f)
}

// Enter runs f on a thread in the network namespace that is open as namespace. Sockets that f opens stay there.
func Enter(namespace int, f func() error) error {
	return sys.OnThread(func() error {
		if err := sys.Setns(namespace, syscall.CLONE_NEWNET); err != nil {
			return fmt.Errorf("enter network namespace: %w", err)
		}
		return f()
	})
}
