package dns

import (
	"context"
	"encoding/binary"
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"strings"
	"syscall"
	"testing"
	"time"

	"sockerless.io/agent/netlink"
)

func web(ip ...string) Endpoint {
	return Endpoint{Network: "n1", NetworkName: "front", Addresses: ip, Names: []string{"web", "svc"}}
}

func set(t testing.TB, d *Directory, p Params) {
	t.Helper()
	if err := d.Set(p); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Drop(p.Owner) })
}

func TestNamesAreAnsweredInTheContainer(t *testing.T) {
	d, a, b := NewDirectory(), newContainer(t), newContainer(t)
	// A program of the container may have taken port 53 before.
	a.run(func() error {
		u, err := net.ListenUDP("udp4", &net.UDPAddr{Port: 53})
		if err != nil {
			return err
		}
		t.Cleanup(func() { u.Close() })
		l, err := net.ListenTCP("tcp4", &net.TCPAddr{Port: 53})
		if err == nil {
			t.Cleanup(func() { l.Close() })
		}
		return err
	})
	set(t, d, Params{Owner: "a", Netns: a.path, Endpoints: []Endpoint{web("10.0.0.2", "fd00::2")}})
	set(t, d, Params{Owner: "b", Netns: b.path, Endpoints: []Endpoint{
		{Network: "n1", NetworkName: "front", Addresses: []string{"10.0.0.3"}, Names: []string{"db", "svc"}}}})
	b.run(func() error { // or take it after
		u, err := net.ListenUDP("udp4", &net.UDPAddr{Port: 53})
		if err == nil {
			err = u.Close()
		}
		return err
	})
	for _, network := range []string{"udp", "tcp"} {
		for _, c := range []container{a, b} {
			for name, want := range map[string]string{
				"WEB": "10.0.0.2 fd00::2", "db": "10.0.0.3", "web.front": "10.0.0.2 fd00::2", "svc": "10.0.0.2 10.0.0.3 fd00::2"} {
				if got := c.lookup(network, name); got != want {
					t.Errorf("%s over %s: %s", name, network, got)
				}
			}
			names, err := c.resolver(network).LookupAddr(context.Background(), "fd00::2")
			if err != nil || len(names) != 1 || names[0] != "web.front." {
				t.Errorf("fd00::2 over %s: %v, %v", network, names, err)
			}
			var failed *net.DNSError
			if _, err := c.resolver(network).LookupHost(context.Background(), "nobody."); !errors.As(err, &failed) || failed.IsNotFound {
				t.Errorf("nobody over %s: %v", network, err)
			}
		}
	}
	reply := a.exchange("udp", ask(77, "db", typeAAAA, 0))
	if binary.BigEndian.Uint16(reply) != 77 || binary.BigEndian.Uint16(reply[2:]) != 0x8180 || reply[7] != 0 {
		t.Errorf("AAAA of db: %x", reply)
	}
	if reply = a.exchange("udp", ask(78, "db", 15, 1400)); reply[3]&15 != 0 || reply[7] != 0 || reply[11] != 1 {
		t.Errorf("MX of db: %x", reply)
	}
	reply = a.exchange("udp", ask(79, "db", typeA, 0))
	if ttl := binary.BigEndian.Uint32(reply[len(reply)-10:]); ttl != 600 {
		t.Errorf("TTL %d", ttl)
	}
	d.Drop("b")
	if got := a.lookup("udp", "svc"); got != "10.0.0.2 fd00::2" {
		t.Errorf("svc without b: %s", got)
	}
	if reply = a.exchange("udp", ask(1, "db", typeA, 0)); reply[3]&15 != rcodeServer {
		t.Errorf("db is still known: %x", reply)
	}
}

