package ports

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"sync"
	"time"
)

// tcpRelay accepts on one published address.
type tcpRelay struct {
	listener net.Listener
	target   string

	mu     sync.Mutex
	open   map[net.Conn]struct{}
	closed bool
}

func relayTCP(l net.Listener, target string) io.Closer {
	r := &tcpRelay{listener: l, target: target, open: map[net.Conn]struct{}{}}
	go r.accept()
	return r
}

func (r *tcpRelay) accept() {
	for {
		c, err := r.listener.Accept()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil { // out of descriptors, or the client was gone first: others may fare better
			fmt.Fprintln(os.Stderr, "sockerless-agent ports:", err)
			time.Sleep(10 * time.Millisecond)
			continue
		}
		go r.relay(c.(*net.TCPConn))
	}
}

func (r *tcpRelay) relay(client *net.TCPConn) {
	if !r.track(client) {
		return
	}
	defer r.drop(client)
	dialed, err := net.Dial("tcp", r.target)
	if err != nil {
		// A reset tells the client as much as it can be told after the accept: nobody listens in the container.
		_ = client.SetLinger(0)
		return
	}
	container := dialed.(*net.TCPConn)
	if !r.track(container) {
		return
	}
	defer r.drop(container)
	var both sync.WaitGroup
	both.Add(2)
	go pump(container, client, &both)
	go pump(client, container, &both)
	both.Wait()
}

// pump copies one direction and passes its end on; the other direction goes on (half close).
func pump(to, from *net.TCPConn, done *sync.WaitGroup) {
	defer done.Done()
	if _, err := io.Copy(to, from); err != nil {
		// One side has reset the connection; the other is to know.
		_ = to.SetLinger(0)
		_ = to.Close()
		_ = from.Close()
		return
	}
	_ = to.CloseWrite()
}

func (r *tcpRelay) track(c net.Conn) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		_ = c.Close()
		return false
	}
	r.open[c] = struct{}{}
	return true
}

func (r *tcpRelay) drop(c net.Conn) {
	r.mu.Lock()
	delete(r.open, c)
	r.mu.Unlock()
	_ = c.Close()
}

func (r *tcpRelay) Close() error {
	err := r.listener.Close()
	r.mu.Lock()
	r.closed = true
	for c := range r.open {
		_ = c.Close()
	}
	r.mu.Unlock()
	return err
}
