package frame

import (
	"io"
	"os"
	"syscall"
	"unsafe"
)

// writeFrame writes header and payload, on a file or socket without copying the payload.
func writeFrame(w io.Writer, h Header, payload []byte) error {
	var head [HeaderSize]byte
	h.Put(head[:])
	if f, ok := w.(*os.File); ok && len(payload) > 4<<10 {
		return writev(f, head[:], payload)
	}
	whole := make([]byte, 0, HeaderSize+len(payload))
	whole = append(append(whole, head[:]...), payload...)
	_, err := w.Write(whole)
	return err
}

// writev writes a and b in one system call where the kernel takes both at once.
func writev(f *os.File, a, b []byte) error {
	raw, err := f.SyscallConn()
	if err != nil {
		return err
	}
	var failure error
	err = raw.Write(func(fd uintptr) bool {
		for len(a)+len(b) > 0 {
			n, errno := writevOnce(fd, a, b)
			switch {
			case errno == syscall.EINTR:
				continue
			case errno == syscall.EAGAIN:
				return false
			case errno != 0:
				failure = errno
				return true
			}
			if n < len(a) {
				a = a[n:]
				continue
			}
			a, b = nil, b[n-len(a):]
		}
		return true
	})
	if failure != nil {
		return failure
	}
	return err
}

func writevOnce(fd uintptr, a, b []byte) (int, syscall.Errno) {
	var iov [2]syscall.Iovec
	count := 0
	for _, part := range [][]byte{a, b} {
		if len(part) > 0 {
			iov[count].Base = &part[0]
			iov[count].SetLen(len(part))
			count++
		}
	}
	n, _, errno := syscall.Syscall(syscall.SYS_WRITEV, fd, uintptr(unsafe.Pointer(&iov[0])), uintptr(count))
	return int(n), errno
}
