package shim

import (
	"os"
	"sync"
	"syscall"

	"sockerless.io/agent/frame"
)

// process is what a container's init and an exec have in common: its stdio, at our end.
type process struct {
	pid      int
	terminal bool
	stdin    *os.File // nil without one; the terminal's master with a terminal
	outputs  []*output

	mu          sync.Mutex
	stdinClosed bool
}

// feed copies an attached stdin until its EOF; closeAtEnd then closes the process's own.
func (p *process) feed(stream *frame.Stream, closeAtEnd bool) {
	stream.ReadOnly()
	if p.stdin == nil {
		stream.Reset("stdin is not open")
		return
	}
	if _, err := stream.WriteTo(p.stdin); err != nil {
		stream.Reset("stdin is closed")
		return
	}
	if closeAtEnd {
		p.closeStdin()
	}
}

// closeStdin lets the process read EOF. A terminal has no half-close; there it does nothing.
func (p *process) closeStdin() {
	if p.stdin == nil || p.terminal {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.stdinClosed {
		p.stdinClosed = true
		p.stdin.Close()
	}
}

// finish waits for the outputs' rest after the process has ended.
func (p *process) finish() {
	p.closeStdin()
	var all sync.WaitGroup
	for _, o := range p.outputs {
		all.Add(1)
		go func(o *output) {
			defer all.Done()
			o.finish()
		}(o)
	}
	all.Wait()
}

func (p *process) resize(height, width uint16) error {
	if !p.terminal {
		return frame.Errorf(frame.Conflict, "the process has no terminal")
	}
	return resize(p.stdin, height, width)
}

// pipes makes the pipes between us and a process; the runtime gets theirs, which the caller closes.
type pipes struct {
	ours   stdio
	theirs stdio
}

const (
	fSetPipeSize = 1031
	pipeSize     = 256 << 10
)

func newPipes(stdin, stdout, stderr bool) (*pipes, error) {
	p := &pipes{}
	for i, wanted := range []bool{stdin, stdout, stderr} {
		if !wanted {
			continue
		}
		var fds [2]int
		if err := syscall.Pipe2(fds[:], syscall.O_CLOEXEC); err != nil {
			p.close()
			return nil, err
		}
		// Fails when the owner's pipe quota is used up; the pipe then keeps its size.
		_, _, _ = syscall.RawSyscall(syscall.SYS_FCNTL, uintptr(fds[0]), fSetPipeSize, pipeSize)
		ours, theirs := fds[0], fds[1]
		if i == 0 {
			ours, theirs = theirs, ours
		}
		p.theirs[i] = os.NewFile(uintptr(theirs), "pipe")
		if err := syscall.SetNonblock(ours, true); err != nil {
			p.close()
			return nil, err
		}
		p.ours[i] = os.NewFile(uintptr(ours), "pipe")
	}
	return p, nil
}

func (p *pipes) closeTheirs() {
	for i, f := range p.theirs {
		if f != nil {
			f.Close()
			p.theirs[i] = nil
		}
	}
}

func (p *pipes) close() {
	p.closeTheirs()
	for _, f := range p.ours {
		if f != nil {
			f.Close()
		}
	}
}
