package dns

import (
	"fmt"
	"net/netip"
	"sort"
	"strings"
	"testing"
)

func texts(addresses []netip.Addr) string {
	all := []string{}
	for _, ip := range addresses {
		all = append(all, ip.String())
	}
	sort.Strings(all)
	return strings.Join(all, " ")
}

func compiled(t *testing.T, all zones, e Endpoint) *endpoint {
	t.Helper()
	c, err := e.compile()
	if err != nil {
		t.Fatal(err)
	}
	all.add(c)
	return c
}

func TestLookups(t *testing.T) {
	all := zones{}
	mine := compiled(t, all, Endpoint{Network: "n1", NetworkName: "Front", Addresses: []string{"10.1.0.2"}, Names: []string{"me"},
		Links: map[string]string{"DB": "Postgres", "gone": "nobody", "web": "me"}})
	mine2 := compiled(t, all, Endpoint{Network: "n2", NetworkName: "my.back", Addresses: []string{"10.2.0.2", "fd00::2"}, Names: []string{"me"}})
	compiled(t, all, Endpoint{Network: "n1", NetworkName: "Front", Addresses: []string{"10.1.0.3"}, Names: []string{"web", "WEB", "svc", "0123456789ab"}})
	compiled(t, all, Endpoint{Network: "n1", NetworkName: "Front", Addresses: []string{"10.1.0.4", "10.1.0.3"}, Names: []string{"Postgres", "svc", "a.b"}})
	compiled(t, all, Endpoint{Network: "n2", NetworkName: "my.back", Addresses: []string{"10.2.0.5", "fd00::5"}, Names: []string{"web", "svc"}})
	compiled(t, all, Endpoint{Network: "n3", NetworkName: "other", Addresses: []string{"10.3.0.6"}, Names: []string{"secret"}})
	own := []*endpoint{mine, mine2}
	for question, want := range map[string]string{
		"me 4": "10.1.0.2", "me 6": "fd00::2", "me.front 6": "none",
		"db 4": "10.1.0.3 10.1.0.4", "db.front 4": "10.1.0.3 10.1.0.4", "gone 4": "unknown",
		"web 4": "10.1.0.2", "web 6": "none", "web.my.back 4": "10.2.0.5", "web.back 4": "unknown",
		"svc 4": "10.1.0.3 10.1.0.4", "svc.my.back 6": "fd00::5", "0123456789ab 4": "10.1.0.3", "postgres 6": "none",
		"a.b 4": "10.1.0.3 10.1.0.4", "a.b.front 4": "10.1.0.3 10.1.0.4",
		"secret 4": "unknown", "secret.other 4": "unknown", "front 4": "unknown", " 4": "unknown",
	} {
		name, family, _ := strings.Cut(question, " ")
		found, known := all.resolve(own, name, family == "6")
		got := texts(found)
		if len(found) == 0 {
			got = map[bool]string{true: "none", false: "unknown"}[known]
		}
		if got != want {
			t.Errorf("%s: %s, not %s", question, got, want)
		}
	}
	if name, _ := encodeName("me.my.back"); string(all.host(own, netip.MustParseAddr("fd00::2"))) != string(name) {
		t.Error("no name of fd00::2")
	}
	if all.host(own, netip.MustParseAddr("10.3.0.6")) != nil {
		t.Error("name of another network's address")
	}
}

func TestZonesForget(t *testing.T) {
	all := zones{}
	var made []*endpoint
	for i := 0; i < 3; i++ {
		made = append(made, compiled(t, all, Endpoint{Network: "n", NetworkName: "net", Addresses: []string{fmt.Sprintf("10.0.0.%d", i)}, Names: []string{"svc", fmt.Sprint("c", i)}}))
	}
	all.remove(made[1])
	if found, _ := all.resolve(made[:1], "svc", false); texts(found) != "10.0.0.0 10.0.0.2" {
		t.Fatal(found)
	}
	if _, known := all.resolve(made[:1], "c1", false); known {
		t.Fatal("still known")
	}
	all.remove(made[0])
	all.remove(made[2])
	all.remove(made[2])
	if len(all) != 0 {
		t.Fatal(all)
	}
}

func TestParametersAreChecked(t *testing.T) {
	for _, p := range []Params{
		{Netns: "/x"}, {},
		{Owner: "c", Netns: "/x", Upstreams: []string{"dns.example"}},
		{Owner: "c", Netns: "/x", Upstreams: []string{"1.2.3.4:x"}},
		{Owner: "c", Netns: "/x", Endpoints: []Endpoint{{Network: "n", Addresses: []string{"10.0.0.1/8"}}}},
		{Owner: "c", Netns: "/x", Endpoints: []Endpoint{{}}},
	} {
		if _, err := p.compile(); err == nil {
			t.Errorf("%+v is taken", p)
		}
	}
	p := Params{Owner: "c", Netns: "/x", Upstreams: []string{"8.8.8.8", "9.9.9.9:5353", "[::1]:54", "::1"},
		Endpoints: []Endpoint{{Network: "n", Internal: true}, {Network: "m"}}}
	o, err := p.compile()
	if err != nil || fmt.Sprint(o.upstreams) != "[8.8.8.8:53 9.9.9.9:5353 [::1]:54]" {
		t.Fatal(o, err)
	}
	p.Endpoints = p.Endpoints[:1]
	if o, err = p.compile(); err != nil || len(o.upstreams) != 0 {
		t.Fatal("an internal network has name servers", o, err)
	}
}
