package netlink

import (
	"errors"
	"fmt"
	"syscall"
)

// Attribute numbers that package syscall lacks.
const (
	iflaNetNsFd       = 28
	iflaInfoKind      = 1
	iflaInfoData      = 2
	iflaInfoSlaveKind = 4
	iflaInfoSlaveData = 5
	vethInfoPeer      = 1
	brportMode        = 4 // hairpin
	brportIsolated    = 33
)

// Link is a network interface with its addresses.
type Link struct {
	Index     int32    `json:"index"`
	Name      string   `json:"name"`
	Mac       string   `json:"mac,omitempty"`
	MTU       uint32   `json:"mtu"`
	Up        bool     `json:"up"`
	Kind      string   `json:"kind,omitempty"`   // bridge, veth, …; empty for hardware
	Master    int32    `json:"master,omitempty"` // index of the bridge it is a port of
	Addresses []string `json:"addresses"`        // CIDR
}

// Links lists the interfaces of the caller's network namespace.
func Links() ([]Link, error) {
	s, err := open()
	if err != nil {
		return nil, err
	}
	defer s.close()
	links := []Link{}
	at := map[int32]int{}
	err = s.dump(request(syscall.RTM_GETLINK, 0, "list links").link(0, 0, 0, 0), func(kind uint16, data []byte) {
		if kind == syscall.RTM_NEWLINK && len(data) >= syscall.SizeofIfInfomsg {
			l := parseLink(data)
			at[l.Index] = len(links)
			links = append(links, l)
		}
	})
	if err != nil {
		return nil, err
	}
	m := request(syscall.RTM_GETADDR, 0, "list addresses")
	m.body = make([]byte, 8)
	err = s.dump(m, func(kind uint16, data []byte) {
		if kind != syscall.RTM_NEWADDR || len(data) < 8 {
			return
		}
		if i, known := at[int32(native.Uint32(data[4:]))]; known {
			links[i].Addresses = append(links[i].Addresses, parseAddress(data))
		}
	})
	return links, err
}

func parseLink(data []byte) Link {
	l := Link{
		Index:     int32(native.Uint32(data[4:])),
		Up:        native.Uint32(data[8:])&syscall.IFF_UP != 0,
		Addresses: []string{},
	}
	attributes(data[syscall.SizeofIfInfomsg:], func(kind uint16, value []byte) {
		switch kind {
		case syscall.IFLA_IFNAME:
			l.Name = text(value)
		case syscall.IFLA_MTU:
			l.MTU = native.Uint32(value)
		case syscall.IFLA_MASTER:
			l.Master = int32(native.Uint32(value))
		case syscall.IFLA_ADDRESS:
			l.Mac = macText(value)
		case syscall.IFLA_LINKINFO:
			attributes(value, func(kind uint16, value []byte) {
				if kind == iflaInfoKind {
					l.Kind = text(value)
				}
			})
		}
	})
	return l
}

func parseAddress(data []byte) string {
	var local, address []byte
	attributes(data[8:], func(kind uint16, value []byte) {
		switch kind {
		case syscall.IFA_LOCAL:
			local = value
		case syscall.IFA_ADDRESS:
			address = value
		}
	})
	if local == nil { // IPv6 has only the other one
		local = address
	}
	return fmt.Sprintf("%s/%d", addressText(local), data[1])
}

func text(value []byte) string {
	for i, c := range value {
		if c == 0 {
			return string(value[:i])
		}
	}
	return string(value)
}

// index finds a link by name; ENODEV when there is none.
func (s *socket) index(name string) (int32, error) {
	var found int32
	m := request(syscall.RTM_GETLINK, 0, "link "+name).link(0, 0, 0, 0).text(syscall.IFLA_IFNAME, name)
	if err := s.send(s.encode(m, 0)); err != nil {
		return 0, err
	}
	replies, err := s.receive()
	if err != nil {
		return 0, err
	}
	for _, r := range replies {
		if r.Header.Seq != s.sequence {
			continue
		}
		switch r.Header.Type {
		case syscall.NLMSG_ERROR:
			return 0, fmt.Errorf("link %s: %w", name, syscall.Errno(-int32(native.Uint32(r.Data))))
		case syscall.RTM_NEWLINK:
			found = int32(native.Uint32(r.Data[4:]))
		}
	}
	if found == 0 {
		return 0, fmt.Errorf("link %s: %w", name, syscall.ENODEV)
	}
	return found, nil
}

// Delete removes a link (of a veth pair: both ends); it is a success if it does not exist.
func Delete(name string) error {
	s, err := open()
	if err != nil {
		return err
	}
	defer s.close()
	return s.delete(name)
}

func (s *socket) delete(name string) error {
	m := request(syscall.RTM_DELLINK, 0, "delete link "+name).link(0, 0, 0, 0).text(syscall.IFLA_IFNAME, name)
	if err := s.must(m); err != nil && !errors.Is(err, syscall.ENODEV) {
		return err
	}
	return nil
}
