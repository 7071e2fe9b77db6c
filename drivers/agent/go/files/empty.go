package files

import (
	"errors"
	"syscall"

	"sockerless.io/agent/sys"
)

// Empty removes all that is in the directory args[0], which may be a mount point, and leaves the directory.
func Empty(args []string) error {
	if len(args) != 1 {
		return errors.New("usage: sockerless-agent empty DIR")
	}
	fd, err := syscall.Open(args[0], syscall.O_RDONLY|syscall.O_DIRECTORY|syscall.O_CLOEXEC, 0)
	if err != nil {
		return &sys.PathError{Op: "open", Path: args[0], Err: err}
	}
	defer syscall.Close(fd)
	r := remover{top: fd}
	return r.empty(fd, args[0], 0)
}
