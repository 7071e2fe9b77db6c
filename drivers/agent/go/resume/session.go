// Package resume keeps a pair of byte streams alive over connections that come and go. Both ends count the bytes; what
// the peer has not acknowledged is kept and sent again over the next connection, from where the peer got to.
//
// Records on the wire: u8 type, u32 length, payload. 1 bytes of the stream; 2 an acknowledgement, u64: all that was
// received; 3 ping and 4 pong, empty; 5 the sender leaves for good, empty.
package resume

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"time"
)

const (
	// Window is how many bytes may be on their way; a writer then waits.
	Window = 1 << 20

	bytesRecord, ackRecord, pingRecord, pongRecord, leaveRecord = 1, 2, 3, 4, 5

	chunk    = 64 << 10
	ackEvery = 128 << 10
	silence  = 45 * time.Second
)

// PingEvery is how often the dialing end makes sure that the connection lives.
var PingEvery = 15 * time.Second

// ErrOver is what Read and Write give once the session has ended.
var ErrOver = errors.New("the session has ended")

// Carrier is a connection after its greeting.
type Carrier struct {
	Conn     net.Conn
	Session  string // that it is for
	Received uint64 // what the peer got of it
}

// Redial connects again for a session of which so much was received. It blocks until it has a carrier, or gives up.
type Redial func(session string, received uint64) (*Carrier, error)

// Session is the dialing end: whoever reads it also dials again. One goroutine reads and one writes at a time.
type Session struct {
	id     string
	redial Redial
	in     *bufio.Reader
	left   int // of the record at hand; the reader's own

	mu         sync.Mutex
	changed    *sync.Cond
	conn       net.Conn // nil while cut
	kept       []byte   // ring of what is not acknowledged
	acked      uint64
	sent       uint64
	written    uint64
	received   uint64
	told       uint64
	pingDue    bool
	pongDue    bool
	leaving    bool
	said       bool // the leave record is out
	over       bool
	successor  *Carrier
	pingerDone chan struct{}
}

// New begins a session over its first carrier.
func New(first *Carrier, redial Redial) *Session {
	s := &Session{id: first.Session, redial: redial, kept: make([]byte, Window), pingerDone: make(chan struct{})}
	s.changed = sync.NewCond(&s.mu)
	s.take(first)
	go s.ping()
	return s
}

// Successor is the carrier of the session that the peer wants instead of this one, if that ended it.
func (s *Session) Successor() *Carrier { return s.successor }

func (s *Session) take(c *Carrier) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.acked, s.sent, s.told = c.Received, c.Received, s.received
	s.in, s.left = bufio.NewReaderSize(c.Conn, 32<<10), 0
	s.conn = c.Conn
	go s.sendAll(c.Conn)
	s.changed.Broadcast()
}

func (s *Session) lost(conn net.Conn) {
	conn.Close()
	s.mu.Lock()
	if s.conn == conn {
		s.conn = nil
	}
	s.changed.Broadcast()
	s.mu.Unlock()
}

// Close ends the session without a word.
func (s *Session) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.over {
		return
	}
	s.over = true
	close(s.pingerDone)
	if s.conn != nil {
		s.conn.Close()
		s.conn = nil
	}
	s.changed.Broadcast()
}

// Leave sends what was written and says goodbye; it waits no longer than patience.
func (s *Session) Leave(patience time.Duration) {
	timer := time.AfterFunc(patience, s.Close)
	defer timer.Stop()
	s.mu.Lock()
	s.leaving = true
	s.changed.Broadcast()
	for !s.said && !s.over {
		s.changed.Wait()
	}
	s.mu.Unlock()
	s.Close()
}

func (s *Session) ping() {
	ticker := time.NewTicker(PingEvery)
	defer ticker.Stop()
	for {
		select {
		case <-s.pingerDone:
			return
		case <-ticker.C:
			s.mu.Lock()
			s.pingDue = true
			s.changed.Broadcast()
			s.mu.Unlock()
		}
	}
}

// sendAll writes to one connection until it is replaced.
func (s *Session) sendAll(conn net.Conn) {
	buf := make([]byte, 0, chunk+64)
	for {
		s.mu.Lock()
		for s.conn == conn && s.sent == s.written && !s.pingDue && !s.pongDue && !s.leaving &&
			s.received-s.told < ackEvery {
			s.changed.Wait()
		}
		if s.conn != conn {
			s.mu.Unlock()
			return
		}
		buf = s.fill(buf[:0])
		last := s.leaving && s.sent == s.written
		if last {
			buf = record(buf, leaveRecord, 0)
		}
		s.mu.Unlock()
		if err := conn.SetWriteDeadline(time.Now().Add(silence)); err != nil {
			s.lost(conn)
			return
		}
		if _, err := conn.Write(buf); err != nil {
			s.lost(conn)
			return
		}
		if last {
			s.mu.Lock()
			s.said = true
			s.changed.Broadcast()
			s.mu.Unlock()
			return
		}
	}
}

