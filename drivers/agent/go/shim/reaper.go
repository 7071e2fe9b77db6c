package shim

import (
	"os"
	"os/signal"
	"sync"
	"syscall"
)

// reaper collects every child: the runtime's short processes, the container's init and exec processes that the runtime
// leaves to us, and orphans. Nothing else in the process may wait for children.
type reaper struct {
	mu       sync.Mutex
	waiting  map[int]chan syscall.WaitStatus
	spawning int                        // runtime calls that may leave us a process whose id we do not know yet
	early    map[int]syscall.WaitStatus // unknown processes that ended while spawning > 0
}

func newReaper() *reaper {
	r := &reaper{waiting: map[int]chan syscall.WaitStatus{}, early: map[int]syscall.WaitStatus{}}
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGCHLD)
	go func() {
		for range signals {
			r.reap()
		}
	}()
	return r
}

func (r *reaper) reap() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for {
		var status syscall.WaitStatus
		pid, err := syscall.Wait4(-1, &status, syscall.WNOHANG, nil)
		if err == syscall.EINTR {
			continue
		}
		if err != nil || pid <= 0 {
			return
		}
		if waiter, known := r.waiting[pid]; known {
			delete(r.waiting, pid)
			waiter <- status
		} else if r.spawning > 0 {
			r.early[pid] = status
		}
	}
}

// spawn starts a child and returns where its end will be told.
func (r *reaper) spawn(start func() (int, error)) (<-chan syscall.WaitStatus, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	pid, err := start()
	if err != nil {
		return nil, err
	}
	ended := make(chan syscall.WaitStatus, 1)
	r.waiting[pid] = ended
	return ended, nil
}

// expect must be called before, and its result after, a call that leaves us a child to adopt.
func (r *reaper) expect() (done func()) {
	r.mu.Lock()
	r.spawning++
	r.mu.Unlock()
	return func() {
		r.mu.Lock()
		if r.spawning--; r.spawning == 0 {
			r.early = map[int]syscall.WaitStatus{}
		}
		r.mu.Unlock()
	}
}

// adopt takes over a child that somebody else started; it may have ended already.
func (r *reaper) adopt(pid int) <-chan syscall.WaitStatus {
	r.mu.Lock()
	defer r.mu.Unlock()
	ended := make(chan syscall.WaitStatus, 1)
	if status, over := r.early[pid]; over {
		delete(r.early, pid)
		ended <- status
	} else {
		r.waiting[pid] = ended
	}
	return ended
}

// kill signals a child that has not been reaped, so that a reused process id is never hit.
func (r *reaper) kill(pid int, number syscall.Signal) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, alive := r.waiting[pid]; !alive {
		return syscall.ESRCH
	}
	return syscall.Kill(pid, number)
}

// exitCode is the shell's view of how a process ended.
func exitCode(status syscall.WaitStatus) int {
	if status.Signaled() {
		return 128 + int(status.Signal())
	}
	return status.ExitStatus()
}
