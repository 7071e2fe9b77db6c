// Package sys has the Linux system calls that package syscall lacks, for amd64 and arm64.
package sys

import (
	"syscall"
	"unsafe"
)

// Flags and values that package syscall does not name.
const (
	ResolveNoXdev       = 0x01
	ResolveNoMagiclinks = 0x02
	ResolveNoSymlinks   = 0x04
	ResolveBeneath      = 0x08

	AtFdcwd        = -0x64
	AtRemoveDir    = 0x200
	AtSymlinkNoFol = 0x100
	OPath          = 0x200000

	sysOpenat2 = 437 // the same on every architecture
)

type openHow struct {
	flags, mode, resolve uint64
}

// Openat2 opens path relative to dirfd under the RESOLVE_ restrictions. Kernels before 5.6 answer ENOSYS.
func Openat2(dirfd int, path string, flags int, mode uint32, resolve uint64) (int, error) {
	p, err := syscall.BytePtrFromString(path)
	if err != nil {
		return -1, err
	}
	how := openHow{uint64(flags | syscall.O_CLOEXEC | syscall.O_LARGEFILE), uint64(mode), resolve}
	for {
		fd, _, errno := syscall.Syscall6(sysOpenat2, uintptr(dirfd), uintptr(unsafe.Pointer(p)),
			uintptr(unsafe.Pointer(&how)), unsafe.Sizeof(how), 0, 0)
		switch errno {
		case 0:
			return int(fd), nil
		case syscall.EINTR, syscall.EAGAIN: // EAGAIN: a rename raced with a restricted lookup
			continue
		}
		return -1, errno
	}
}

// ClockGettime reads a clock, by its number in time.h.
func ClockGettime(clock int) (now syscall.Timespec, err error) {
	_, _, errno := syscall.RawSyscall(syscall.SYS_CLOCK_GETTIME, uintptr(clock), uintptr(unsafe.Pointer(&now)), 0)
	return now, asError(errno)
}

// Unlinkat removes name in dirfd; flags is 0 or AtRemoveDir.
func Unlinkat(dirfd int, name string, flags int) error {
	p, err := syscall.BytePtrFromString(name)
	if err != nil {
		return err
	}
	_, _, errno := syscall.Syscall(syscall.SYS_UNLINKAT, uintptr(dirfd), uintptr(unsafe.Pointer(p)), uintptr(flags))
	return asError(errno)
}

// Renameat moves a name between two directories.
func Renameat(fromDir int, from string, toDir int, to string) error {
	return syscall.Renameat(fromDir, from, toDir, to)
}

// Linkat makes to a hard link of from; a symlink is linked itself.
func Linkat(fromDir int, from string, toDir int, to string) error {
	f, err := syscall.BytePtrFromString(from)
	if err != nil {
		return err
	}
	t, err := syscall.BytePtrFromString(to)
	if err != nil {
		return err
	}
	_, _, errno := syscall.Syscall6(syscall.SYS_LINKAT, uintptr(fromDir), uintptr(unsafe.Pointer(f)),
		uintptr(toDir), uintptr(unsafe.Pointer(t)), 0, 0)
	return asError(errno)
}

// Utimens sets both times of name in the working directory, of a symlink itself.
func Utimens(name string, times *[2]syscall.Timespec) error {
	p, err := syscall.BytePtrFromString(name)
	if err != nil {
		return err
	}
	at := AtFdcwd
	_, _, errno := syscall.Syscall6(syscall.SYS_UTIMENSAT, uintptr(at), uintptr(unsafe.Pointer(p)),
		uintptr(unsafe.Pointer(times)), AtSymlinkNoFol, 0, 0)
	return asError(errno)
}

// Futimens sets both times of an open file.
func Futimens(fd int, times *[2]syscall.Timespec) error {
	_, _, errno := syscall.Syscall6(syscall.SYS_UTIMENSAT, uintptr(fd), 0, uintptr(unsafe.Pointer(times)), 0, 0, 0)
	return asError(errno)
}

