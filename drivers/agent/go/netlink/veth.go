package netlink

import (
	"fmt"
	"os"
	"strings"
	"syscall"

	"sockerless.io/agent/sys"
)

// Veth describes a pair: a port of a bridge here, and an interface with address and route in a namespace.
type Veth struct {
	Netns     string            `json:"netns"` // path
	HostName  string            `json:"hostName"`
	PeerName  string            `json:"peerName"`
	Mac       string            `json:"mac"` // of the peer; empty: the kernel's
	Addresses []string          `json:"addresses"`
	Gateways  []string          `json:"gateways"` // default routes; empty for none
	MTU       uint32            `json:"mtu"`
	Bridge    string            `json:"bridge"` // empty: none
	Hairpin   bool              `json:"hairpin"`
	Isolated  bool              `json:"isolated"` // from the bridge's other isolated ports
	Sysctls   map[string]string `json:"sysctls"`  // set in the namespace, after the interface has come
	// What an interface takes over as it comes: set in the namespace before, and put back after. Settings of an interface
	// that is there already cost more: the kernel tries them again and again while anybody has its network lock.
	Defaults map[string]string `json:"defaults"`
}

// Create makes the pair. If a step fails nothing remains.
func (v Veth) Create() error {
	namespace, err := syscall.Open(v.Netns, syscall.O_RDONLY|syscall.O_CLOEXEC, 0)
	if err != nil {
		return &sys.PathError{Op: "open", Path: v.Netns, Err: err}
	}
	defer syscall.Close(namespace)
	s, err := open()
	if err != nil {
		return err
	}
	defer s.close()
	batch, err := v.hostSide(s, namespace)
	if err != nil {
		return err
	}
	return sys.OnThread(func() error {
		if err := sys.Setns(namespace, syscall.CLONE_NEWNET); err != nil {
			return &sys.PathError{Op: "enter network namespace", Path: v.Netns, Err: err}
		}
		back, err := replace(v.Defaults)
		if err != nil {
			return err
		}
		results, err := s.do(batch...) // the socket is of the namespace that it was opened in
		if err != nil {
			return err
		}
		if results[0] != nil {
			return results[0] // nothing has been made
		}
		for _, err := range results[1:] {
			if err != nil {
				return v.undo(s, err)
			}
		}
		if _, err := replace(back); err != nil {
			return v.undo(s, err)
		}
		if err := v.peerSide(); err != nil {
			return v.undo(s, err)
		}
		return nil
	})
}

// replace sets kernel parameters and tells what they were.
func replace(values map[string]string) (map[string]string, error) {
	before := make(map[string]string, len(values))
	for key, value := range values {
		old, err := os.ReadFile("/proc/sys/" + key)
		if err != nil {
			return nil, err
		}
		before[key] = strings.TrimSpace(string(old))
		if err := Sysctl(key, value); err != nil {
			return nil, err
		}
	}
	return before, nil
}

func (v Veth) undo(host *socket, err error) error {
	if failure := host.delete(v.HostName); failure != nil {
		return fmt.Errorf("%w (and then: %v)", err, failure)
	}
	return err
}

func (v Veth) hostSide(s *socket, namespace int) ([]*message, error) {
	m := request(syscall.RTM_NEWLINK, syscall.NLM_F_CREATE|syscall.NLM_F_EXCL, "veth "+v.HostName).
		link(0, 0, syscall.IFF_UP, syscall.IFF_UP).text(syscall.IFLA_IFNAME, v.HostName)
	if v.MTU != 0 {
		m.u32(syscall.IFLA_MTU, v.MTU)
	}
	if v.Bridge != "" {
		bridge, err := s.index(v.Bridge)
		if err != nil {
			return nil, err
		}
		m.u32(syscall.IFLA_MASTER, uint32(bridge))
	}
	var mac []byte
	if v.Mac != "" {
		var err error
		if mac, err = parseMac(v.Mac); err != nil {
			return nil, err
		}
	}
	m.nest(syscall.IFLA_LINKINFO, func() {
		m.text(iflaInfoKind, "veth")
		m.nest(iflaInfoData, func() { m.nest(vethInfoPeer, func() { v.peer(m, mac, namespace) }) })
	})
	batch := []*message{m}
	if v.Bridge != "" && (v.Hairpin || v.Isolated) {
		p := request(syscall.RTM_NEWLINK, 0, "bridge port "+v.HostName).link(0, 0, 0, 0).
			text(syscall.IFLA_IFNAME, v.HostName)
		p.nest(syscall.IFLA_LINKINFO, func() {
			p.text(iflaInfoSlaveKind, "bridge")
			p.nest(iflaInfoSlaveData, func() {
				if v.Hairpin {
					p.u8(brportMode, 1)
				}
				if v.Isolated {
					p.u8(brportIsolated, 1)
				}
			})
		})
		batch = append(batch, p)
	}
	return batch, nil
}

func (v Veth) peer(m *message, mac []byte, namespace int) {
	// Not up yet: the kernel makes the peer first, and one without its other half cannot be up (ENOTCONN).
	m.link(0, 0, 0, 0).text(syscall.IFLA_IFNAME, v.PeerName)
	if v.MTU != 0 {
		m.u32(syscall.IFLA_MTU, v.MTU)
	}
	if mac != nil {
		m.bytes(syscall.IFLA_ADDRESS, mac)
	}
	m.u32(iflaNetNsFd, uint32(namespace))
}

// peerSide runs in the namespace.
func (v Veth) peerSide() error {
	for key, value := range v.Sysctls {
		if err := Sysctl(key, value); err != nil {
			return err
		}
	}
	s, err := open()
	if err != nil {
		return err
	}
	defer s.close()
	index, err := s.index(v.PeerName)
	if err != nil {
		return err
	}
	batch := []*message{request(syscall.RTM_NEWLINK, 0, v.PeerName+" up").link(0, index, syscall.IFF_UP, syscall.IFF_UP)}
	for _, cidr := range v.Addresses {
		m, err := newAddress(index, cidr)
		if err != nil {
			return err
		}
		batch = append(batch, m)
	}
	for _, gateway := range v.Gateways {
		m, err := defaultRoute(index, gateway, syscall.NLM_F_EXCL)
		if err != nil {
			return err
		}
		batch = append(batch, m)
	}
	return s.must(batch...)
}

// Sysctl sets a kernel parameter (net.ipv4.ip_forward or net/ipv4/ip_forward) in the calling thread's namespaces.
func Sysctl(key, value string) error {
	name := key
	if !strings.Contains(key, "/") { // with a slash in it, a dot belongs to an interface's name
		name = strings.ReplaceAll(key, ".", "/")
	}
	for _, element := range strings.Split(name, "/") {
		if element == "" || element == "." || element == ".." {
			return fmt.Errorf("%w: sysctl %q", syscall.EINVAL, key)
		}
	}
	f, err := os.OpenFile("/proc/sys/"+name, os.O_WRONLY, 0) // net/ is that of the thread that opens it
	if err != nil {
		return err
	}
	defer f.Close()
	if _, err := f.WriteString(value); err != nil {
		return err
	}
	return nil
}
