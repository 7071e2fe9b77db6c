package netlink

import (
	"errors"
	"fmt"
	"net/netip"
	"syscall"
)

// Bridge describes a bridge to be.
type Bridge struct {
	Name      string   `json:"name"`
	Addresses []string `json:"addresses"` // CIDR
	MTU       uint32   `json:"mtu"`       // 0: the kernel's
	Mac       string   `json:"mac"`       // empty: the kernel's
}

// Ensure makes the bridge, or brings an existing one up with exactly these addresses (IPv6 has its link-local ones, too).
func (b Bridge) Ensure() (index int32, err error) {
	s, err := open()
	if err != nil {
		return 0, err
	}
	defer s.close()
	m := request(syscall.RTM_NEWLINK, syscall.NLM_F_CREATE|syscall.NLM_F_EXCL, "bridge "+b.Name).
		link(0, 0, syscall.IFF_UP, syscall.IFF_UP).text(syscall.IFLA_IFNAME, b.Name)
	if b.MTU != 0 {
		m.u32(syscall.IFLA_MTU, b.MTU)
	}
	if b.Mac != "" {
		mac, err := parseMac(b.Mac)
		if err != nil {
			return 0, err
		}
		m.bytes(syscall.IFLA_ADDRESS, mac)
	}
	m.nest(syscall.IFLA_LINKINFO, func() { m.text(iflaInfoKind, "bridge") })
	err = s.must(m)
	existed := errors.Is(err, syscall.EEXIST)
	if err != nil && !existed {
		return 0, err
	}
	if index, err = s.index(b.Name); err != nil {
		return 0, err
	}
	if err := b.address(s, index, existed); err != nil && !existed {
		_ = Delete(b.Name) // the failure to tell is that of the address
		return 0, err
	} else if err != nil {
		return 0, err
	}
	return index, nil
}

func (b Bridge) address(s *socket, index int32, existed bool) error {
	var batch []*message
	if existed {
		batch = append(batch, request(syscall.RTM_NEWLINK, 0, "bridge "+b.Name+" up").
			link(0, index, syscall.IFF_UP, syscall.IFF_UP))
		stale, err := b.stale(s, index)
		if err != nil {
			return err
		}
		// Gone before the others come: with an IPv4 address the kernel drops the later ones of the same subnet.
		if err := s.must(stale...); err != nil {
			return err
		}
	}
	for _, cidr := range b.Addresses {
		m, err := newAddress(index, cidr)
		if err != nil {
			return err
		}
		batch = append(batch, m)
	}
	if len(batch) == 0 {
		return nil
	}
	results, err := s.do(batch...)
	if err != nil {
		return err
	}
	for _, err := range results {
		if err != nil && !(existed && errors.Is(err, syscall.EEXIST)) {
			return err
		}
	}
	return nil
}

// stale makes the deletions of what the bridge has and should not have.
func (b Bridge) stale(s *socket, index int32) ([]*message, error) {
	wanted := map[netip.Prefix]bool{}
	for _, cidr := range b.Addresses {
		prefix, err := netip.ParsePrefix(cidr)
		if err != nil {
			return nil, fmt.Errorf("%w: address %q", syscall.EINVAL, cidr)
		}
		wanted[prefix] = true
	}
	var stale []*message
	list := request(syscall.RTM_GETADDR, 0, "list addresses")
	list.body = make([]byte, 8)
	err := s.dump(list, func(kind uint16, data []byte) {
		if kind != syscall.RTM_NEWADDR || len(data) < 8 || int32(native.Uint32(data[4:])) != index {
			return
		}
		prefix, err := netip.ParsePrefix(parseAddress(data))
		if err != nil || wanted[prefix] || prefix.Addr().Is6() && prefix.Addr().IsLinkLocalUnicast() {
			return
		}
		raw, family := family(prefix.Addr())
		m := request(syscall.RTM_DELADDR, 0, "remove address "+prefix.String())
		m.body = append(m.body, family, uint8(prefix.Bits()), 0, 0, data[4], data[5], data[6], data[7])
		stale = append(stale, m.bytes(syscall.IFA_LOCAL, raw).bytes(syscall.IFA_ADDRESS, raw))
	})
	return stale, err
}
