package netlink

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"reflect"
	"sort"
	"strings"
	"syscall"
	"testing"
)

func namespace(t *testing.T) string {
	t.Helper()
	if os.Getuid() != 0 {
		t.Skip("needs root")
	}
	path := filepath.Join(t.TempDir(), "ns")
	if err := CreateNamespace(path); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = DeleteNamespace(path) })
	return path
}

func nonce(t *testing.T) string {
	b := make([]byte, 4)
	if _, err := rand.Read(b); err != nil {
		t.Fatal(err)
	}
	return hex.EncodeToString(b)
}

func in(t *testing.T, path string, f func() error) {
	t.Helper()
	if err := In(path, f); err != nil {
		t.Fatal(err)
	}
}

func TestBridgeHasExactlyItsAddresses(t *testing.T) {
	path := namespace(t)
	for _, addresses := range [][]string{
		{"10.1.0.1/16", "fd00:1::1/64", "10.1.0.2/16"},
		{"10.1.0.2/16", "fd00:1::1/64", "fd00:2::1/80", "10.2.0.1/24"},
		{"10.2.0.1/25"},
		{"10.2.0.1/25"},
		{},
	} {
		want := addresses
		in(t, path, func() error {
			if _, err := (Bridge{Name: "br", Addresses: want}).Ensure(); err != nil {
				return err
			}
			links, err := Links()
			var got []string
			for _, l := range links {
				for _, a := range l.Addresses {
					if l.Name == "br" && !strings.HasPrefix(a, "fe80:") {
						got = append(got, a)
					}
				}
			}
			sort.Strings(got)
			want = append([]string(nil), want...)
			sort.Strings(want)
			if strings.Join(got, " ") != strings.Join(want, " ") {
				t.Fatalf("addresses %v, not %v", got, want)
			}
			return err
		})
	}
}

// defaults are the gateways of the default routes.
func defaults(t *testing.T) []string {
	routes, err := Routes()
	if err != nil {
		t.Fatal(err)
	}
	found := []string{}
	for _, r := range routes {
		if strings.HasSuffix(r.Destination, "/0") {
			found = append(found, r.Gateway)
		}
	}
	sort.Strings(found)
	return found
}

func TestDefaultRoutesAreReplaced(t *testing.T) {
	path := namespace(t)
	in(t, path, func() error {
		if _, err := (Bridge{Name: "a", Addresses: []string{"10.1.0.2/16", "fd00:1::2/64"}}).Ensure(); err != nil {
			return err
		}
		_, err := Bridge{Name: "b", Addresses: []string{"10.2.0.2/16", "fd00:2::2/64"}}.Ensure()
		return err
	})
	for _, c := range []struct {
		gateways string
		link     string
		want     string
	}{
		{"10.1.0.1 fd00:1::1", "a", "10.1.0.1 fd00:1::1"},
		{"10.2.0.1", "b", "10.2.0.1 fd00:1::1"},
		{"fd00:2::1", "", "10.2.0.1 fd00:2::1"},
		{"10.1.0.9 fd00:1::9", "a", "10.1.0.9 fd00:1::9"},
		{"", "", ""},
		{"10.2.0.1", "", "10.2.0.1"},
	} {
		c := c
		in(t, path, func() error {
			if err := SetDefaultRoutes(strings.Fields(c.gateways), c.link); err != nil {
				return err
			}
			if got := strings.Join(defaults(t), " "); got != c.want {
				t.Fatalf("%q by %q gave %q", c.gateways, c.link, got)
			}
			return nil
		})
	}
	in(t, path, func() error {
		if err := SetDefaultRoutes([]string{"192.0.2.1"}, "a"); err == nil || !strings.Contains(err.Error(), "192.0.2.1") {
			t.Fatalf("unreachable gateway: %v", err)
		}
		if got := defaults(t); !reflect.DeepEqual(got, []string{"10.2.0.1"}) {
			t.Fatalf("after a refusal: %v", got)
		}
		if err := SetDefaultRoutes([]string{"10.1.0.1"}, "none"); !errors.Is(err, syscall.ENODEV) {
			t.Fatalf("unknown link: %v", err)
		}
		return nil
	})
}

func TestIsolatedPort(t *testing.T) {
	path, name := namespace(t), "sli"+nonce(t)
	if _, err := (Bridge{Name: name}).Ensure(); err != nil {
		t.Fatal(err)
	}
	defer Delete(name)
	for suffix, isolated := range map[string]bool{"a": true, "b": false} {
		v := Veth{Netns: path, HostName: name + suffix, PeerName: "p" + suffix, Bridge: name, Hairpin: true, Isolated: isolated}
		if err := v.Create(); err != nil {
			t.Fatal(err)
		}
		defer Delete(v.HostName)
		for file, want := range map[string]bool{"isolated": isolated, "hairpin_mode": true} {
			content, err := os.ReadFile("/sys/class/net/" + v.HostName + "/brport/" + file)
			if err != nil || (strings.TrimSpace(string(content)) == "1") != want {
				t.Fatalf("%s of %s: %q, %v", file, v.HostName, content, err)
			}
		}
	}
}

func TestRedirectLeadsToThePort(t *testing.T) {
	path := namespace(t)
	ip := netip.MustParseAddr("127.0.0.11")
	for round := 0; round < 2; round++ { // the second replaces the rules of the first
		var l *net.TCPListener
		var u *net.UDPConn
		in(t, path, func() (err error) {
			if l, err = net.ListenTCP("tcp4", &net.TCPAddr{IP: ip.AsSlice()}); err != nil {
				return err
			}
			if u, err = net.ListenUDP("udp4", &net.UDPAddr{IP: ip.AsSlice()}); err != nil {
				return err
			}
			return Redirect("sockerless_test", ip, 53,
				uint16(u.LocalAddr().(*net.UDPAddr).Port), uint16(l.Addr().(*net.TCPAddr).Port))
		})
		in(t, path, func() error {
			c, err := net.DialTCP("tcp4", nil, &net.TCPAddr{IP: ip.AsSlice(), Port: 53})
			if err != nil {
				return err
			}
			if a, err := l.Accept(); err != nil || a.RemoteAddr().String() != c.LocalAddr().String() {
				t.Fatalf("accepted %v, %v", a, err)
			}
			c.Close()
			d, err := net.DialUDP("udp4", nil, &net.UDPAddr{IP: ip.AsSlice(), Port: 53})
			if err != nil {
				return err
			}
			defer d.Close()
			b, secret := make([]byte, 64), nonce(t)
			_, _ = d.Write([]byte(secret))
			n, from, err := u.ReadFrom(b)
			if err != nil || string(b[:n]) != secret {
				t.Fatalf("received %q, %v", b[:n], err)
			}
			_, _ = u.WriteTo([]byte("re:"+secret), from) // a connected socket takes it only from port 53
			if n, err = d.Read(b); err != nil || string(b[:n]) != "re:"+secret {
				t.Fatalf("answered %q, %v", b[:n], err)
			}
			return nil
		})
		l.Close()
		u.Close()
	}
}

func BenchmarkRedirect(b *testing.B) {
	if os.Getuid() != 0 {
		b.Skip("needs root")
	}
	path := filepath.Join(b.TempDir(), "ns")
	if err := CreateNamespace(path); err != nil {
		b.Fatal(err)
	}
	defer DeleteNamespace(path)
	for i := 0; i < b.N; i++ {
		if err := In(path, func() error { return Redirect("t", netip.MustParseAddr("127.0.0.11"), 53, 1, 2) }); err != nil {
			b.Fatal(err)
		}
	}
}