// fill appends what is due. The caller holds mu.
func (s *Session) fill(buf []byte) []byte {
	if s.received > s.told {
		s.told = s.received
		buf = binary.BigEndian.AppendUint64(record(buf, ackRecord, 8), s.told)
	}
	if s.pingDue {
		buf = record(buf, pingRecord, 0)
	}
	if s.pongDue {
		buf = record(buf, pongRecord, 0)
	}
	s.pingDue, s.pongDue = false, false
	at := int(s.sent % Window)
	n := int(s.written - s.sent)
	if n > chunk {
		n = chunk
	}
	if n > Window-at {
		n = Window - at
	}
	if n > 0 {
		buf = append(record(buf, bytesRecord, n), s.kept[at:at+n]...)
		s.sent += uint64(n)
	}
	return buf
}

func record(buf []byte, kind byte, length int) []byte {
	return binary.BigEndian.AppendUint32(append(buf, kind), uint32(length))
}

// Write keeps p until the peer has it; it waits while the window is full.
func (s *Session) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for done := 0; done < len(p); {
		for s.written-s.acked == Window && !s.over {
			s.changed.Wait()
		}
		if s.over {
			return done, ErrOver
		}
		at := int(s.written % Window)
		room := Window - int(s.written-s.acked)
		if room > Window-at {
			room = Window - at
		}
		n := copy(s.kept[at:at+room], p[done:])
		s.written += uint64(n)
		done += n
		s.changed.Broadcast()
	}
	return len(p), nil
}

// Read gives what the peer wrote, each byte once, and dials again when the connection breaks.
func (s *Session) Read(p []byte) (int, error) {
	for {
		s.mu.Lock()
		conn, over, received := s.conn, s.over, s.received
		s.mu.Unlock()
		if over {
			return 0, ErrOver
		}
		if conn == nil {
			next, err := s.redial(s.id, received)
			if err != nil {
				s.Close()
				return 0, err
			}
			if next.Session != s.id {
				s.successor = next
				s.Close()
				return 0, ErrOver
			}
			s.take(next)
			continue
		}
		n, err := s.readFrom(conn, p)
		if err != nil {
			s.lost(conn)
			continue
		}
		if n > 0 {
			return n, nil
		}
	}
}

// readFrom reads bytes of the stream, or one record's head: then it gives 0.
func (s *Session) readFrom(conn net.Conn, p []byte) (int, error) {
	if err := conn.SetReadDeadline(time.Now().Add(silence)); err != nil {
		return 0, err
	}
	if s.left > 0 {
		if len(p) > s.left {
			p = p[:s.left]
		}
		n, err := s.in.Read(p)
		if n == 0 {
			return 0, err
		}
		s.left -= n
		s.mu.Lock()
		s.received += uint64(n)
		if s.received-s.told >= ackEvery {
			s.changed.Broadcast()
		}
		s.mu.Unlock()
		return n, nil
	}
	var head [5]byte
	if _, err := io.ReadFull(s.in, head[:]); err != nil {
		return 0, err
	}
	length := int(binary.BigEndian.Uint32(head[1:]))
	switch {
	case head[0] == bytesRecord && length > 0 && length <= chunk:
		s.left = length
		return 0, nil
	case head[0] == ackRecord && length == 8:
		return 0, s.acknowledged()
	case head[0] == pingRecord && length == 0:
		s.mu.Lock()
		s.pongDue = true
		s.changed.Broadcast()
		s.mu.Unlock()
		return 0, nil
	case head[0] == pongRecord && length == 0:
		return 0, nil
	}
	return 0, fmt.Errorf("a record of type %d with %d bytes", head[0], length)
}

func (s *Session) acknowledged() error {
	var b [8]byte
	if _, err := io.ReadFull(s.in, b[:]); err != nil {
		return err
	}
	upTo := binary.BigEndian.Uint64(b[:])
	s.mu.Lock()
	defer s.mu.Unlock()
	if upTo < s.acked || upTo > s.sent {
		return errors.New("an acknowledgement of what was not sent")
	}
	s.acked = upTo
	s.changed.Broadcast()
	return nil
}
