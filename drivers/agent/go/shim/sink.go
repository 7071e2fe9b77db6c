package shim

import (
	"errors"
	"sync"

	"sockerless.io/agent/frame"
)

// maxPending bounds what a reader may leave unread after the container's end, in bytes.
const maxPending = 4 << 20

var errTooSlow = errors.New("reader too slow")

// sink is one attached reader of an output. Bytes go out directly while there is credit; else they wait here and so
// does the container, until the reader catches up or leaves.
type sink struct {
	stream *frame.Stream

	mu      sync.Mutex
	pending []byte
	idle    chan struct{} // closed when pending has been sent; nil while nothing is pending
	ending  bool
	failure error
}

// write delivers p in order. It waits for the reader, but not once released is closed.
func (k *sink) write(p []byte, released <-chan struct{}) error {
	k.mu.Lock()
	if k.failure != nil {
		k.mu.Unlock()
		return k.failure
	}
	if k.idle == nil {
		n, err := k.stream.TryWrite(p)
		if err != nil || n == len(p) {
			k.failure = err
			k.mu.Unlock()
			return err
		}
		p = p[n:]
		k.idle = make(chan struct{})
		go k.drain()
	}
	if len(k.pending)+len(p) > maxPending {
		k.failure = errTooSlow
		k.mu.Unlock()
		k.stream.Reset(errTooSlow.Error())
		return errTooSlow
	}
	k.pending = append(k.pending, p...)
	idle := k.idle
	k.mu.Unlock()
	select {
	case <-idle:
	case <-released:
	}
	return nil
}

// drain sends what is pending, at the reader's pace.
func (k *sink) drain() {
	for {
		k.mu.Lock()
		next := k.pending
		k.pending = nil
		if len(next) == 0 || k.failure != nil {
			close(k.idle)
			k.idle = nil
			if k.ending && k.failure == nil {
				k.failure = k.stream.CloseWrite()
			}
			k.mu.Unlock()
			return
		}
		k.mu.Unlock()
		if _, err := k.stream.Write(next); err != nil {
			k.mu.Lock()
			k.failure = err
			k.mu.Unlock()
		}
	}
}

// end sends EOF behind everything that was written.
func (k *sink) end() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.ending = true
	if k.idle == nil && k.failure == nil {
		k.failure = k.stream.CloseWrite()
	}
}

// await waits until nothing is pending.
func (k *sink) await() {
	k.mu.Lock()
	idle := k.idle
	k.mu.Unlock()
	if idle != nil {
		<-idle
	}
}
