package netlink

import (
	"errors"
	"net"
	"net/netip"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"
)

// pair makes two namespaces with a link between them: 10.9.0.1 and 10.9.0.2.
func pair(t *testing.T) (here, there string) {
	here, there = namespace(t), filepath.Join(t.TempDir(), "there")
	if err := CreateNamespace(there); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = DeleteNamespace(there) })
	in(t, here, func() error {
		if _, err := (Bridge{Name: "br", Addresses: []string{"10.9.0.1/24"}}).Ensure(); err != nil {
			return err
		}
		return Veth{Netns: there, HostName: "v0", PeerName: "eth0", Addresses: []string{"10.9.0.2/24"}, Bridge: "br"}.Create()
	})
	return here, there
}

// listening accepts connections in a namespace, at one port on all addresses.
func listening(t *testing.T, path string) int {
	var l net.Listener
	in(t, path, func() (err error) {
		l, err = net.Listen("tcp4", "0.0.0.0:0")
		return err
	})
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() { // what comes is sent back
				b := make([]byte, 64)
				for n, err := c.Read(b); err == nil; n, err = c.Read(b) {
					_, _ = c.Write(b[:n])
				}
			}()
		}
	}()
	return l.Addr().(*net.TCPAddr).Port
}

func dial(t *testing.T, path, ip string, port int) (c net.Conn, err error) {
	in(t, path, func() error {
		c, err = net.DialTimeout("tcp4", net.JoinHostPort(ip, strconv.Itoa(port)), 300*time.Millisecond)
		return nil
	})
	return c, err
}

func reached(t *testing.T, path, ip string, port int) bool {
	c, err := dial(t, path, ip, port)
	if err == nil {
		c.Close()
	}
	return err == nil
}

func filtered(t *testing.T, path string, rules ...Allowed) {
	in(t, path, func() error { return Filter("sockerless_test", rules) })
}

func TestFilterLetsThroughWhatIsAllowed(t *testing.T) {
	here, there := pair(t)
	one, two, back := listening(t, there), listening(t, there), listening(t, here)
	tcp := Allowed{Protocol: syscall.IPPROTO_TCP, From: one, To: one, Range: "10.9.0.1/32"}
	all := Allowed{Egress: true, Protocol: -1, From: -1, To: -1, Range: "0.0.0.0/0"}
	for _, c := range []struct {
		name           string
		rules          []Allowed
		one, two, back bool
	}{
		{"nothing", nil, false, false, false},
		{"a port", []Allowed{tcp}, true, false, false},
		{"everything out", []Allowed{all}, false, false, true},
		{"another range", []Allowed{{Protocol: 6, From: 0, To: 65535, Range: "10.9.0.2/31"}}, false, false, false},
		{"a range", []Allowed{{Protocol: 6, From: 0, To: 65535, Range: "10.9.0.0/31"}}, true, true, false},
		{"another protocol", []Allowed{{Protocol: 17, From: 0, To: 65535, Range: "0.0.0.0/0"}}, false, false, false},
		{"addresses", []Allowed{{Protocol: -1, From: -1, To: -1, Others: []string{"10.9.0.7", "10.9.0.1"}}}, true, true, false},
		{"other addresses", []Allowed{{Protocol: -1, From: -1, To: -1, Others: []string{"10.9.0.7"}}}, false, false, false},
		{"no addresses", []Allowed{{Protocol: -1, From: -1, To: -1}}, false, false, false},
		{"out to a port", []Allowed{{Egress: true, Protocol: 6, From: back, To: back, Others: []string{"10.9.0.1"}}}, false, false, true},
		{"out elsewhere", []Allowed{{Egress: true, Protocol: 6, From: 0, To: back - 1, Range: "0.0.0.0/0"}}, false, false, false},
	} {
		filtered(t, there, c.rules...)
		got := []bool{reached(t, here, "10.9.0.2", one), reached(t, here, "10.9.0.2", two), reached(t, there, "10.9.0.1", back)}
		if got[0] != c.one || got[1] != c.two || got[2] != c.back {
			t.Errorf("%s: %v, not %v", c.name, got, []bool{c.one, c.two, c.back})
		}
		if !reached(t, there, "127.0.0.1", one) || !reached(t, there, "10.9.0.2", two) {
			t.Errorf("%s: the namespace does not reach itself", c.name)
		}
	}
}

func TestFilterLeavesConnections(t *testing.T) {
	here, there := pair(t)
	port := listening(t, there)
	filtered(t, there, Allowed{Protocol: 6, From: port, To: port, Range: "0.0.0.0/0"})
	c, err := dial(t, here, "10.9.0.2", port)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	_, _ = c.Write([]byte("x"))
	b := make([]byte, 64)
	if _, err := c.Read(b); err != nil {
		t.Fatal(err)
	}
	filtered(t, there)
	secret := nonce(t)
	_, _ = c.Write([]byte(secret))
	_ = c.SetDeadline(time.Now().Add(2 * time.Second))
	if n, err := c.Read(b); err != nil || string(b[:n]) != secret {
		t.Errorf("received %q, %v", b[:n], err)
	}
	if reached(t, here, "10.9.0.2", port) {
		t.Error("a new connection was made")
	}
}

// Packets of ICMP have types where others have ports.
func TestFilterKnowsTypesOfIcmp(t *testing.T) {
	here, there := pair(t)
	echoed := func() bool {
		in(t, here, func() error { return Sysctl("net.ipv4.ping_group_range", "0 2147483647") })
		ok := false
		in(t, here, func() error {
			fd, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_DGRAM, syscall.IPPROTO_ICMP)
			if err != nil {
				return err
			}
			defer syscall.Close(fd)
			_ = syscall.SetsockoptTimeval(fd, syscall.SOL_SOCKET, syscall.SO_RCVTIMEO, &syscall.Timeval{Usec: 300000})
			to := &syscall.SockaddrInet4{Addr: netip.MustParseAddr("10.9.0.2").As4()}
			if err := syscall.Sendto(fd, []byte{8, 0, 0, 0, 0, 0, 0, 1}, 0, to); err != nil {
				return err
			}
			_, _, err = syscall.Recvfrom(fd, make([]byte, 64), 0)
			ok = err == nil
			return nil
		})
		return ok
	}
	filtered(t, there, Allowed{Protocol: 1, From: 8, To: 0, Range: "0.0.0.0/0"})
	if !echoed() {
		t.Error("no answer to what is allowed")
	}
	filtered(t, there, Allowed{Protocol: 1, From: 13, To: -1, Range: "0.0.0.0/0"})
	if echoed() {
		t.Error("an answer to what is not")
	}
}

func TestFilterRefusesWhatItCannotExpress(t *testing.T) {
	path := namespace(t)
	for _, bad := range []Allowed{{Range: "fd00::/8"}, {Range: "x"}, {Others: []string{"::1"}}} {
		in(t, path, func() error {
			if err := Filter("sockerless_test", []Allowed{bad}); !errors.Is(err, syscall.EINVAL) {
				t.Errorf("%v: %v", bad, err)
			}
			return nil
		})
	}
}
