// Package dns is the name server of containers in user-defined networks: 127.0.0.11 in the container's own network
// namespace, with the names of its neighbours, and a forwarder for all others.
package dns

import (
	"context"
	"encoding/json"
	"net/netip"
	"sort"
	"strings"
	"sync"

	"sockerless.io/agent/frame"
)

// Params is what one owner, a container, is served.
type Params struct {
	Owner     string     `json:"owner"`
	Netns     string     `json:"netns"`              // path of the namespace to serve in; empty for one that asks elsewhere
	Upstreams []string   `json:"upstreams"`          // address, or address:port
	Inside    bool       `json:"inside"`             // whether they are asked from the container's namespace
	NdotsSet  bool       `json:"ndotsSet,omitempty"` // unknown names without a dot have no address: search domains come first
	Endpoints []Endpoint `json:"endpoints"`
}

// owner is an immutable state of what an owner is served.
type owner struct {
	params    Params
	endpoints []*endpoint
	upstreams []netip.AddrPort // none if nothing may be forwarded
	server    *server          // nil for one that asks elsewhere
}

// Directory holds all owners, their names and their servers.
type Directory struct {
	redirect redirection
	changes  sync.Mutex // one at a time; questions are answered meanwhile

	mu     sync.RWMutex
	owners map[string]*owner
	zones  zones
}

// NewDirectory makes an empty one.
func NewDirectory() *Directory {
	return &Directory{redirect: natRules, owners: map[string]*owner{}, zones: zones{}}
}

// Register adds the operations.
func (d *Directory) Register(ops *frame.Ops) {
	ops.Register("dns-set", frame.Typed(func(_ context.Context, p Params, _ *frame.Conn) (any, error) {
		return nil, d.Set(p)
	}))
	ops.Register("dns-drop", frame.Typed(func(_ context.Context, p struct {
		Owner string `json:"owner"`
	}, _ *frame.Conn) (any, error) {
		d.Drop(p.Owner)
		return nil, nil
	}))
	ops.Register("dns-list", frame.Typed(func(_ context.Context, p struct {
		After string `json:"after"`
	}, _ *frame.Conn) (any, error) {
		return d.list(p.After, frame.MaxPayload/2)
	}))
}

func invalid(format string, args ...any) error { return frame.Errorf(frame.Invalid, format, args...) }

// compile checks parameters.
func (p Params) compile() (*owner, error) {
	if p.Owner == "" {
		return nil, invalid("the owner is missing")
	}
	o := &owner{params: p}
	forwards := false
	for _, e := range p.Endpoints {
		c, err := e.compile()
		if err != nil {
			return nil, err
		}
		o.endpoints = append(o.endpoints, c)
		forwards = forwards || !e.Internal
	}
	for _, text := range p.Upstreams {
		upstream, err := parseUpstream(text)
		if err != nil {
			return nil, invalid("invalid name server: %q", text)
		}
		if forwards && len(o.upstreams) < maxUpstreams {
			o.upstreams = append(o.upstreams, upstream)
		}
	}
	return o, nil
}

func parseUpstream(text string) (netip.AddrPort, error) {
	ip, err := netip.ParseAddr(strings.TrimSuffix(strings.TrimPrefix(text, "["), "]"))
	if err == nil {
		return netip.AddrPortFrom(ip.Unmap(), 53), nil
	}
	upstream, err := netip.ParseAddrPort(text)
	return netip.AddrPortFrom(upstream.Addr().Unmap(), upstream.Port()), err
}

// Set replaces all that was set for the owner. If it fails, what was set stays.
func (d *Directory) Set(p Params) error {
	next, err := p.compile()
	if err != nil {
		return err
	}
	d.changes.Lock()
	defer d.changes.Unlock()
	d.mu.RLock()
	before := d.owners[p.Owner]
	d.mu.RUnlock()
	if p.Netns != "" {
		if next.server, err = d.serverOf(p, before); err != nil {
			return err
		}
	}
	d.replace(p.Owner, before, next)
	if before != nil && before.server != nil && before.server != next.server {
		before.server.close()
	}
	return nil
}

// serverOf is the one that there is, if it is in the same namespace, or a new one.
func (d *Directory) serverOf(p Params, before *owner) (*server, error) {
	namespace, err := openNamespace(p.Netns)
	if err != nil {
		return nil, err
	}
	if before != nil && before.server != nil && before.server.namespace.same(namespace) {
		namespace.close()
		return before.server, nil
	}
	return d.serve(p.Owner, namespace)
}

func (d *Directory) replace(name string, before, next *owner) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if before != nil {
		for _, e := range before.endpoints {
			d.zones.remove(e)
		}
		delete(d.owners, name)
	}
	if next != nil {
		for _, e := range next.endpoints {
			d.zones.add(e)
		}
		d.owners[name] = next
	}
}

// Drop forgets an owner and ends its server; nothing of it runs any more when this returns. The rules in the namespace
// stay, and lead nowhere. An unknown owner is a success.
func (d *Directory) Drop(name string) {
	d.changes.Lock()
	defer d.changes.Unlock()
	d.mu.RLock()
	before := d.owners[name]
	d.mu.RUnlock()
	if before != nil {
		d.replace(name, before, nil)
		if before.server != nil {
			before.server.close()
		}
	}
}

// IsEmpty says whether no owner is served.
func (d *Directory) IsEmpty() bool {
	d.mu.RLock()
	defer d.mu.RUnlock()
	return len(d.owners) == 0
}

type listing struct {
	Owners []Params `json:"owners"`
	More   bool     `json:"more,omitempty"` // ask again, after the last of these
}

// list gives the owners behind after, by name, as far as they fit into limit bytes.
func (d *Directory) list(after string, limit int) (listing, error) {
	d.mu.RLock()
	defer d.mu.RUnlock()
	names := make([]string, 0, len(d.owners))
	for name := range d.owners {
		if name > after {
			names = append(names, name)
		}
	}
	sort.Strings(names)
	l := listing{Owners: []Params{}}
	for _, name := range names {
		p := d.owners[name].params
		text, err := json.Marshal(p)
		if err != nil {
			return l, err
		}
		if limit -= len(text); limit < 0 && len(l.Owners) > 0 {
			l.More = true
			break
		}
		l.Owners = append(l.Owners, p)
	}
	return l, nil
}

// answer gives the reply to a question, or the owner by whose name servers it is to be answered.
func (d *Directory) answer(name string, q *query, limit int) (reply []byte, forward *owner) {
	d.mu.RLock()
	o := d.owners[name]
	answers, known := d.find(o, q)
	d.mu.RUnlock()
	switch {
	case known:
		shuffle(answers)
		return q.reply(0, answers, limit), nil
	case o == nil || len(o.upstreams) == 0:
		return q.reply(rcodeServer, nil, limit), nil
	}
	return nil, o
}

func (d *Directory) find(o *owner, q *query) (answers []record, known bool) {
	if o == nil || q.class != classIN || q.exotic {
		return nil, false
	}
	if q.kind == typePTR {
		if ip, ok := reverseAddress(q.name); ok {
			if name := d.zones.host(o.endpoints, ip); name != nil {
				return []record{{typePTR, name}}, true
			}
		}
	}
	addresses, known := d.zones.resolve(o.endpoints, q.name, q.kind == typeAAAA)
	isAddress := q.kind == typeA || q.kind == typeAAAA
	if isAddress {
		for _, ip := range addresses {
			answers = append(answers, addressRecord(ip))
		}
		if o.params.NdotsSet && !strings.Contains(q.name, ".") {
			known = true
		}
	}
	return answers, known // a name of ours has no records of other types
}
