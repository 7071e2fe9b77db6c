package dns

import (
	"crypto/rand"
	"encoding/binary"
	"errors"
	"net"
	"net/netip"
	"os"
	"sync"
	"syscall"
	"time"
)

const (
	maxForwards     = 1024            // questions of one owner at a time
	maxUpstreams    = 3               // asked, one after the other
	upstreamTimeout = 4 * time.Second // for each
)

func (q *query) clone() *query {
	c := *q
	c.raw = append([]byte(nil), q.raw...)
	c.question = c.raw[headerSize : headerSize+len(q.question)]
	return &c
}

// acquire reserves a place among the forwarded questions, which yield gives back.
func (s *server) acquire() bool {
	select {
	case s.inFlight <- struct{}{}:
		return true
	default:
		return false
	}
}

func (s *server) yield() { <-s.inFlight }

// forward asks the owner's name servers in turn. A server that fails or refuses has the next one asked; when all do,
// the client gets to know the last one's words.
func (s *server) forward(q *query, o *owner, stream bool) []byte {
	var refusal []byte
	for _, upstream := range o.upstreams {
		reply, err := s.ask(q, upstream, o.params.Inside, stream)
		if errors.Is(err, net.ErrClosed) { // the server has ended
			break
		}
		if err != nil {
			continue
		}
		binary.BigEndian.PutUint16(reply, q.id)
		rcode := reply[3] & maskRcode
		if rcode != rcodeServer && rcode != rcodeRefused {
			return reply
		}
		refusal = reply
	}
	if refusal == nil {
		return q.reply(rcodeServer, nil, minimumUDP)
	}
	return refusal
}

// ask sends the question on under an id and from a port that nobody can guess, and waits for the reply.
func (s *server) ask(q *query, upstream netip.AddrPort, inside, stream bool) ([]byte, error) {
	c, err := s.dial(upstream, inside, stream)
	if err != nil {
		return nil, err
	}
	if !s.track(c) {
		return nil, net.ErrClosed
	}
	defer s.release(c)
	if err := c.SetDeadline(time.Now().Add(upstreamTimeout)); err != nil {
		return nil, err
	}
	message := append([]byte(nil), q.raw...)
	if _, err := rand.Read(message[:2]); err != nil {
		return nil, err
	}
	id := binary.BigEndian.Uint16(message)
	if !stream {
		if _, err := c.Write(message); err != nil {
			return nil, err
		}
		return q.await(id, func() ([]byte, error) { return readDatagram(c) })
	}
	if err := connected(c); err != nil {
		return nil, err
	}
	if err := writeStream(c, message); err != nil {
		return nil, err
	}
	return q.await(id, func() ([]byte, error) { return readStream(c) })
}

// await reads until the reply has come: others may be late, or forged.
func (q *query) await(id uint16, read func() ([]byte, error)) ([]byte, error) {
	for {
		reply, err := read()
		if err != nil || q.answeredBy(reply, id) {
			return reply, err
		}
	}
}

// dial makes a socket towards upstream, in the container's namespace or in ours. A stream may not be connected yet.
func (s *server) dial(upstream netip.AddrPort, inside, stream bool) (c *os.File, err error) {
	if !inside {
		return dial(upstream, stream)
	}
	s.entering.Lock()
	defer s.entering.Unlock()
	err = s.namespace.enter(func() error {
		c, err = dial(upstream, stream)
		return err
	})
	return c, err
}

// dial begins a connection without ever waiting, so that the thread that is in another namespace is soon free.
func dial(to netip.AddrPort, stream bool) (*os.File, error) {
	family, kind := syscall.AF_INET, syscall.SOCK_DGRAM
	if stream {
		kind = syscall.SOCK_STREAM
	}
	var where syscall.Sockaddr
	if ip := to.Addr(); ip.Is4() {
		where = &syscall.SockaddrInet4{Port: int(to.Port()), Addr: ip.As4()}
	} else {
		family = syscall.AF_INET6
		six := &syscall.SockaddrInet6{Port: int(to.Port()), Addr: ip.As16()}
		if zone := ip.Zone(); zone != "" {
			link, err := net.InterfaceByName(zone)
			if err != nil {
				return nil, err
			}
			six.ZoneId = uint32(link.Index)
		}
		where = six
	}
	fd, err := syscall.Socket(family, kind|syscall.SOCK_NONBLOCK|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		return nil, err
	}
	if err := syscall.Connect(fd, where); err != nil && err != syscall.EINPROGRESS {
		syscall.Close(fd)
		return nil, err
	}
	return os.NewFile(uintptr(fd), to.String()), nil
}

// connected waits until a stream is.
func connected(c *os.File) error {
	raw, err := c.SyscallConn()
	if err != nil {
		return err
	}
	var failure error
	err = raw.Write(func(fd uintptr) bool {
		code, err := syscall.GetsockoptInt(int(fd), syscall.SOL_SOCKET, syscall.SO_ERROR)
		if err == nil && code != 0 {
			err = syscall.Errno(code)
		}
		if failure = err; err != nil {
			return true
		}
		_, err = syscall.Getpeername(int(fd))
		return err != syscall.ENOTCONN
	})
	if err != nil {
		return err
	}
	return failure
}

// datagrams are buffers for the moment in which a reply has come; those who wait hold none.
var datagrams = sync.Pool{New: func() any { return new([maximumSize]byte) }}

func readDatagram(c *os.File) (reply []byte, err error) {
	raw, err := c.SyscallConn()
	if err != nil {
		return nil, err
	}
	var failure error
	err = raw.Read(func(fd uintptr) bool {
		b := datagrams.Get().(*[maximumSize]byte)
		defer datagrams.Put(b)
		n, err := syscall.Read(int(fd), b[:])
		for err == syscall.EINTR {
			n, err = syscall.Read(int(fd), b[:])
		}
		if err == syscall.EAGAIN {
			return false
		}
		if failure = err; err == nil {
			reply = append([]byte(nil), b[:n]...)
		}
		return true
	})
	if err != nil {
		return nil, err
	}
	return reply, failure
}
