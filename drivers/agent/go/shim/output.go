package shim

import (
	"errors"
	"os"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"sockerless.io/agent/frame"
)

// buffers serves busy outputs; an idle one holds only a small buffer.
var buffers = sync.Pool{New: func() any { return new([readSize]byte) }}

const (
	readSize = 64 << 10
	// drainTime is how long an output may stay silent after its process has ended before it is given up: something
	// outside holds the pipe open. Docker waits as long.
	drainTime = 2 * time.Second
)

// output is one of a process's outputs: read by one goroutine, teed to the log and to attached readers.
type output struct {
	file     *os.File
	log      recorder // nil without a log
	released chan struct{}
	done     chan struct{}
	progress uint32 // counts reads

	mu    sync.Mutex
	sinks []*sink
	ended bool
	last  []*sink // the readers at the end
}

// recorder keeps what an output says.
type recorder interface {
	write(p []byte)
	flush() // before a wait
	end()
}

func newOutput(file *os.File, log recorder) *output {
	return &output{file: file, log: log, released: make(chan struct{}), done: make(chan struct{})}
}

// attach adds a reader: it gets what is read from now on, and EOF at the end.
func (o *output) attach(stream *frame.Stream) {
	k := &sink{stream: stream.WriteOnly()}
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.ended {
		k.end()
		return
	}
	o.sinks = append(o.sinks, k)
}

// run copies until the end of the file.
func (o *output) run() {
	defer close(o.done)
	defer o.file.Close()
	raw, err := o.file.SyscallConn()
	if err == nil {
		o.copy(raw)
	}
	if o.log != nil {
		o.log.end()
	}
	o.mu.Lock()
	o.ended = true
	sinks := o.sinks
	o.sinks, o.last = nil, sinks
	o.mu.Unlock()
	for _, k := range sinks {
		k.end()
	}
}

func (o *output) copy(raw syscall.RawConn) {
	small := make([]byte, 4<<10)
	var large *[readSize]byte
	buf := small
	for {
		var n int
		var failure error
		err := raw.Read(func(fd uintptr) bool {
			for {
				n, failure = syscall.Read(int(fd), buf)
				switch failure {
				case syscall.EINTR:
					continue
				case syscall.EAGAIN:
					if o.log != nil {
						o.log.flush()
					}
					if large != nil {
						buffers.Put(large)
						buf, large = small, nil
					}
					return false
				}
				return true
			}
		})
		if err != nil || failure != nil || n == 0 { // a terminal's end is EIO
			return
		}
		atomic.AddUint32(&o.progress, 1)
		o.deliver(buf[:n])
		if n == len(buf) && large == nil {
			large = buffers.Get().(*[readSize]byte)
			buf = large[:]
		}
	}
}

func (o *output) deliver(p []byte) {
	if o.log != nil {
		o.log.write(p)
	}
	o.mu.Lock()
	sinks := o.sinks
	o.mu.Unlock()
	if len(sinks) == 0 {
		return
	}
	if o.log != nil {
		o.log.flush() // a reader may hold us back
	}
	for _, k := range sinks {
		if err := k.write(p, o.released); err != nil {
			o.remove(k)
		}
	}
}

func (o *output) remove(gone *sink) {
	o.mu.Lock()
	defer o.mu.Unlock()
	left := make([]*sink, 0, len(o.sinks))
	for _, k := range o.sinks {
		if k != gone {
			left = append(left, k)
		}
	}
	o.sinks = left
}

// finish waits, after the process has ended, until the rest has been read; slow readers no longer count.
func (o *output) finish() {
	close(o.released)
	timer := time.NewTimer(drainTime)
	defer timer.Stop()
	for {
		seen := atomic.LoadUint32(&o.progress)
		select {
		case <-o.done:
			return
		case <-timer.C:
		}
		if atomic.LoadUint32(&o.progress) == seen {
			break
		}
		timer.Reset(drainTime)
	}
	// Somebody outside holds the other end: stop reading. A reader that blocks its whole connection is not waited for.
	if err := o.file.SetReadDeadline(time.Unix(1, 0)); err != nil && !errors.Is(err, os.ErrClosed) {
		o.file.Close()
	}
	select {
	case <-o.done:
	case <-time.After(drainTime / 10):
	}
}

// awaitReaders waits, after the end, until every reader has got everything or has gone.
func (o *output) awaitReaders() {
	<-o.done
	for _, k := range o.last {
		k.await()
	}
}
