package shim

import (
	"context"
	"os"
	"strings"
	"sync"

	"sockerless.io/agent/dns"
	"sockerless.io/agent/frame"
)

const resolvConf = "/etc/resolv.conf"

// names is the container's own name server. It knows the container and its neighbours by what the daemon tells.
type names struct {
	mu        sync.Mutex
	directory *dns.Directory
	upstreams []string
	known     map[string]bool // neighbours
}

type namesParams struct {
	Self       []dns.Endpoint            `json:"self"`
	Neighbours map[string][]dns.Endpoint `json:"neighbours"` // by container
}

// set replaces all that is known. The first time the container gets its name server, which asks those of before.
func (n *names) set(_ context.Context, p namesParams, _ *frame.Conn) (any, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.directory == nil {
		if err := n.begin(p.Self); err != nil {
			return nil, err
		}
	}
	known := map[string]bool{}
	for owner, endpoints := range p.Neighbours {
		if err := n.directory.Set(dns.Params{Owner: owner, Endpoints: endpoints}); err != nil {
			return nil, err
		}
		known[owner] = true
	}
	for owner := range n.known {
		if !known[owner] {
			n.directory.Drop(owner)
		}
	}
	n.known = known
	return nil, n.self(n.directory, p.Self)
}

func (n *names) self(directory *dns.Directory, endpoints []dns.Endpoint) error {
	return directory.Set(dns.Params{Owner: "self", Netns: dns.Here, Upstreams: n.upstreams, Endpoints: endpoints})
}

func (n *names) begin(endpoints []dns.Endpoint) error {
	text, err := os.ReadFile(resolvConf)
	if err != nil && !os.IsNotExist(err) {
		return err
	}
	var lines string
	lines, n.upstreams = withNameServer(string(text))
	directory := dns.NewDirectory()
	if err := n.self(directory, endpoints); err != nil {
		return err
	}
	// In place: the file may be a mount.
	if err := os.WriteFile(resolvConf, []byte(lines), 0o644); err != nil {
		directory.Drop("self")
		return err
	}
	n.directory = directory
	return nil
}

// withNameServer has our name server instead of those that there are, as Docker writes it.
func withNameServer(text string) (lines string, upstreams []string) {
	var kept []string
	options := "options"
	for _, line := range strings.Split(text, "\n") {
		words := strings.Fields(line)
		if len(words) < 2 {
			continue
		}
		switch words[0] {
		case "nameserver":
			upstreams = append(upstreams, words[1])
		case "options":
			options += " " + strings.Join(words[1:], " ")
		default:
			kept = append(kept, strings.Join(words, " "))
		}
	}
	if !strings.Contains(options, " ndots:") {
		options += " ndots:0"
	}
	return strings.Join(append(kept, "nameserver "+dns.Beside(upstreams), options, ""), "\n"), upstreams
}
