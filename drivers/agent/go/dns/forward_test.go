package dns

import (
	"sync"
	"testing"
	"time"
)

func TestForwarding(t *testing.T) {
	d, a := NewDirectory(), newContainer(t)
	outside := newUpstream(t, "192.0.2.1", 0, false)
	var inside *upstream
	a.run(func() error {
		inside = newUpstream(t, "192.0.2.2", 0, false)
		return nil
	})
	failing, refusing := newUpstream(t, "192.0.2.3", rcodeServer, false), newUpstream(t, "192.0.2.4", rcodeRefused, false)
	closed := newUpstream(t, "192.0.2.5", 0, false)
	closed.close()
	public, internal := web("10.0.0.2"), web("10.0.0.2")
	internal.Internal = true
	for what, c := range map[string]struct {
		upstreams []*upstream
		inside    bool
		endpoints []Endpoint
		want      string // of any name
		rcode     byte
	}{
		"outside":            {[]*upstream{outside}, false, []Endpoint{public}, "192.0.2.1", 0},
		"inside":             {[]*upstream{inside}, true, []Endpoint{public}, "192.0.2.2", 0},
		"not there inside":   {[]*upstream{outside}, true, []Endpoint{public}, "", rcodeServer},
		"not there outside":  {[]*upstream{inside}, false, []Endpoint{public}, "", rcodeServer},
		"the next ones":      {[]*upstream{closed, failing, outside}, false, []Endpoint{public}, "192.0.2.1", 0},
		"refused":            {[]*upstream{refusing, outside}, false, []Endpoint{public}, "192.0.2.1", 0},
		"all fail":           {[]*upstream{failing, refusing}, false, []Endpoint{public}, "", rcodeRefused},
		"nobody":             {nil, false, []Endpoint{public}, "", rcodeServer},
		"internal":           {[]*upstream{outside}, false, []Endpoint{internal}, "", rcodeServer},
		"internal and other": {[]*upstream{outside}, false, []Endpoint{internal, public}, "192.0.2.1", 0},
		"no network":         {[]*upstream{outside}, false, nil, "", rcodeServer},
		"the fourth":         {[]*upstream{closed, closed, closed, outside}, false, []Endpoint{public}, "", rcodeServer},
	} {
		p := Params{Owner: "a", Netns: a.path, Inside: c.inside, Endpoints: c.endpoints}
		for _, u := range c.upstreams {
			p.Upstreams = append(p.Upstreams, u.address)
		}
		set(t, d, p)
		for _, network := range []string{"udp", "tcp"} {
			reply := a.exchange(network, ask(4711, "example.org", typeA, 1232))
			if reply[0] != 4711>>8 || reply[1] != 4711&0xff || reply[3]&15 != c.rcode {
				t.Errorf("%s over %s: %x", what, network, reply)
			}
			if c.want == "" {
				continue
			}
			for _, name := range []string{"Example.ORG", "single"} {
				if got := a.lookup(network, name); got != c.want {
					t.Errorf("%s: %s over %s: %s", what, name, network, got)
				}
			}
			if reply := a.exchange(network, ask(1, "example.org", 16, 0)); reply[3]&15 != 0 { // TXT
				t.Errorf("%s: TXT over %s: %x", what, network, reply)
			}
		}
	}
	// Names of ours are never asked for elsewhere, single ones not if the client is to try its search domains first.
	set(t, d, Params{Owner: "a", Netns: a.path, Upstreams: []string{outside.address}, NdotsSet: true, Endpoints: []Endpoint{public}})
	asked := outside.count()
	for _, kind := range []uint16{typeA, typeAAAA, 15, 65} {
		a.exchange("udp", ask(1, "web", kind, 0))
	}
	reply := a.exchange("udp", ask(1, "single", typeA, 0))
	if outside.count() != asked || reply[3]&15 != 0 || reply[7] != 0 {
		t.Errorf("asked %d times; single: %x", outside.count()-asked, reply)
	}
}

