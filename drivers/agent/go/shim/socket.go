package shim

import (
	"fmt"
	"os"
	"syscall"

	"sockerless.io/agent/frame"
)

// listen makes a unix socket that only its owner may use. Plain system calls: package net would double the memory.
func listen(path string) (*os.File, error) {
	fd, err := syscall.Socket(syscall.AF_UNIX, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC|syscall.SOCK_NONBLOCK, 0)
	if err != nil {
		return nil, fmt.Errorf("socket: %w", err)
	}
	if err := os.Remove(path); err != nil && !os.IsNotExist(err) {
		return nil, err
	}
	old := syscall.Umask(0o177)
	err = syscall.Bind(fd, &syscall.SockaddrUnix{Name: path})
	syscall.Umask(old)
	if err != nil {
		return nil, fmt.Errorf("bind %s: %w", path, err)
	}
	if err := syscall.Listen(fd, 128); err != nil {
		return nil, fmt.Errorf("listen %s: %w", path, err)
	}
	return os.NewFile(uintptr(fd), path), nil
}

// acceptOne waits for the next connection.
func acceptOne(socket *os.File) (*os.File, error) {
	raw, err := socket.SyscallConn()
	if err != nil {
		return nil, err
	}
	var fd int
	var failure error
	err = raw.Read(func(listening uintptr) bool {
		for {
			fd, _, failure = syscall.Accept4(int(listening), syscall.SOCK_CLOEXEC|syscall.SOCK_NONBLOCK)
			switch failure {
			case syscall.EINTR, syscall.ECONNABORTED:
				continue
			case syscall.EAGAIN:
				return false
			}
			return true
		}
	})
	if err == nil {
		err = failure
	}
	if err != nil {
		return nil, err
	}
	return os.NewFile(uintptr(fd), "connection"), nil
}

func accept(socket *os.File, t *task) {
	ops := t.ops()
	for {
		conn, err := acceptOne(socket)
		if err != nil { // out of descriptors or memory: nobody could be served any more
			fmt.Fprintln(os.Stderr, "sockerless-agent: accept:", err)
			return
		}
		t.connected(1)
		go func() {
			defer t.connected(-1)
			defer conn.Close()
			// A broken peer concerns nobody but itself.
			_ = frame.Serve(conn, conn, "shim", ops)
		}()
	}
}