// Setxattr sets an extended attribute of name, of a symlink itself.
func Setxattr(name, attr string, value []byte) error {
	p, err := syscall.BytePtrFromString(name)
	if err != nil {
		return err
	}
	a, err := syscall.BytePtrFromString(attr)
	if err != nil {
		return err
	}
	_, _, errno := syscall.Syscall6(syscall.SYS_LSETXATTR, uintptr(unsafe.Pointer(p)), uintptr(unsafe.Pointer(a)),
		uintptr(start(value)), uintptr(len(value)), 0, 0)
	return asError(errno)
}

// Fsetxattr sets an extended attribute of an open file.
func Fsetxattr(fd int, attr string, value []byte) error {
	a, err := syscall.BytePtrFromString(attr)
	if err != nil {
		return err
	}
	_, _, errno := syscall.Syscall6(syscall.SYS_FSETXATTR, uintptr(fd), uintptr(unsafe.Pointer(a)),
		uintptr(start(value)), uintptr(len(value)), 0, 0)
	return asError(errno)
}

func start(b []byte) unsafe.Pointer {
	if len(b) == 0 {
		return nil
	}
	return unsafe.Pointer(&b[0])
}

// Getxattr reads an extended attribute of name, of a symlink itself. ENODATA: it has none of that name.
func Getxattr(name, attr string) ([]byte, error) {
	p, err := syscall.BytePtrFromString(name)
	if err != nil {
		return nil, err
	}
	a, err := syscall.BytePtrFromString(attr)
	if err != nil {
		return nil, err
	}
	return grow(func(b []byte) (int, error) {
		n, _, errno := syscall.Syscall6(syscall.SYS_LGETXATTR, uintptr(unsafe.Pointer(p)),
			uintptr(unsafe.Pointer(a)), uintptr(unsafe.Pointer(&b[0])), uintptr(len(b)), 0, 0)
		return int(n), asError(errno)
	})
}

// Listxattr lists the names of the extended attributes of name, NUL-terminated each.
func Listxattr(name string) ([]byte, error) {
	p, err := syscall.BytePtrFromString(name)
	if err != nil {
		return nil, err
	}
	return grow(func(b []byte) (int, error) {
		n, _, errno := syscall.Syscall(syscall.SYS_LLISTXATTR, uintptr(unsafe.Pointer(p)),
			uintptr(unsafe.Pointer(&b[0])), uintptr(len(b)))
		return int(n), asError(errno)
	})
}

// grow calls read with larger and larger buffers until the answer fits.
func grow(read func([]byte) (int, error)) ([]byte, error) {
	for size := 256; ; size *= 4 {
		b := make([]byte, size)
		n, err := read(b)
		if err == nil {
			return b[:n], nil
		}
		if err != syscall.ERANGE || size > 64<<10 {
			return nil, err
		}
	}
}

// Syncfs flushes the file system that fd is on.
func Syncfs(fd int) error {
	_, _, errno := syscall.Syscall(sysSyncfs, uintptr(fd), 0, 0)
	return asError(errno)
}

// Setns moves the calling thread into the namespace that fd refers to.
func Setns(fd, kind int) error {
	_, _, errno := syscall.Syscall(sysSetns, uintptr(fd), uintptr(kind), 0)
	return asError(errno)
}

// Mkdev packs a device number the way the kernel's stat does.
func Mkdev(major, minor int64) uint64 {
	ma, mi := uint64(major), uint64(minor)
	return ma&0xfff<<8 | ma&^0xfff<<32 | mi&0xff | mi&^0xff<<12
}

// Major and Minor unpack a device number.
func Major(dev uint64) int64 { return int64(dev>>8&0xfff | dev>>32&^0xfff) }

// Minor is the low part of a device number.
func Minor(dev uint64) int64 { return int64(dev&0xff | dev>>12&0xffffff00) }

func asError(errno syscall.Errno) error {
	if errno != 0 {
		return errno
	}
	return nil
}
