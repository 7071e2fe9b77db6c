// Package sealed keeps copies of programs that nobody can write to, in memory.
//
// A container must not be able to overwrite the runtime that runs in it for a moment (CVE-2019-5736). Therefore crun and
// runc copy themselves at each start and run the copy, unless they find themselves in a sealed memory file
// (cloned_binary.c): a copy made once saves half of each start.
package sealed

import (
	"fmt"
	"io"
	"os"
	"strconv"
	"sync"
	"syscall"
	"unsafe"

	"sockerless.io/agent/sys"
)

const (
	mfdCloexec       = 0x1
	mfdAllowSealing  = 0x2
	mfdExec          = 0x10 // kernels before 6.3 do not know it
	fAddSeals        = 1033
	fGetSeals        = 1034
	everySeal        = 0xf // SEAL, SHRINK, GROW, WRITE: exactly what the runtimes look for
	longestPath      = 200 // of a memory file's name
	descriptorFormat = "/proc/self/fd/"
)

// isOf tells whether a copy is one of the program as it is now: a copy has its program's size and time. Attempts to write
// to it change its time, although they fail.
func isOf(copied int, path string) (bool, error) {
	var have, want syscall.Stat_t
	if err := syscall.Stat(path, &want); err != nil {
		return false, &sys.PathError{Op: "stat", Path: path, Err: err}
	}
	if err := syscall.Fstat(copied, &have); err != nil {
		return false, &sys.PathError{Op: "stat the copy of", Path: path, Err: err}
	}
	return have.Size == want.Size && have.Mtim == want.Mtim, nil
}

// Copies are the copies of one process, one per program.
type Copies struct {
	mu   sync.Mutex
	made map[string]*os.File
}

// Of gives the copy of a program as it is now.
func (c *Copies) Of(path string) (*os.File, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if have := c.made[path]; have != nil {
		if fresh, err := isOf(int(have.Fd()), path); err != nil || fresh {
			return have, err
		}
	}
	file, err := seal(path)
	if err != nil {
		return nil, err
	}
	if c.made == nil {
		c.made = map[string]*os.File{}
	}
	c.made[path] = file // an earlier one is closed by the collector, once no start of a shim uses it
	return file, nil
}

func seal(path string) (*os.File, error) {
	program, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer program.Close()
	name := []byte(path)
	if len(name) > longestPath {
		name = name[:longestPath]
	}
	name = append(name, 0)
	fd, _, errno := syscall.Syscall(
		sys.MemfdCreate, uintptr(unsafe.Pointer(&name[0])), mfdCloexec|mfdAllowSealing|mfdExec, 0)
	if errno == syscall.EINVAL {
		fd, _, errno = syscall.Syscall(
			sys.MemfdCreate, uintptr(unsafe.Pointer(&name[0])), mfdCloexec|mfdAllowSealing, 0)
	}
	if errno != 0 {
		return nil, &sys.PathError{Op: "memfd_create for", Path: path, Err: errno}
	}
	file := os.NewFile(fd, path)
	if err := fill(file, program); err != nil {
		file.Close()
		return nil, err
	}
	if _, _, errno := syscall.Syscall(syscall.SYS_FCNTL, fd, fAddSeals, everySeal); errno != 0 {
		file.Close()
		return nil, &sys.PathError{Op: "seal the copy of", Path: path, Err: errno}
	}
	return file, nil
}

func fill(file, program *os.File) error {
	var stat syscall.Stat_t
	if err := syscall.Fstat(int(program.Fd()), &stat); err != nil {
		return err
	}
	if _, err := io.Copy(file, program); err != nil {
		return err
	}
	return sys.Futimens(int(file.Fd()), &[2]syscall.Timespec{stat.Mtim, stat.Mtim})
}

// Program is a copy that this process has inherited.
type Program struct {
	path string
	fd   int
}

// Inherited takes over a descriptor.
func Inherited(fd int, path string) (*Program, error) {
	seals, _, errno := syscall.Syscall(syscall.SYS_FCNTL, uintptr(fd), fGetSeals, 0)
	if errno != 0 || seals != everySeal {
		return nil, fmt.Errorf("descriptor %d is no sealed copy of %s: %v", fd, path, errno)
	}
	syscall.CloseOnExec(fd)
	return &Program{path, fd}, nil
}

// InsteadOf names the file to execute for a program: the copy, unless the program has been replaced since.
func (p *Program) InsteadOf(path string) string {
	if p == nil || p.path != path {
		return path
	}
	if fresh, err := isOf(p.fd, path); err != nil || !fresh { // what is wrong, executing the path will tell
		return path
	}
	return descriptorFormat + strconv.Itoa(p.fd)
}
