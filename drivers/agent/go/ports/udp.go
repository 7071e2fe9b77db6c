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

// udpIdle ends the association of a client's address with a socket towards the container.
const udpIdle = 90 * time.Second

// udpRelay serves one published address.
type udpRelay struct {
	conn   *net.UDPConn
	target *net.UDPAddr

	mu      sync.Mutex
	clients map[string]*net.UDPConn
	closed  bool
}

func relayUDP(conn *net.UDPConn, target string) (io.Closer, error) {
	address, err := net.ResolveUDPAddr("udp", target)
	if err != nil {
		_ = conn.Close()
		return nil, err
	}
	r := &udpRelay{conn: conn, target: address, clients: map[string]*net.UDPConn{}}
	go r.receive()
	return r, nil
}

func (r *udpRelay) receive() {
	buffer := make([]byte, 64<<10)
	for {
		n, from, err := r.conn.ReadFromUDP(buffer)
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil { // an ICMP error of an earlier answer
			continue
		}
		to, err := r.association(from)
		if err != nil {
			fmt.Fprintln(os.Stderr, "sockerless-agent ports:", err)
			continue
		}
		if to == nil {
			return
		}
		// A datagram may get lost; that is also what a refusal by the container means here.
		_, _ = to.Write(buffer[:n])
	}
}

// association is the socket that speaks to the container for a client; nil after Close.
func (r *udpRelay) association(client *net.UDPAddr) (*net.UDPConn, error) {
	key := client.String()
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return nil, nil
	}
	if known := r.clients[key]; known != nil {
		return known, nil
	}
	c, err := net.DialUDP("udp", nil, r.target)
	if err != nil {
		return nil, err
	}
	r.clients[key] = c
	go r.answer(key, client, c)
	return c, nil
}

// answer brings datagrams back to the client until none has come for a while.
func (r *udpRelay) answer(key string, client *net.UDPAddr, c *net.UDPConn) {
	defer func() {
		r.mu.Lock()
		if r.clients[key] == c {
			delete(r.clients, key)
		}
		r.mu.Unlock()
		_ = c.Close()
	}()
	buffer := make([]byte, 64<<10)
	for {
		if err := c.SetReadDeadline(time.Now().Add(udpIdle)); err != nil {
			return
		}
		n, err := c.Read(buffer)
		var timeout net.Error
		if errors.Is(err, net.ErrClosed) || errors.As(err, &timeout) && timeout.Timeout() {
			return
		}
		if err != nil { // refused for now: the container may listen later
			continue
		}
		_, _ = r.conn.WriteToUDP(buffer[:n], client)
	}
}

func (r *udpRelay) Close() error {
	err := r.conn.Close()
	r.mu.Lock()
	r.closed = true
	for _, c := range r.clients {
		_ = c.Close()
	}
	r.mu.Unlock()
	return err
}