func TestBusyboxAsClient(t *testing.T) {
	if _, err := exec.LookPath("busybox"); err != nil {
		t.Skip("busybox is not installed")
	}
	d, a := NewDirectory(), newContainer(t)
	set(t, d, Params{Owner: "a", Netns: a.path, Endpoints: []Endpoint{web("10.0.0.2")}})
	for name, want := range map[string]string{"web": "10.0.0.2", "10.0.0.2": "web.front"} {
		out, err := exec.Command("nsenter", "--net="+a.path, "busybox", "nslookup", name, "127.0.0.11").CombinedOutput()
		if err != nil || !strings.Contains(string(out), want) {
			t.Errorf("%s: %v\n%s", name, err, out)
		}
	}
}

func TestRoundRobin(t *testing.T) {
	d, a := NewDirectory(), newContainer(t)
	set(t, d, Params{Owner: "a", Netns: a.path, Endpoints: []Endpoint{web("10.0.0.2", "10.0.0.3", "10.0.0.4")}})
	firsts := map[string]int{}
	conn, err := a.dial("tcp") // many questions on one connection, too
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	for i := 0; i < 300; i++ {
		q := ask(uint16(i), "web", typeA, 0)
		reply := talk(t, conn, q)
		firsts[net.IP(reply[len(q)+12:len(q)+16]).String()]++
	}
	for ip, times := range firsts {
		if times < 50 || len(firsts) != 3 {
			t.Errorf("%s was first %d times of 300: %v", ip, times, firsts)
		}
	}
}

func TestReplacingKeepsTheSockets(t *testing.T) {
	d, a := NewDirectory(), newContainer(t)
	set(t, d, Params{Owner: "a", Netns: a.path, Endpoints: []Endpoint{web("10.0.0.2")}})
	conn, err := a.dial("tcp")
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	talk(t, conn, ask(1, "web", typeA, 0))
	set(t, d, Params{Owner: "a", Netns: a.path, Endpoints: []Endpoint{web("10.0.0.9")}})
	if reply := talk(t, conn, ask(2, "web", typeA, 0)); reply[len(reply)-1] != 9 {
		t.Fatalf("%x", reply)
	}
	before := d.owners["a"].server
	if err := d.Set(Params{Owner: "a", Netns: a.path + "-none"}); !errors.Is(err, syscall.ENOENT) {
		t.Fatal(err)
	}
	if got := a.lookup("udp", "web"); got != "10.0.0.9" {
		t.Fatal("after a failure: ", got)
	}
	// A restarted container has a new namespace at the same path.
	if err := netlink.DeleteNamespace(a.path); err != nil {
		t.Fatal(err)
	}
	if err := netlink.CreateNamespace(a.path); err != nil {
		t.Fatal(err)
	}
	set(t, d, Params{Owner: "a", Netns: a.path, Endpoints: []Endpoint{web("10.0.0.10")}})
	if got := a.lookup("udp", "web"); got != "10.0.0.10" || d.owners["a"].server == before {
		t.Fatal("in the new namespace: ", got)
	}
	// Another process's rules are replaced: this namespace has some already.
	d.Drop("a")
	other := NewDirectory()
	set(t, other, Params{Owner: "a", Netns: a.path, Endpoints: []Endpoint{web("10.0.0.11")}})
	if got := a.lookup("tcp", "web"); got != "10.0.0.11" {
		t.Fatal("by another process: ", got)
	}
}

func TestWithoutNatRules(t *testing.T) {
	d, a := NewDirectory(), newContainer(t)
	d.redirect = func(udp, tcp uint16) error { return syscall.EOPNOTSUPP }
	set(t, d, Params{Owner: "a", Netns: a.path, Endpoints: []Endpoint{web("10.0.0.2")}})
	for _, network := range []string{"udp", "tcp"} {
		if got := a.lookup(network, "web"); got != "10.0.0.2" {
			t.Fatal(network, got)
		}
	}
	d.Drop("a")
	a.run(func() error {
		l, err := net.ListenTCP("tcp4", &net.TCPAddr{Port: 53})
		if err == nil {
			t.Cleanup(func() { l.Close() })
		}
		return err
	})
	descriptors, _ := usage(t)
	err := d.Set(Params{Owner: "a", Netns: a.path})
	if err == nil || !strings.Contains(err.Error(), "127.0.0.11:53: bind: address already in use") ||
		!strings.Contains(err.Error(), "not supported") || !d.IsEmpty() {
		t.Fatal(err)
	}
	if after, _ := usage(t); after != descriptors {
		t.Fatalf("%d descriptors, then %d", descriptors, after)
	}
}

