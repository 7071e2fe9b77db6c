package frame

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"math/rand"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestHeaderBytes(t *testing.T) {
	var b [HeaderSize]byte
	Header{0x10203, Data, 0xfedcba98}.Put(b[:])
	if got := hex.EncodeToString(b[:]); got != "0001020305000000fedcba98" {
		t.Fatal(got)
	}
	if h, err := Parse(b[:]); err != nil || h != (Header{0x10203, Data, 0xfedcba98}) {
		t.Fatal(h, err)
	}
	for _, bad := range []string{
		"000400010500000000000001", "ffffffff0500000000000001", "000000000000000000000001",
		"000000000900000000000001", "000000000501000000000001", "000000000500000100000001", "000000050800000000000001",
	} {
		raw, _ := hex.DecodeString(bad)
		if _, err := Parse(raw); err == nil {
			t.Errorf("%s accepted", bad)
		}
	}
}

// peer is a client made of bare frames.
type peer struct {
	*os.File
	t *testing.T
}

func (p peer) send(typ Type, stream uint32, payload string) {
	p.t.Helper()
	if err := writeFrame(p, Header{len(payload), typ, stream}, []byte(payload)); err != nil {
		p.t.Fatal(err)
	}
}

func (p peer) next() (Header, string) {
	p.t.Helper()
	h, err := ReadHeader(p)
	if err != nil {
		p.t.Fatal(err)
	}
	body := make([]byte, h.Length)
	if _, err := io.ReadFull(p, body); err != nil {
		p.t.Fatal(err)
	}
	return h, string(body)
}

func (p peer) expect(typ Type, stream uint32, part string) {
	p.t.Helper()
	if h, body := p.next(); h.Type != typ || h.Stream != stream || !strings.Contains(body, part) {
		p.t.Fatalf("got type %d stream %d %q", h.Type, h.Stream, body)
	}
}

// serve starts a server and returns a greeted client, and where Serve's result will be.
func serve(t *testing.T, ops *Ops) (peer, chan error) {
	fds, err := syscall.Socketpair(syscall.AF_UNIX, syscall.SOCK_STREAM|syscall.SOCK_NONBLOCK, 0)
	if err != nil {
		t.Fatal(err)
	}
	ours, theirs := os.NewFile(uintptr(fds[0]), "ours"), os.NewFile(uintptr(fds[1]), "theirs")
	result := make(chan error, 1)
	go func() {
		result <- Serve(theirs, theirs, "test", ops)
		theirs.Close()
	}()
	t.Cleanup(func() { ours.Close() })
	if err := ours.SetDeadline(time.Now().Add(10 * time.Second)); err != nil {
		t.Fatal(err)
	}
	p := peer{ours, t}
	p.expect(Hello, 0, `"mode":"test"`)
	p.send(Hello, 0, `{"protocol":1,"mode":"client","agent":"x","pid":1}`)
	return p, result
}

type streamParams struct {
	Stream uint32 `json:"stream"`
}

func TestRequestsAnswersAndErrors(t *testing.T) {
	ops := &Ops{}
	ops.Register("double", Typed(func(_ context.Context, p struct{ N int }, _ *Conn) (any, error) {
		return map[string]int{"n": 2 * p.N}, nil
	}))
	ops.Register("missing", func(context.Context, json.RawMessage, *Conn) (any, error) {
		_, err := os.Open("/no/such/file")
		return nil, err
	})
	p, result := serve(t, ops)
	p.send(Request, 9, `{"op":"double","n":21}`)
	p.expect(Response, 9, `{"ok":{"n":42}}`)
	p.send(Request, 10, `{"op":"missing"}`)
	p.expect(Response, 10, `"code":"not_found"`)
	p.send(Request, 11, `{"op":"nonsense"}`)
	p.expect(Response, 11, `"code":"unsupported"`)
	p.send(Request, 12, `{"op":"double","n":"text"}`)
	p.expect(Response, 12, `"code":"invalid"`)
	p.Close()
	if err := <-result; err != nil {
		t.Fatal(err)
	}
}