func TestSilentUpstream(t *testing.T) {
	t.Parallel() // it waits
	d, a := NewDirectory(), newContainer(t)
	silent, next := newUpstream(t, "192.0.2.1", 0, true), newUpstream(t, "192.0.2.2", 0, false)
	set(t, d, Params{Owner: "a", Netns: a.path, Upstreams: []string{silent.address, next.address}, Endpoints: []Endpoint{web("10.0.0.2")}})
	var both sync.WaitGroup
	for _, network := range []string{"udp", "tcp"} {
		network := network
		both.Add(1)
		go func() {
			defer both.Done()
			start := time.Now()
			conn, err := a.dial(network)
			if err != nil {
				t.Error(err)
				return
			}
			defer conn.Close()
			reply := talk(t, conn, ask(1, "example.org", typeA, 0))
			if took := time.Since(start); reply[len(reply)-1] != 2 || took < upstreamTimeout || took > 2*upstreamTimeout {
				t.Errorf("%s: %x after %v", network, reply, took)
			}
		}()
	}
	both.Wait()
}

func TestNothingRemains(t *testing.T) {
	d, a := NewDirectory(), newContainer(t)
	u, silent := newUpstream(t, "192.0.2.1", 0, false), newUpstream(t, "192.0.2.1", 0, true)
	var inner *upstream
	a.run(func() error {
		inner = newUpstream(t, "192.0.2.1", 0, false)
		return nil
	})
	descriptors, goroutines := usage(t)
	set(t, d, Params{Owner: "a", Netns: a.path, Upstreams: []string{u.address}, Endpoints: []Endpoint{web("10.0.0.2")}})
	d.Drop("a") // and again
	for i, from := range []*upstream{u, inner} {
		set(t, d, Params{Owner: "a", Netns: a.path, Inside: i == 1, Upstreams: []string{from.address}, Endpoints: []Endpoint{web("10.0.0.2")}})
		idleDescriptors, idleGoroutines := usage(t)
		for i := 0; i < 1000; i++ {
			network := []string{"udp", "udp", "udp", "tcp"}[i%4]
			reply := a.exchange(network, ask(uint16(i), []string{"web", "example.org"}[i/4%2], typeA, 0))
			if reply[3]&15 != 0 || reply[7] != 1 {
				t.Fatalf("question %d: %x", i, reply)
			}
		}
		eventually(t, "1000 questions left something", func() bool {
			d, g := usage(t)
			return d <= idleDescriptors && g <= idleGoroutines
		})
	}
	// Dropped in the middle: many questions that nobody answers, and more than may wait.
	set(t, d, Params{Owner: "a", Netns: a.path, Upstreams: []string{silent.address}, Endpoints: []Endpoint{web("10.0.0.2")}})
	conn, err := a.dial("udp")
	if err != nil {
		t.Fatal(err)
	}
	stream, err := a.dial("tcp")
	if err != nil {
		t.Fatal(err)
	}
	_ = writeStream(stream, ask(1, "example.org", typeA, 0))
	eventually(t, "TCP was not asked", func() bool { return silent.count() == 1 })
	waiting := len(d.owners["a"].server.inFlight)
	for sent := waiting; sent < maxForwards; sent++ {
		_, _ = conn.Write(ask(uint16(sent), "example.org", typeA, 0))
		eventually(t, "not in flight", func() bool { return len(d.owners["a"].server.inFlight) == sent+1 })
	}
	if reply := talk(t, conn, ask(9, "example.org", typeA, 0)); reply[1] != 9 || reply[3]&15 != rcodeServer {
		t.Errorf("beyond the limit: %x", reply)
	}
	if reply := talk(t, conn, ask(10, "web", typeA, 0)); reply[1] != 10 || reply[len(reply)-1] != 2 {
		t.Errorf("a name of ours meanwhile: %x", reply)
	}
	start := time.Now()
	d.Drop("a")
	if took := time.Since(start); took > upstreamTimeout/2 {
		t.Errorf("drop took %v", took)
	}
	conn.Close()
	stream.Close()
	eventually(t, "a dropped owner left something", func() bool {
		d, g := usage(t)
		return d <= descriptors && g <= goroutines
	})
	if len(d.zones) != 0 || !d.IsEmpty() {
		t.Error(d.zones)
	}
}
