package frame

import (
	"bufio"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
)

// Version is the agent's version, set at link time.
var Version = "dev"

// Greeting is the payload of HELLO.
type Greeting struct {
	Protocol int    `json:"protocol"`
	Mode     string `json:"mode"`
	Agent    string `json:"agent"`
	Pid      int    `json:"pid"`
}

// Conn is the server's end of one connection. One goroutine reads and never blocks on a stream or on a write; every
// request has a goroutine of its own.
type Conn struct {
	ops    *Ops
	in     *bufio.Reader
	out    io.Writer
	ctx    context.Context
	cancel context.CancelFunc

	writing sync.Mutex
	broken  error // first failure to write, guarded by writing

	mu      sync.Mutex
	streams map[uint32]*Stream
	closed  bool
}

// Serve greets the peer and serves ops until the connection ends. nil means that the peer left between two frames.
// All streams are dead and ctx of all requests is cancelled when it returns; the caller closes the transport.
func Serve(in io.Reader, out io.Writer, mode string, ops *Ops) error {
	ctx, cancel := context.WithCancel(context.Background())
	c := &Conn{ops: ops, in: bufio.NewReaderSize(in, 8<<10), out: out, ctx: ctx, cancel: cancel, streams: map[uint32]*Stream{}}
	defer c.end()
	hello, err := json.Marshal(Greeting{Protocol, mode, Version, os.Getpid()})
	if err != nil {
		return err
	}
	if err := c.send(Hello, 0, hello); err != nil {
		return err
	}
	greeted := false
	for {
		h, err := ReadHeader(c.in)
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if !greeted && h.Type != Hello {
			return fmt.Errorf("frame of type %d before the hello", h.Type)
		}
		greeted = true
		if err := c.receive(h); err != nil {
			return err
		}
	}
}

func (c *Conn) receive(h Header) error {
	body := newChunk(h.Length)
	if _, err := io.ReadFull(c.in, body.data); err != nil {
		return err
	}
	if h.Type == Data {
		s := c.find(h.Stream)
		if s == nil { // sent before the peer knew that the stream had ended
			body.release()
			return nil
		}
		if !s.receive(body) {
			return fmt.Errorf("stream %d overran its credit", h.Stream)
		}
		return nil
	}
	if h.Type == Request {
		return c.dispatch(h.Stream, body.data)
	}
	defer body.release()
	switch h.Type {
	case Hello:
		var g Greeting
		if err := json.Unmarshal(body.data, &g); err != nil {
			return err
		}
		if g.Protocol != Protocol {
			return fmt.Errorf("peer speaks protocol %d, not %d", g.Protocol, Protocol)
		}
	case EOF:
		if s := c.find(h.Stream); s != nil {
			s.receiveEOF()
		}
	case Credit:
		if s := c.find(h.Stream); s != nil {
			s.receiveCredit(int(binary.BigEndian.Uint32(body.data)))
		}
	case Reset:
		if s := c.find(h.Stream); s != nil {
			var m struct{ Message string }
			if err := json.Unmarshal(body.data, &m); err != nil {
				return err
			}
			s.fail(errors.New("stream reset by peer: " + m.Message))
		}
	default:
		return fmt.Errorf("frame of type %d from a client", h.Type)
	}
	return nil
}

// dispatch opens the request's streams and starts its goroutine.
func (c *Conn) dispatch(id uint32, params []byte) error {
	var head struct {
		Op string `json:"op"`
	}
	if err := json.Unmarshal(params, &head); err != nil {
		return fmt.Errorf("request %d: %w", id, err)
	}
	e, known := c.ops.entries[head.Op]
	if !known {
		go c.respond(id, nil, Errorf(Unsupported, "unknown operation %q", head.Op))
		return nil
	}
	ids, err := e.streamsOf(params)
	if err != nil {
		return fmt.Errorf("request %d: %w", id, err)
	}
	opened := make([]*Stream, 0, len(ids))
	for _, sid := range ids {
		s, err := c.open(sid)
		if err != nil {
			return err
		}
		opened = append(opened, s)
	}
	go func() {
		result, err := e.op(c.ctx, params, c)
		if err != nil { // a failed request takes its streams along, without a word per stream
			for _, s := range opened {
				s.fail(err)
			}
		}
		last, isLast := result.(Last)
		if isLast {
			result = last.Result
		}
		c.respond(id, result, err)
		if isLast {
			last.Then()
		}
	}()
	return nil
}

func (c *Conn) respond(id uint32, result any, err error) {
	body := struct {
		OK    any    `json:"ok,omitempty"`
		Error *Error `json:"error,omitempty"`
	}{OK: result}
	if err != nil {
		body.OK, body.Error = nil, wireError(err)
	} else if result == nil {
		body.OK = struct{}{}
	}
	payload, err := json.Marshal(body)
	if err == nil && len(payload) > MaxPayload {
		err = fmt.Errorf("response of %d bytes is longer than a frame", len(payload))
	}
	if err != nil {
		payload, _ = json.Marshal(map[string]any{"error": Error{Internal, err.Error()}})
	}
	// A failed write ends the connection, which the client notices by itself.
	_ = c.send(Response, id, payload)
}

// Event sends an event; stream is 0 or the stream it concerns. It blocks while the peer does not read.
func (c *Conn) Event(stream uint32, event any) error {
	payload, err := json.Marshal(event)
	if err != nil {
		return err
	}
	return c.send(Event, stream, payload)
}

// Stream returns an open stream that a request has named in one of its declared stream fields.
func (c *Conn) Stream(id uint32) (*Stream, error) {
	if s := c.find(id); s != nil {
		return s, nil
	}
	return nil, Errorf(Invalid, "no stream %d", id)
}

// Done is closed when the connection has ended.
func (c *Conn) Done() <-chan struct{} { return c.ctx.Done() }

func (c *Conn) find(id uint32) *Stream {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.streams[id]
}

func (c *Conn) open(id uint32) (*Stream, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, twice := c.streams[id]; twice {
		return nil, fmt.Errorf("stream %d is in use", id)
	}
	s := newStream(c, id)
	c.streams[id] = s
	return s, nil
}

func (c *Conn) forget(id uint32) {
	c.mu.Lock()
	delete(c.streams, id)
	c.mu.Unlock()
}

func (c *Conn) end() {
	c.cancel()
	c.mu.Lock()
	all := c.streams
	c.streams = map[uint32]*Stream{}
	c.mu.Unlock()
	for _, s := range all {
		s.fail(ErrClosed)
	}
}

// send writes one frame. After a failed write the outgoing side is dead for good.
func (c *Conn) send(t Type, stream uint32, payload []byte) error {
	c.writing.Lock()
	defer c.writing.Unlock()
	if c.broken != nil {
		return c.broken
	}
	if err := writeFrame(c.out, Header{len(payload), t, stream}, payload); err != nil {
		c.broken = fmt.Errorf("%w: %v", ErrClosed, err)
		c.cancel()
	}
	return c.broken
}
