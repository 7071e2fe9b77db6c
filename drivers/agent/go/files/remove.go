package files

import (
	"fmt"
	"path"
	"syscall"

	"sockerless.io/agent/sys"
)

// deepest is how many directories are held open at once; deeper ones are moved up before they are emptied.
const deepest = 256

// RemoveTree removes path and everything below. It follows no symlink and enters no mount: a mount point makes it fail
// with EBUSY, the tree around it may be gone by then. A path that does not exist is a success.
func RemoveTree(p string) error {
	parent, err := syscall.Open(path.Dir(p), syscall.O_DIRECTORY|syscall.O_CLOEXEC, 0)
	if err == syscall.ENOENT {
		return nil
	}
	if err != nil {
		return &sys.PathError{Op: "open", Path: path.Dir(p), Err: err}
	}
	defer syscall.Close(parent)
	return removeAt(parent, path.Base(p))
}

// removeAt removes name in the directory parent, whatever it is.
func removeAt(parent int, name string) error {
	r := remover{}
	if err := r.remove(parent, name, sys.TypeUnknown, name, 0); err != nil {
		return err
	}
	return nil
}

type remover struct {
	top  int // directory just below the first level, to which deep directories are moved
	next int // counts moved directories
}

func (r *remover) remove(parent int, name string, kind uint8, shown string, depth int) error {
	if kind != sys.TypeDirectory {
		err := sys.Unlinkat(parent, name, 0)
		switch err {
		case nil, syscall.ENOENT:
			return nil
		case syscall.EISDIR, syscall.EPERM: // EPERM is what POSIX has for a directory
		default:
			return &sys.PathError{Op: "unlink", Path: shown, Err: err}
		}
	}
	fd, err := sys.Openat2(parent, name, syscall.O_RDONLY|syscall.O_DIRECTORY|syscall.O_NOFOLLOW, 0, sys.ResolveNoXdev)
	switch err {
	case nil:
	case syscall.ENOENT:
		return nil
	case syscall.EXDEV:
		return &sys.PathError{Op: "remove", Path: shown, Err: syscall.EBUSY}
	default:
		return &sys.PathError{Op: "open", Path: shown, Err: err}
	}
	if depth == 0 {
		r.top = fd
	}
	err = r.empty(fd, shown, depth)
	syscall.Close(fd)
	if err != nil {
		return err
	}
	if err := sys.Unlinkat(parent, name, sys.AtRemoveDir); err != nil && err != syscall.ENOENT {
		return &sys.PathError{Op: "rmdir", Path: shown, Err: err}
	}
	return nil
}

// empty removes the children of fd; again if moved or new ones have come meanwhile.
func (r *remover) empty(fd int, shown string, depth int) error {
	for {
		children, err := sys.ReadDir(fd)
		if err != nil {
			return &sys.PathError{Op: "list", Path: shown, Err: err}
		}
		if len(children) == 0 {
			return nil
		}
		for _, c := range children {
			if depth >= deepest && c.Type == sys.TypeDirectory {
				r.next++
				moved := fmt.Sprintf(".removing-%d-%s", r.next, c.Name)
				if len(moved) > 255 {
					moved = moved[:255]
				}
				if err := sys.Renameat(fd, c.Name, r.top, moved); err == nil {
					continue
				}
			}
			if err := r.remove(fd, c.Name, c.Type, shown+"/"+c.Name, depth+1); err != nil {
				return err
			}
		}
	}
}
