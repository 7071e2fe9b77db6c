package host

import (
	"context"

	"sockerless.io/agent/frame"
	"sockerless.io/agent/netlink"
)

func init() {
	ops.Register("netns-create", frame.Typed(netnsCreate))
	ops.Register("netns-delete", frame.Typed(netnsDelete))
	ops.Register("bridge-ensure", frame.Typed(bridgeEnsure))
	ops.Register("link-delete", frame.Typed(linkDelete))
	ops.Register("veth-create", frame.Typed(vethCreate))
	ops.Register("links", frame.Typed(links), "stream")
	ops.Register("routes", frame.Typed(routes), "stream")
	ops.Register("default-route", frame.Typed(defaultRoute))
	ops.Register("sysctl", frame.Typed(sysctl))
}

type path struct {
	Path string `json:"path"`
}

func netnsCreate(_ context.Context, p path, _ *frame.Conn) (any, error) {
	return nil, netlink.CreateNamespace(p.Path)
}

func netnsDelete(_ context.Context, p path, _ *frame.Conn) (any, error) {
	return nil, netlink.DeleteNamespace(p.Path)
}

func bridgeEnsure(_ context.Context, p netlink.Bridge, _ *frame.Conn) (any, error) {
	index, err := p.Ensure()
	if err != nil {
		return nil, err
	}
	return map[string]int32{"index": index}, nil
}

func linkDelete(_ context.Context, p struct {
	Name  string `json:"name"`
	Netns string `json:"netns"`
}, _ *frame.Conn) (any, error) {
	if p.Netns == "" {
		return nil, netlink.Delete(p.Name)
	}
	return nil, netlink.In(p.Netns, func() error { return netlink.Delete(p.Name) })
}

func vethCreate(_ context.Context, p netlink.Veth, _ *frame.Conn) (any, error) {
	return nil, p.Create()
}

// within runs read here, or in the network namespace at path.
func within[T any](path string, read func() (T, error)) (found T, err error) {
	if path == "" {
		return read()
	}
	err = netlink.In(path, func() error {
		var err error
		found, err = read()
		return err
	})
	return found, err
}

type listing struct {
	Netns  string `json:"netns"` // empty: ours
	Stream uint32 `json:"stream"`
}

func links(_ context.Context, p listing, conn *frame.Conn) (any, error) {
	found, err := within(p.Netns, netlink.Links)
	if err != nil {
		return nil, err
	}
	return nil, Writing(conn, p.Stream, linesOf(found))
}

func routes(_ context.Context, p listing, conn *frame.Conn) (any, error) {
	found, err := within(p.Netns, netlink.Routes)
	if err != nil {
		return nil, err
	}
	return nil, Writing(conn, p.Stream, linesOf(found))
}

func defaultRoute(_ context.Context, p struct {
	Netns    string   `json:"netns"`
	Gateways []string `json:"gateways"`
	Link     string   `json:"link"` // empty: the one that reaches the gateway
}, _ *frame.Conn) (any, error) {
	if p.Netns == "" { // the host's own routes are nobody's business
		return nil, frame.Errorf(frame.Invalid, "network namespace is missing")
	}
	return nil, netlink.In(p.Netns, func() error { return netlink.SetDefaultRoutes(p.Gateways, p.Link) })
}

func sysctl(_ context.Context, p struct {
	Netns string `json:"netns"`
	Key   string `json:"key"`
	Value string `json:"value"`
}, _ *frame.Conn) (any, error) {
	if p.Netns == "" {
		return nil, netlink.Sysctl(p.Key, p.Value)
	}
	return nil, netlink.In(p.Netns, func() error { return netlink.Sysctl(p.Key, p.Value) })
}
