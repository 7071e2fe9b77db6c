package rootless

import (
	"fmt"
	"os"
	"strconv"
	"syscall"
)

const pidfdOpen = 434 // the same on all architectures

// awaitEmptiness returns when no daemon and no other process is in the namespaces. It then still has the lock that a
// newcomer waits for, until this process ends.
func awaitEmptiness(dir string, user *os.File) error {
	entered, err := lock(dir, "entered.lock", syscall.LOCK_EX)
	if err != nil {
		return err
	}
	info, err := user.Stat()
	if err != nil {
		return err
	}
	inode := info.Sys().(*syscall.Stat_t).Ino
	for {
		member, err := anyMember(inode)
		if err != nil {
			return err
		}
		if member == 0 {
			return nil
		}
		if err := flock(entered, syscall.LOCK_UN); err != nil {
			return err
		}
		if err := awaitEnd(member); err != nil {
			return err
		}
		if err := flock(entered, syscall.LOCK_EX); err != nil {
			return err
		}
	}
}

// anyMember finds a process in the user namespace; 0 when there is none. One in a namespace within it has a parent, its
// maker, which is either here or has left it to die out.
func anyMember(inode uint64) (int, error) {
	entries, err := os.ReadDir("/proc")
	if err != nil {
		return 0, err
	}
	for _, e := range entries {
		pid, err := strconv.Atoi(e.Name())
		if err != nil {
			continue
		}
		var st syscall.Stat_t
		// Those of others cannot be looked at and are not here; those that have ended have none.
		if syscall.Stat(fmt.Sprintf("/proc/%d/ns/user", pid), &st) == nil && st.Ino == inode {
			return pid, nil
		}
	}
	return 0, nil
}

// awaitEnd waits until a process has ended, which it may have already.
func awaitEnd(pid int) error {
	fd, _, errno := syscall.Syscall(pidfdOpen, uintptr(pid), 0, 0)
	if errno == syscall.ESRCH {
		return nil
	}
	if errno != 0 {
		return fmt.Errorf("pidfd_open: %w", errno)
	}
	defer syscall.Close(int(fd))
	ends, err := syscall.EpollCreate1(syscall.EPOLL_CLOEXEC)
	if err != nil {
		return err
	}
	defer syscall.Close(ends)
	event := syscall.EpollEvent{Events: syscall.EPOLLIN}
	if err := syscall.EpollCtl(ends, syscall.EPOLL_CTL_ADD, int(fd), &event); err != nil {
		return err
	}
	for {
		n, err := syscall.EpollWait(ends, make([]syscall.EpollEvent, 1), -1)
		if err != nil && err != syscall.EINTR {
			return err
		}
		if n > 0 {
			return nil
		}
	}
}
