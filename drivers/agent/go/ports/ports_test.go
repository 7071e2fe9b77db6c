package ports

import (
	"crypto/rand"
	"encoding/hex"
	"io"
	"net"
	"strings"
	"testing"
)

func nonce(t *testing.T) string {
	t.Helper()
	b := make([]byte, 16)
	if _, err := rand.Read(b); err != nil {
		t.Fatal(err)
	}
	return hex.EncodeToString(b)
}

func freePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

func TestTCPRelayKeepsHalfClose(t *testing.T) {
	container, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer container.Close()
	go func() { // answers only after it has seen the client's end
		c, err := container.Accept()
		if err != nil {
			return
		}
		defer c.Close()
		all, _ := io.ReadAll(c)
		_, _ = c.Write([]byte("got:" + string(all)))
	}()
	h, port, secret := newHolder(), freePort(t), nonce(t)
	err = h.hold(holdParams{"c1", []socket{{"tcp", "::1", port, container.Addr().String()}}})
	if err != nil {
		t.Fatal(err)
	}
	c, err := net.DialTCP("tcp6", nil, &net.TCPAddr{IP: net.IPv6loopback, Port: port})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	_, _ = c.Write([]byte(secret))
	_ = c.CloseWrite()
	answer, err := io.ReadAll(c)
	if err != nil || string(answer) != "got:"+secret {
		t.Fatalf("answer %q, %v", answer, err)
	}
	h.release("c1")
	if !h.isEmpty() {
		t.Fatal("still held")
	}
	if again, err := net.Listen("tcp6", c.RemoteAddr().String()); err != nil {
		t.Fatal("not free after release: ", err)
	} else {
		again.Close()
	}
}

func TestUDPRelayAnswersEachClient(t *testing.T) {
	container, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer container.Close()
	go func() {
		b := make([]byte, 2048)
		for {
			n, from, err := container.ReadFrom(b)
			if err != nil {
				return
			}
			_, _ = container.WriteTo(append([]byte("got:"), b[:n]...), from)
		}
	}()
	h, port := newHolder(), freePort(t)
	if err := h.hold(holdParams{"c1", []socket{{"udp", "127.0.0.1", port, container.LocalAddr().String()}}}); err != nil {
		t.Fatal(err)
	}
	defer h.release("c1")
	for i := 0; i < 3; i++ {
		c, err := net.DialUDP("udp4", nil, &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1), Port: port})
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		secret, b := nonce(t), make([]byte, 2048)
		_, _ = c.Write([]byte(secret))
		n, err := c.Read(b)
		if err != nil || string(b[:n]) != "got:"+secret {
			t.Fatalf("answer %q, %v", b[:n], err)
		}
	}
}

func TestHoldIsAllOrNothing(t *testing.T) {
	taken, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	busy, free := taken.Addr().(*net.TCPAddr).Port, freePort(t)
	h := newHolder()
	err = h.hold(holdParams{"c1", []socket{
		{"tcp", "127.0.0.1", free, "127.0.0.1:1"}, {"tcp", "127.0.0.1", busy, "127.0.0.1:1"}}})
	if err == nil || !strings.HasSuffix(err.Error(), ": bind: address already in use") ||
		!strings.HasPrefix(err.Error(), "listen tcp4 127.0.0.1:") {
		t.Fatalf("error %v", err)
	}
	if !h.isEmpty() {
		t.Fatal("half held")
	}
	if err := h.hold(holdParams{"c2", []socket{{"tcp", "127.0.0.1", free, "127.0.0.1:1"}}}); err != nil {
		t.Fatal(err)
	}
	if got := h.list(); len(got) != 1 || got[0].Owner != "c2" || got[0].Sockets[0].Port != free {
		t.Fatalf("list %v", got)
	}
	h.release("c2")
	h.release("c2")
}
