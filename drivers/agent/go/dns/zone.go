package dns

import (
	"net/netip"
	"strings"
)

// Endpoint is a container's place in a network.
type Endpoint struct {
	Network     string            `json:"network"` // id
	NetworkName string            `json:"networkName"`
	Internal    bool              `json:"internal"`
	Addresses   []string          `json:"addresses"`
	Names       []string          `json:"names"`           // the first is the one that an address stands for
	Links       map[string]string `json:"links,omitempty"` // alias to the name of another container there
}

// endpoint is an Endpoint ready for look-ups.
type endpoint struct {
	network   string
	name      string            // of the network
	links     map[string]string // in lower case
	names     []string          // in lower case, each once
	addresses []netip.Addr
	reverse   []byte // the wire form of name.network; nil if the wire has none
}

// zone is a network: who bears a name in it, and whose an address is.
type zone struct {
	names map[string][]*endpoint
	hosts map[netip.Addr][]*endpoint // the last to come is the owner
}

// zones are the networks by id. The caller guards them.
type zones map[string]*zone

func (e Endpoint) compile() (*endpoint, error) {
	c := &endpoint{network: e.Network, name: e.NetworkName, links: map[string]string{}}
	if e.Network == "" {
		return nil, invalid("network of an endpoint is missing")
	}
	for _, text := range e.Addresses {
		ip, err := netip.ParseAddr(text)
		if err != nil {
			return nil, invalid("invalid IP address: %q", text)
		}
		c.addresses = append(c.addresses, ip.Unmap())
	}
	known := map[string]bool{}
	for _, name := range e.Names {
		if name = normal(name); !known[name] && name != "" {
			known[name] = true
			c.names = append(c.names, name)
		}
	}
	for alias, target := range e.Links {
		c.links[normal(alias)] = normal(target)
	}
	if len(e.Names) > 0 {
		c.reverse, _ = encodeName(e.Names[0] + "." + e.NetworkName)
	}
	return c, nil
}

func normal(name string) string { return fold(strings.TrimSuffix(name, ".")) }

func (all zones) add(e *endpoint) {
	z := all[e.network]
	if z == nil {
		z = &zone{map[string][]*endpoint{}, map[netip.Addr][]*endpoint{}}
		all[e.network] = z
	}
	for _, name := range e.names {
		z.names[name] = append(z.names[name], e)
	}
	for _, ip := range e.addresses {
		z.hosts[ip] = append(z.hosts[ip], e)
	}
}

func (all zones) remove(e *endpoint) {
	z := all[e.network]
	if z == nil {
		return
	}
	for _, name := range e.names {
		if rest := without(z.names[name], e); len(rest) > 0 {
			z.names[name] = rest
		} else {
			delete(z.names, name)
		}
	}
	for _, ip := range e.addresses {
		if rest := without(z.hosts[ip], e); len(rest) > 0 {
			z.hosts[ip] = rest
		} else {
			delete(z.hosts, ip)
		}
	}
	if len(z.names) == 0 && len(z.hosts) == 0 {
		delete(all, e.network)
	}
}

func without(list []*endpoint, e *endpoint) []*endpoint {
	kept := make([]*endpoint, 0, len(list))
	for _, other := range list {
		if other != e {
			kept = append(kept, other)
		}
	}
	return kept
}

// resolve finds the addresses of a name as seen by a container with these endpoints. As networks and containers may
// have dots in their names, a.b.c is looked for as such, then as a.b in network c, then as a in network b.c.
func (all zones) resolve(own []*endpoint, name string, v6 bool) (addresses []netip.Addr, known bool) {
	for at := len(name); at >= 0; at = strings.LastIndexByte(name[:at], '.') {
		network := ""
		if at < len(name) {
			network = name[at+1:]
		}
		for _, links := range []bool{true, false} {
			found, hit := all.within(own, name[:at], network, links, v6)
			if len(found) > 0 {
				return found, true
			}
			if hit { // it is there, without an address of this family
				return nil, true
			}
		}
	}
	return nil, false
}

// within looks through the endpoints in order, those of one network only if one is named: by links, or by the names
// that are no links.
func (all zones) within(own []*endpoint, name, network string, links, v6 bool) (found []netip.Addr, hit bool) {
	for _, e := range own {
		if network != "" && fold(e.name) != network {
			continue
		}
		wanted := name
		if target, linked := e.links[name]; linked != links {
			continue
		} else if linked {
			wanted = target
		}
		z := all[e.network]
		if z == nil || len(z.names[wanted]) == 0 {
			continue
		}
		hit = true
		seen := map[netip.Addr]bool{}
		for _, bearer := range z.names[wanted] {
			for _, ip := range bearer.addresses {
				if ip.Is6() == v6 && !seen[ip] {
					seen[ip] = true
					found = append(found, ip)
				}
			}
		}
		if len(found) > 0 {
			return found, true
		}
	}
	return nil, hit
}

// host finds the wire name of an address in a container's networks.
func (all zones) host(own []*endpoint, ip netip.Addr) []byte {
	for _, e := range own {
		z := all[e.network]
		if z == nil {
			continue
		}
		if hosts := z.hosts[ip]; len(hosts) > 0 {
			if name := hosts[len(hosts)-1].reverse; name != nil {
				return name
			}
		}
	}
	return nil
}