func TestListIsWhatWasSet(t *testing.T) {
	d, a := NewDirectory(), newContainer(t)
	for _, name := range []string{"c", "a", "b"} {
		set(t, d, Params{Owner: name, Netns: a.path, Upstreams: []string{"8.8.8.8"}, Endpoints: []Endpoint{web("10.0.0.2")}})
	}
	names := []string{}
	for after, more := "", true; more; {
		l, err := d.list(after, 1)
		if err != nil || len(l.Owners) != 1 || l.Owners[0].Endpoints[0].Names[1] != "svc" {
			t.Fatal(l, err)
		}
		after, more = l.Owners[0].Owner, l.More
		names = append(names, after)
	}
	if !sort.StringsAreSorted(names) || len(names) != 3 {
		t.Fatal(names)
	}
	d.Drop("a")
	d.Drop("a")
	if l, err := d.list("", 1<<20); err != nil || len(l.Owners) != 2 || l.More {
		t.Fatal(l, err)
	}
}

func TestSlowClientsDoNotKeepOthers(t *testing.T) {
	d, a := NewDirectory(), newContainer(t)
	set(t, d, Params{Owner: "a", Netns: a.path, Endpoints: []Endpoint{web("10.0.0.2")}})
	for i := 0; i < maxStreams+8; i++ {
		c, err := a.dial("tcp")
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
	}
	if got := a.lookup("udp", "web"); got != "10.0.0.2" {
		t.Fatal(got)
	}
	for _, b := range [][]byte{{}, {1}, []byte("GET / HTTP/1.1\r\n\r\n"), ask(1, "web", typeA, 0)[:20]} {
		c, err := a.dial("udp")
		if err != nil {
			t.Fatal(err)
		}
		_, _ = c.Write(b)
		c.Close()
	}
	if got := a.lookup("udp", "web"); got != "10.0.0.2" {
		t.Fatal(got)
	}
}

// BenchmarkSet and TestAnswersAreFast tell figures; the limits leave room for a busy machine.
func BenchmarkSet(b *testing.B) {
	for i := 0; i < b.N; i++ {
		b.StopTimer()
		d, path := NewDirectory(), filepath.Join(b.TempDir(), "ns")
		if os.Getuid() != 0 || netlink.CreateNamespace(path) != nil {
			b.Skip("needs root")
		}
		b.StartTimer()
		if err := d.Set(Params{Owner: "a", Netns: path, Endpoints: []Endpoint{web("10.0.0.2")}}); err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		d.Drop("a")
		_ = netlink.DeleteNamespace(path)
		b.StartTimer()
	}
}

func TestAnswersAreFast(t *testing.T) {
	d, a := NewDirectory(), newContainer(t)
	u := newUpstream(t, "192.0.2.1", 0, false)
	set(t, d, Params{Owner: "a", Netns: a.path, Upstreams: []string{u.address}, Endpoints: []Endpoint{web("10.0.0.2")}})
	for _, name := range []string{"web", "example.org"} {
		conn, err := a.dial("udp")
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		var took []time.Duration
		for i := 0; i < 1000; i++ {
			start := time.Now()
			talk(t, conn, ask(uint16(i), name, typeA, 0))
			took = append(took, time.Since(start))
		}
		sort.Slice(took, func(i, j int) bool { return took[i] < took[j] })
		t.Logf("%s: p50 %v, p99 %v", name, took[500], took[990])
		if took[500] > time.Millisecond {
			t.Errorf("%s: p50 %v", name, took[500])
		}
	}
}
