package frame

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
	"sync"
)

// ErrClosed is returned by operations on a stream whose connection has ended.
var ErrClosed = errors.New("connection closed")

// Stream is one byte stream of a connection: two independent directions, each with its own end and its own credit.
// Read and Write may run at the same time; concurrent Reads, or concurrent Writes, may not.
type Stream struct {
	conn *Conn
	id   uint32

	mu       sync.Mutex
	changed  sync.Cond
	queue    []chunk // received and not yet consumed
	buffered int     // bytes in queue
	owed     int     // consumed and not yet credited
	credit   int     // bytes that we may send
	readEnd  bool    // the peer will send no more, or we do not want more
	writeEnd bool    // we will send no more
	failure  error   // set once the stream is dead
}

type chunk struct {
	data   []byte
	pooled *[]byte
}

// chunks recycles the buffers of full-size data frames.
var chunks = sync.Pool{New: func() any { b := make([]byte, DataSize); return &b }}

func newChunk(size int) chunk {
	if size < DataSize/4 || size > DataSize {
		return chunk{data: make([]byte, size)}
	}
	p := chunks.Get().(*[]byte)
	return chunk{data: (*p)[:size], pooled: p}
}

func (c chunk) release() {
	if c.pooled != nil {
		chunks.Put(c.pooled)
	}
}

func newStream(conn *Conn, id uint32) *Stream {
	s := &Stream{conn: conn, id: id, credit: Window}
	s.changed.L = &s.mu
	return s
}

// ID is the id that the client gave the stream.
func (s *Stream) ID() uint32 { return s.id }

// ReadOnly declares that this end will never write; no frame is sent.
func (s *Stream) ReadOnly() *Stream {
	s.mu.Lock()
	s.writeEnd = true
	s.mu.Unlock()
	s.forgetIfDone()
	return s
}

// WriteOnly declares that the peer will never write; no frame is sent.
func (s *Stream) WriteOnly() *Stream {
	s.mu.Lock()
	s.readEnd = true
	s.mu.Unlock()
	s.forgetIfDone()
	return s
}

// Read returns received bytes; io.EOF after the peer's EOF.
func (s *Stream) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	s.mu.Lock()
	if err := s.awaitData(); err != nil {
		s.mu.Unlock()
		return 0, err
	}
	head := &s.queue[0]
	n := copy(p, head.data)
	head.data = head.data[n:]
	if len(head.data) == 0 {
		head.release()
		s.pop()
	}
	grant := s.consumed(n)
	s.mu.Unlock()
	return n, s.grant(grant)
}

// WriteTo copies the stream to w until the peer's EOF, without a copy in between.
func (s *Stream) WriteTo(w io.Writer) (int64, error) {
	var total int64
	for {
		s.mu.Lock()
		if err := s.awaitData(); err != nil {
			s.mu.Unlock()
			if err == io.EOF {
				err = nil
			}
			return total, err
		}
		head := s.queue[0]
		s.pop()
		s.mu.Unlock()
		n, err := w.Write(head.data)
		head.release()
		total += int64(n)
		if err != nil {
			return total, err
		}
		s.mu.Lock()
		grant := s.consumed(n)
		s.mu.Unlock()
		if err := s.grant(grant); err != nil {
			return total, err
		}
	}
}

// awaitData blocks until the queue has a chunk. The caller holds mu.
func (s *Stream) awaitData() error {
	for len(s.queue) == 0 {
		switch {
		case s.readEnd:
			return io.EOF
		case s.failure != nil:
			return s.failure
		}
		s.changed.Wait()
	}
	return nil
}

func (s *Stream) pop() {
	s.queue[0] = chunk{}
	s.queue = s.queue[1:]
	if len(s.queue) == 0 {
		s.queue = nil
	}
}

// consumed accounts for n bytes taken and tells how much credit to give back now. The caller holds mu.
func (s *Stream) consumed(n int) int {
	s.buffered -= n
	s.owed += n
	if s.owed < Window/4 || s.readEnd || s.failure != nil {
		return 0
	}
	grant := s.owed
	s.owed = 0
	return grant
}

