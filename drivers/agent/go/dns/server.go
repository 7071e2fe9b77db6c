package dns

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"sync"
	"syscall"
	"time"

	"sockerless.io/agent/netlink"
	"sockerless.io/agent/sys"
)

const (
	streamIdle = 10 * time.Second // between two questions of a TCP client
	maxStreams = 128              // TCP clients of a container: they cost descriptors that all containers share
)

// Here is the name of our own network namespace.
const Here = "."

// namespace is an open network namespace, which lives on at least as long; our own has no descriptor.
type namespace struct {
	fd       int
	dev, ino uint64
}

func openNamespace(path string) (*namespace, error) {
	if path == Here {
		return &namespace{fd: -1}, nil
	}
	fd, err := syscall.Open(path, syscall.O_RDONLY|syscall.O_CLOEXEC, 0)
	if err != nil {
		return nil, &sys.PathError{Op: "open", Path: path, Err: err}
	}
	var st syscall.Stat_t
	if err := syscall.Fstat(fd, &st); err != nil {
		syscall.Close(fd)
		return nil, &sys.PathError{Op: "stat", Path: path, Err: err}
	}
	return &namespace{fd, st.Dev, st.Ino}, nil
}

func (n *namespace) same(other *namespace) bool { return n.dev == other.dev && n.ino == other.ino }

func (n *namespace) close() {
	if n.fd >= 0 {
		syscall.Close(n.fd)
	}
}

// enter runs f in the namespace.
func (n *namespace) enter(f func() error) error {
	if n.fd < 0 {
		return f()
	}
	return netlink.Enter(n.fd, f)
}

// server answers one owner.
type server struct {
	directory *Directory
	owner     string
	namespace *namespace
	entering  sync.Mutex // one thread at a time visits the namespace
	udp       *net.UDPConn
	tcp       *net.TCPListener
	inFlight  chan struct{} // forwarded questions

	work    sync.WaitGroup
	mu      sync.Mutex
	open    map[io.Closer]struct{}
	streams int
	closed  bool
}

// serve opens the sockets in the namespace, which the server takes over, and answers from then on.
func (d *Directory) serve(owner string, n *namespace) (*server, error) {
	s := &server{directory: d, owner: owner, namespace: n, inFlight: make(chan struct{}, maxForwards),
		open: map[io.Closer]struct{}{}}
	err := n.enter(func() (err error) {
		s.udp, s.tcp, err = listen(owner, d.redirect)
		return err
	})
	if err != nil {
		n.close()
		return nil, err
	}
	s.work.Add(2)
	go s.serveDatagrams()
	go s.serveStreams()
	return s, nil
}

// close ends everything, and waits for it.
func (s *server) close() {
	s.mu.Lock()
	s.closed = true
	for c := range s.open {
		_ = c.Close()
	}
	s.mu.Unlock()
	_ = s.udp.Close()
	_ = s.tcp.Close()
	s.work.Wait()
	s.namespace.close()
}

// spawn runs f unless the server has ended.
func (s *server) spawn(f func()) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return false
	}
	s.work.Add(1)
	go func() {
		defer s.work.Done()
		f()
	}()
	return true
}

// track has c closed when the server ends; false, and c closed, if it has.
func (s *server) track(c io.Closer) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		_ = c.Close()
		return false
	}
	s.open[c] = struct{}{}
	return true
}

func (s *server) release(c io.Closer) {
	s.mu.Lock()
	delete(s.open, c)
	s.mu.Unlock()
	_ = c.Close()
}

func (s *server) serveDatagrams() {
	defer s.work.Done()
	buffer := make([]byte, ourUDP)
	for {
		n, from, err := s.udp.ReadFromUDPAddrPort(buffer)
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil {
			s.pause(err)
			continue
		}
		send := func(reply []byte) {
			// A datagram may get lost; the client has gone or asks again.
			_, _ = s.udp.WriteToUDPAddrPort(reply, from)
		}
		q, rcode, silent := parseQuery(buffer[:n])
		if silent {
			continue
		}
		if rcode != 0 {
			send(q.reply(rcode, nil, minimumUDP))
			continue
		}
		reply, forward := s.directory.answer(s.owner, &q, q.udpSize)
		if forward == nil {
			send(reply)
			continue
		}
		if !s.acquire() {
			send(q.reply(rcodeServer, nil, q.udpSize))
			continue
		}
		waiting := q.clone()
		started := s.spawn(func() {
			defer s.yield()
			send(s.forward(waiting, forward, false))
		})
		if !started {
			return
		}
	}
}

func (s *server) serveStreams() {
	defer s.work.Done()
	for {
		c, err := s.tcp.AcceptTCP()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil { // out of descriptors, or the client was gone first
			s.pause(err)
			continue
		}
		if !s.enter(c) {
			continue
		}
		s.spawn(func() {
			defer s.leave(c)
			s.serveStream(c)
		})
	}
}

// enter counts a TCP client, or sends it away.
func (s *server) enter(c *net.TCPConn) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed || s.streams == maxStreams {
		_ = c.Close()
		return false
	}
	s.streams++
	s.open[c] = struct{}{}
	return true
}

func (s *server) leave(c *net.TCPConn) {
	s.release(c)
	s.mu.Lock()
	s.streams--
	s.mu.Unlock()
}

func (s *server) serveStream(c *net.TCPConn) {
	for {
		if c.SetDeadline(time.Now().Add(streamIdle)) != nil {
			return
		}
		message, err := readStream(c)
		if err != nil {
			return
		}
		reply := s.replyStream(message)
		if reply == nil || c.SetDeadline(time.Now().Add(streamIdle)) != nil {
			return
		}
		if writeStream(c, reply) != nil {
			return
		}
	}
}

func (s *server) replyStream(message []byte) []byte {
	q, rcode, silent := parseQuery(message)
	if silent {
		return nil
	}
	if rcode != 0 {
		return q.reply(rcode, nil, maximumSize)
	}
	reply, forward := s.directory.answer(s.owner, &q, maximumSize)
	if forward == nil {
		return reply
	}
	if !s.acquire() {
		return q.reply(rcodeServer, nil, maximumSize)
	}
	defer s.yield()
	return s.forward(&q, forward, true)
}

// readStream reads a message with its length before it.
func readStream(r io.Reader) ([]byte, error) {
	var length [2]byte
	if _, err := io.ReadFull(r, length[:]); err != nil {
		return nil, err
	}
	message := make([]byte, binary.BigEndian.Uint16(length[:]))
	_, err := io.ReadFull(r, message)
	return message, err
}

func writeStream(w io.Writer, message []byte) error {
	b := binary.BigEndian.AppendUint16(make([]byte, 0, 2+len(message)), uint16(len(message)))
	_, err := w.Write(append(b, message...))
	return err
}

// pause keeps a failure that goes on from using up the processor.
func (s *server) pause(err error) {
	fmt.Fprintf(os.Stderr, "sockerless-agent ports: dns of %s: %v\n", s.owner, err)
	time.Sleep(10 * time.Millisecond)
}
