package ports

import (
	"context"
	"fmt"
	"io"
	"net"
	"sort"
	"strconv"
	"sync"

	"sockerless.io/agent/frame"
	"sockerless.io/agent/outside"
)

// socket is one published address: where to listen and the container's address to relay to.
type socket struct {
	Protocol string `json:"protocol"` // tcp or udp
	IP       string `json:"ip"`
	Port     int    `json:"port"`
	Target   string `json:"target"` // address:port
}

type held struct {
	sockets   []socket
	listeners []io.Closer
}

// holder knows who holds what. An owner is a container.
type holder struct {
	mu     sync.Mutex
	owners map[string]*held
}

func newHolder() *holder { return &holder{owners: map[string]*held{}} }

type holdParams struct {
	Owner   string   `json:"owner"`
	Sockets []socket `json:"sockets"`
}

type ownerParams struct {
	Owner string `json:"owner"`
}

func (h *holder) ops() *frame.Ops {
	ops := &frame.Ops{}
	ops.Register("hold", frame.Typed(func(_ context.Context, p holdParams, _ *frame.Conn) (any, error) {
		return nil, h.hold(p)
	}))
	ops.Register("release", frame.Typed(func(_ context.Context, p ownerParams, _ *frame.Conn) (any, error) {
		h.release(p.Owner)
		return nil, nil
	}))
	ops.Register("list", frame.Typed(func(context.Context, struct{}, *frame.Conn) (any, error) {
		return map[string]any{"holdings": h.list()}, nil
	}))
	return ops
}

// hold listens on all sockets or on none; it adds to what the owner holds already.
func (h *holder) hold(p holdParams) error {
	if p.Owner == "" {
		return frame.Errorf(frame.Invalid, "owner is missing")
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	var listeners []io.Closer
	for _, s := range p.Sockets {
		l, err := open(s)
		if err != nil {
			closeAll(listeners)
			return err
		}
		listeners = append(listeners, l)
	}
	o := h.owners[p.Owner]
	if o == nil {
		o = &held{}
		h.owners[p.Owner] = o
	}
	o.sockets = append(o.sockets, p.Sockets...)
	o.listeners = append(o.listeners, listeners...)
	return nil
}

// release closes what an owner holds, with the connections that are relayed. An unknown owner holds nothing.
func (h *holder) release(owner string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if o := h.owners[owner]; o != nil {
		closeAll(o.listeners)
		delete(h.owners, owner)
	}
}

func (h *holder) list() []holdParams {
	h.mu.Lock()
	defer h.mu.Unlock()
	all := make([]holdParams, 0, len(h.owners))
	for owner, o := range h.owners {
		all = append(all, holdParams{owner, o.sockets})
	}
	sort.Slice(all, func(i, j int) bool { return all[i].Owner < all[j].Owner })
	return all
}

func (h *holder) isEmpty() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.owners) == 0
}

func closeAll(closers []io.Closer) {
	for _, c := range closers {
		// Closing a listener can only fail when it is closed already.
		_ = c.Close()
	}
}

// open listens. The network names carry the family, so that 0.0.0.0 and :: of one port do not exclude each other.
func open(s socket) (io.Closer, error) {
	ip := net.ParseIP(s.IP)
	if ip == nil {
		return nil, frame.Errorf(frame.Invalid, "invalid IP address: %q", s.IP)
	}
	if _, _, err := net.SplitHostPort(s.Target); err != nil {
		return nil, frame.Errorf(frame.Invalid, "invalid target: %v", err)
	}
	network := s.Protocol + "4"
	if ip.To4() == nil {
		network = s.Protocol + "6"
	}
	address := net.JoinHostPort(s.IP, strconv.Itoa(s.Port))
	switch s.Protocol {
	case "tcp":
		l, err := outside.Listen(network, address)
		if err != nil {
			return nil, refused(err)
		}
		return relayTCP(l, s.Target), nil
	case "udp":
		c, err := outside.ListenPacket(network, address)
		if err != nil {
			return nil, refused(err)
		}
		return relayUDP(c.(*net.UDPConn), s.Target)
	}
	return nil, frame.Errorf(frame.Unsupported, "unknown protocol %q", s.Protocol)
}

// refused keeps the text of Go's net package, which clients of Docker know.
func refused(err error) error {
	return &frame.Error{Code: frame.Conflict, Message: fmt.Sprint(err)}
}