func (s *Stream) grant(n int) error {
	if n == 0 {
		return nil
	}
	var b [4]byte
	binary.BigEndian.PutUint32(b[:], uint32(n))
	return s.conn.send(Credit, s.id, b[:])
}

// Write sends p, waiting for credit as needed. It fails once the peer has reset the stream or the connection is gone.
func (s *Stream) Write(p []byte) (int, error) {
	written := 0
	for written < len(p) {
		n, err := s.reserve(len(p) - written)
		if err != nil {
			return written, err
		}
		if err := s.conn.send(Data, s.id, p[written:written+n]); err != nil {
			return written, err
		}
		written += n
	}
	return written, nil
}

// TryWrite sends as much of p as the credit allows, without waiting for more credit.
func (s *Stream) TryWrite(p []byte) (int, error) {
	written := 0
	for written < len(p) {
		s.mu.Lock()
		empty := s.credit == 0 && s.failure == nil && !s.writeEnd
		s.mu.Unlock()
		if empty {
			return written, nil
		}
		n, err := s.reserve(len(p) - written)
		if err != nil {
			return written, err
		}
		if err := s.conn.send(Data, s.id, p[written:written+n]); err != nil {
			return written, err
		}
		written += n
	}
	return written, nil
}

// reserve waits for credit and takes up to want bytes of it, one frame at most.
func (s *Stream) reserve(want int) (int, error) {
	if want > DataSize {
		want = DataSize
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for s.credit == 0 && s.failure == nil && !s.writeEnd {
		s.changed.Wait()
	}
	switch {
	case s.failure != nil:
		return 0, s.failure
	case s.writeEnd:
		return 0, errors.New("write after the end of the stream")
	}
	if want > s.credit {
		want = s.credit
	}
	s.credit -= want
	return want, nil
}

// CloseWrite half-closes the stream: the peer reads EOF after the bytes already written. Repeating it does nothing.
func (s *Stream) CloseWrite() error {
	s.mu.Lock()
	done := s.writeEnd || s.failure != nil
	s.writeEnd = true
	s.mu.Unlock()
	if done {
		return nil
	}
	err := s.conn.send(EOF, s.id, nil)
	s.forgetIfDone()
	return err
}

// Reset ends both directions at once and tells the peer why. It does nothing on a stream that has ended.
func (s *Stream) Reset(message string) {
	if !s.fail(errors.New("stream reset: " + message)) {
		return
	}
	payload, err := json.Marshal(map[string]string{"message": message})
	if err == nil {
		// A send fails only with the connection, which takes the stream along.
		_ = s.conn.send(Reset, s.id, payload)
	}
}

// Done reports whether the stream can no longer be written.
func (s *Stream) Done() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.failure != nil || s.writeEnd
}

// fail kills the stream locally; false if it was dead or complete already. What was received before stays readable.
func (s *Stream) fail(err error) bool {
	s.mu.Lock()
	alive := s.failure == nil && !(s.readEnd && s.writeEnd)
	if s.failure == nil {
		s.failure = err
	}
	s.changed.Broadcast()
	s.mu.Unlock()
	s.conn.forget(s.id)
	return alive
}

// receive queues a chunk; false if the peer overran its credit.
func (s *Stream) receive(c chunk) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.failure != nil || s.readEnd {
		c.release()
		return true
	}
	if s.buffered+s.owed+len(c.data) > Window {
		return false
	}
	s.queue = append(s.queue, c)
	s.buffered += len(c.data)
	s.changed.Broadcast()
	return true
}

func (s *Stream) receiveEOF() {
	s.mu.Lock()
	s.readEnd = true
	s.changed.Broadcast()
	s.mu.Unlock()
	s.forgetIfDone()
}

func (s *Stream) receiveCredit(n int) {
	s.mu.Lock()
	s.credit += n
	s.changed.Broadcast()
	s.mu.Unlock()
}

func (s *Stream) forgetIfDone() {
	s.mu.Lock()
	done := s.readEnd && s.writeEnd
	s.mu.Unlock()
	if done {
		s.conn.forget(s.id)
	}
}
