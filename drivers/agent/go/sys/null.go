package sys

import (
	"os"
	"syscall"
	"unsafe"
)

const (
	sysFsopen   = 430 // the same on every architecture
	sysFsconfig = 431
	sysFsmount  = 432

	fsopenCloexec   = 1
	fsconfigCreate  = 6
	fsmountCloexec  = 1
	nullMajor       = 1
	nullMinor       = 3
	nullPermissions = 0o666
)

// Null opens a null device that is nobody else's: crun makes the container's user the owner of its standard streams, and
// would do so with the host's own /dev/null. The node lies on a file system that is mounted nowhere and lives as long as
// the file is open. Without root neither could be done, and the host's own serves.
func Null() (*os.File, error) {
	if Rootless() {
		return os.OpenFile(os.DevNull, os.O_RDWR, 0)
	}
	name, err := syscall.BytePtrFromString("tmpfs")
	if err != nil {
		return nil, err
	}
	fs, _, errno := syscall.Syscall(sysFsopen, uintptr(unsafe.Pointer(name)), fsopenCloexec, 0)
	if errno != 0 {
		return nil, os.NewSyscallError("fsopen", errno)
	}
	defer syscall.Close(int(fs))
	if _, _, errno = syscall.Syscall6(sysFsconfig, fs, fsconfigCreate, 0, 0, 0, 0); errno != 0 {
		return nil, os.NewSyscallError("fsconfig", errno)
	}
	mount, _, errno := syscall.Syscall(sysFsmount, fs, fsmountCloexec, 0)
	if errno != 0 {
		return nil, os.NewSyscallError("fsmount", errno)
	}
	defer syscall.Close(int(mount))
	device := int(Mkdev(nullMajor, nullMinor))
	if err := syscall.Mknodat(int(mount), "null", syscall.S_IFCHR|nullPermissions, device); err != nil {
		return nil, os.NewSyscallError("mknodat", err)
	}
	fd, err := Openat2(int(mount), "null", syscall.O_RDWR, 0, ResolveBeneath|ResolveNoSymlinks)
	if err != nil {
		return nil, os.NewSyscallError("openat2", err)
	}
	return os.NewFile(uintptr(fd), "null"), nil
}