func TestEagerDataIsKeptAndCreditBounds(t *testing.T) {
	ops := &Ops{}
	goOn := make(chan struct{})
	ops.Register("sum", Typed(func(_ context.Context, p streamParams, c *Conn) (any, error) {
		<-goOn
		s, err := c.Stream(p.Stream)
		if err != nil {
			return nil, err
		}
		data, err := io.ReadAll(s.ReadOnly())
		return map[string]int{"bytes": len(data)}, err
	}), "stream")
	p, _ := serve(t, ops)
	p.send(Request, 1, `{"op":"sum","stream":5}`)
	for i := 0; i < Window/DataSize; i++ {
		p.send(Data, 5, strings.Repeat("x", DataSize))
	}
	close(goOn)
	for granted := 0; granted < Window; {
		h, body := p.next()
		if h.Type != Credit || h.Stream != 5 {
			t.Fatal(h)
		}
		granted += int(body[0])<<24 | int(body[1])<<16 | int(body[2])<<8 | int(body[3])
	}
	p.send(Data, 5, "tail")
	p.send(EOF, 5, "")
	p.expect(Response, 1, `{"bytes":262148}`)
}

func TestOverrunEndsTheConnection(t *testing.T) {
	ops := &Ops{}
	ops.Register("hold", func(ctx context.Context, _ json.RawMessage, _ *Conn) (any, error) {
		<-ctx.Done()
		return nil, ctx.Err()
	}, "stream")
	p, result := serve(t, ops)
	p.send(Request, 1, `{"op":"hold","stream":5}`)
	for i := 0; i < Window/DataSize; i++ {
		p.send(Data, 5, strings.Repeat("x", DataSize))
	}
	p.send(Data, 5, "x")
	if err := <-result; err == nil || !strings.Contains(err.Error(), "credit") {
		t.Fatal(err)
	}
}

func TestWriterWaitsForCreditAndLearnsOfReset(t *testing.T) {
	ops := &Ops{}
	block := make([]byte, 3*Window)
	rand.Read(block)
	ops.Register("pour", Typed(func(_ context.Context, p streamParams, c *Conn) (any, error) {
		s, err := c.Stream(p.Stream)
		if err != nil {
			return nil, err
		}
		n, err := s.WriteOnly().Write(block)
		if err == nil {
			return nil, errors.New("the writer was not stopped")
		}
		return nil, Errorf(Conflict, "%d: %v", n, err)
	}), "stream")
	p, _ := serve(t, ops)
	p.send(Request, 1, `{"op":"pour","stream":3}`)
	var got bytes.Buffer
	take := func(limit int) {
		for got.Len() < limit {
			h, body := p.next()
			if h.Type != Data || h.Stream != 3 {
				t.Fatal(h)
			}
			got.WriteString(body)
		}
	}
	take(Window)
	p.send(Credit, 3, "\x00\x01\x00\x00")
	take(Window + 1<<16)
	if !bytes.Equal(got.Bytes(), block[:got.Len()]) {
		t.Fatal("bytes differ")
	}
	p.send(Reset, 3, `{"message":"enough"}`)
	p.expect(Response, 1, `327680: stream reset by peer: enough`)
}

func TestProtocolErrors(t *testing.T) {
	for name, play := range map[string]func(p peer){
		"unknown type":   func(p peer) { p.send(77, 1, "") },
		"server's frame": func(p peer) { p.send(Response, 1, "{}") },
		"no JSON":        func(p peer) { p.send(Request, 1, "nonsense") },
		"cut": func(p peer) {
			if _, err := p.Write([]byte{0, 0, 0, 9}); err != nil {
				t.Fatal(err)
			}
			p.Close()
		},
		"wrong protocol": func(p peer) { p.send(Hello, 0, `{"protocol":2}`) },
	} {
		t.Run(name, func(t *testing.T) {
			p, result := serve(t, &Ops{})
			play(p)
			if err := <-result; err == nil {
				t.Fatal("accepted")
			}
		})
	}
}
