package dns

import (
	"context"
	"encoding/binary"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"sockerless.io/agent/netlink"
)

// container is a network namespace.
type container struct {
	t    testing.TB
	path string
}

func newContainer(t testing.TB) container {
	t.Helper()
	if os.Getuid() != 0 {
		t.Skip("needs root: it makes network namespaces")
	}
	c := container{t, filepath.Join(t.TempDir(), "ns")}
	if err := netlink.CreateNamespace(c.path); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = netlink.DeleteNamespace(c.path) })
	return c
}

func (c container) run(f func() error) {
	c.t.Helper()
	if err := netlink.In(c.path, f); err != nil {
		c.t.Fatal(err)
	}
}

// resolver is Go's own client, in the container.
func (c container) resolver(network string) *net.Resolver {
	return &net.Resolver{PreferGo: true, StrictErrors: true, Dial: func(context.Context, string, string) (net.Conn, error) {
		return c.dial(network)
	}}
}

func (c container) dial(network string) (conn net.Conn, err error) {
	err = netlink.In(c.path, func() error {
		if network == "tcp" {
			conn, err = net.DialTCP("tcp4", nil, &net.TCPAddr{IP: address.AsSlice(), Port: 53})
		} else {
			conn, err = net.DialUDP("udp4", nil, &net.UDPAddr{IP: address.AsSlice(), Port: 53})
		}
		return err
	})
	return conn, err
}

// exchange asks one question on a connection of its own and gives the reply as it is.
func (c container) exchange(network string, message []byte) []byte {
	c.t.Helper()
	conn, err := c.dial(network)
	if err != nil {
		c.t.Fatal(err)
	}
	defer conn.Close()
	return talk(c.t, conn, message)
}

func talk(t testing.TB, conn net.Conn, message []byte) []byte {
	t.Helper()
	_ = conn.SetDeadline(time.Now().Add(20 * time.Second))
	if _, stream := conn.(*net.TCPConn); stream {
		if err := writeStream(conn, message); err != nil {
			t.Fatal(err)
		}
		reply, err := readStream(conn)
		if err != nil {
			t.Fatal(err)
		}
		return reply
	}
	b := make([]byte, maximumSize)
	if _, err := conn.Write(message); err != nil {
		t.Fatal(err)
	}
	n, err := conn.Read(b)
	if err != nil {
		t.Fatal(err)
	}
	return b[:n]
}

func (c container) lookup(network, name string) string {
	c.t.Helper()
	found, err := c.resolver(network).LookupNetIP(context.Background(), "ip", name+".")
	if err != nil {
		c.t.Fatalf("%s over %s: %v", name, network, err)
	}
	for i := range found {
		found[i] = found[i].Unmap()
	}
	return texts(found)
}

// upstream is a name server that gives one address for every name.
type upstream struct {
	address string
	udp     *net.UDPConn
	tcp     *net.TCPListener
	rcode   int
	silent  bool
	asked   int32
}

func newUpstream(t testing.TB, ip string, rcode int, silent bool) *upstream {
	t.Helper()
	u := &upstream{rcode: rcode, silent: silent}
	var err error
	// The same port for both: an attempt may meet one that is taken.
	for i := 0; i < 20; i++ {
		if u.tcp, err = net.ListenTCP("tcp4", &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)}); err != nil {
			t.Fatal(err)
		}
		a := netip.MustParseAddrPort(u.tcp.Addr().String())
		if u.udp, err = net.ListenUDP("udp4", net.UDPAddrFromAddrPort(a)); err == nil {
			u.address = a.String()
			break
		}
		u.tcp.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	go u.serveDatagrams(netip.MustParseAddr(ip))
	go u.serveStreams(netip.MustParseAddr(ip))
	t.Cleanup(u.close)
	return u
}

func (u *upstream) close() {
	u.udp.Close()
	u.tcp.Close()
}

func (u *upstream) count() int { return int(atomic.LoadInt32(&u.asked)) }

func (u *upstream) reply(message []byte, ip netip.Addr) []byte {
	atomic.AddInt32(&u.asked, 1)
	q, _, _ := parseQuery(message)
	if u.silent {
		return nil
	}
	var answers []record
	if ip.Is6() == (q.kind == typeAAAA) && u.rcode == 0 {
		answers = []record{addressRecord(ip)}
	}
	return q.reply(u.rcode, answers, q.udpSize)
}

func (u *upstream) serveDatagrams(ip netip.Addr) {
	b := make([]byte, maximumSize)
	for {
		n, from, err := u.udp.ReadFromUDPAddrPort(b)
		if err != nil {
			return
		}
		if reply := u.reply(b[:n], ip); reply != nil {
			forged := append([]byte(nil), reply...)
			binary.BigEndian.PutUint16(forged, binary.BigEndian.Uint16(reply)+1)
			_, _ = u.udp.WriteToUDPAddrPort(forged[:len(forged)-1], from) // of another question
			_, _ = u.udp.WriteToUDPAddrPort(reply, from)
		}
	}
}

func (u *upstream) serveStreams(ip netip.Addr) {
	for {
		c, err := u.tcp.Accept()
		if err != nil {
			return
		}
		go func() {
			defer c.Close()
			if message, err := readStream(c); err == nil {
				if reply := u.reply(message, ip); reply != nil {
					_ = writeStream(c, reply)
				} else {
					_, _ = readStream(c) // until the client has enough
				}
			}
		}()
	}
}

// usage counts descriptors and goroutines of this process.
func usage(t testing.TB) (descriptors, goroutines int) {
	t.Helper()
	all, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	return len(all), runtime.NumGoroutine()
}

// eventually waits for what other goroutines are about to do.
func eventually(t testing.TB, what string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); !holds(); runtime.Gosched() {
		if time.Now().After(end) {
			t.Fatal(what)
		}
	}
}
