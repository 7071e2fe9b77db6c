package shim

import "sync"

// logRing holds output that waits for its log, of a container that must not wait. What does not fit is dropped, as Docker
// does in the mode non-blocking.
type logRing struct {
	limit int64

	mu      sync.Mutex
	changed *sync.Cond
	waiting []logPiece
	size    int64 // of all pieces that wait
	busy    bool  // one of them is being written
}

type logPiece struct {
	stream *logStream
	bytes  []byte
}

func newLogRing(limit int64) *logRing {
	r := &logRing{limit: limit}
	r.changed = sync.NewCond(&r.mu)
	go r.work()
	return r
}

// put never waits for the file.
func (r *logRing) put(s *logStream, p []byte) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.waiting) > 0 && r.size+int64(len(p)) > r.limit {
		return
	}
	r.waiting = append(r.waiting, logPiece{s, append([]byte(nil), p...)})
	r.size += int64(len(p))
	r.changed.Broadcast()
}

// drain waits until everything is written that came before.
func (r *logRing) drain() {
	r.mu.Lock()
	for len(r.waiting) > 0 || r.busy {
		r.changed.Wait()
	}
	r.mu.Unlock()
}

func (r *logRing) work() {
	r.mu.Lock()
	for {
		for len(r.waiting) == 0 {
			r.busy = false
			r.changed.Broadcast()
			r.changed.Wait()
		}
		pieces := r.waiting
		r.waiting, r.busy = nil, true
		r.mu.Unlock()
		for _, piece := range pieces {
			piece.stream.cutUp(piece.bytes)
			r.mu.Lock()
			r.size -= int64(len(piece.bytes))
			r.mu.Unlock()
		}
		pieces[0].stream.bring()
		r.mu.Lock()
	}
}
