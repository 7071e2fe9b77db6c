package shim

import (
	"errors"
	"fmt"
	"os"
	"syscall"
	"unsafe"
)

// console receives the master end of a terminal that the runtime makes.
type console struct {
	path   string
	socket *os.File
}

func newConsole(path string) (*console, error) {
	socket, err := listen(path)
	if err != nil {
		return nil, err
	}
	return &console{path, socket}, nil
}

func (c *console) close() {
	c.socket.Close()
	// The directory goes with the container anyway.
	_ = os.Remove(c.path)
}

// receive takes the master. Call it after the runtime has succeeded: its message is queued by then.
func (c *console) receive() (*os.File, error) {
	conn, err := acceptOne(c.socket)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	raw, err := conn.SyscallConn()
	if err != nil {
		return nil, err
	}
	body, control := make([]byte, 4096), make([]byte, syscall.CmsgSpace(4))
	var controlSize int
	var failure error
	err = raw.Read(func(fd uintptr) bool {
		_, controlSize, _, _, failure = syscall.Recvmsg(int(fd), body, control, syscall.MSG_CMSG_CLOEXEC)
		return failure != syscall.EAGAIN
	})
	if err == nil {
		err = failure
	}
	if err != nil {
		return nil, fmt.Errorf("console socket: %w", err)
	}
	messages, err := syscall.ParseSocketControlMessage(control[:controlSize])
	if err != nil {
		return nil, err
	}
	for i := range messages {
		fds, err := syscall.ParseUnixRights(&messages[i])
		if err == nil && len(fds) == 1 {
			if err := syscall.SetNonblock(fds[0], true); err != nil {
				return nil, err
			}
			return os.NewFile(uintptr(fds[0]), "console"), nil
		}
	}
	return nil, errors.New("the runtime sent no terminal")
}

// resize sets a terminal's size.
func resize(master *os.File, height, width uint16) error {
	raw, err := master.SyscallConn()
	if err != nil {
		return err
	}
	size := [4]uint16{height, width, 0, 0}
	var errno syscall.Errno
	err = raw.Control(func(fd uintptr) {
		_, _, errno = syscall.Syscall(syscall.SYS_IOCTL, fd, syscall.TIOCSWINSZ, uintptr(unsafe.Pointer(&size)))
	})
	if err == nil && errno != 0 {
		err = errno
	}
	return err
}
