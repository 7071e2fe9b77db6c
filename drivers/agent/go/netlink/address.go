package netlink

import (
	"encoding/binary"
	"fmt"
	"net/netip"
	"syscall"
)

// newAddress makes RTM_NEWADDR for a CIDR text such as 172.18.0.2/16.
func newAddress(index int32, cidr string) (*message, error) {
	prefix, err := netip.ParsePrefix(cidr)
	if err != nil {
		return nil, fmt.Errorf("%w: address %q", syscall.EINVAL, cidr)
	}
	ones := prefix.Bits()
	raw, family := family(prefix.Addr())
	m := request(syscall.RTM_NEWADDR, syscall.NLM_F_CREATE|syscall.NLM_F_EXCL, "address "+cidr)
	var head [8]byte // struct ifaddrmsg
	head[0], head[1] = family, uint8(ones)
	if family == syscall.AF_INET6 {
		head[2] = 0x02 // IFA_F_NODAD: nobody else assigns addresses there
	}
	native.PutUint32(head[4:], uint32(index))
	m.body = append(m.body, head[:]...)
	m.bytes(syscall.IFA_LOCAL, raw).bytes(syscall.IFA_ADDRESS, raw)
	if family == syscall.AF_INET && ones < 31 {
		var broadcast [4]byte
		binary.BigEndian.PutUint32(broadcast[:], binary.BigEndian.Uint32(raw)|^uint32(0)>>ones)
		m.bytes(syscall.IFA_BROADCAST, broadcast[:])
	}
	return m, nil
}

// defaultRoute makes RTM_NEWROUTE through gateway.
func defaultRoute(index int32, gateway string) (*message, error) {
	ip, err := netip.ParseAddr(gateway)
	if err != nil {
		return nil, fmt.Errorf("%w: gateway %q", syscall.EINVAL, gateway)
	}
	raw, family := family(ip)
	m := request(syscall.RTM_NEWROUTE, syscall.NLM_F_CREATE|syscall.NLM_F_EXCL, "default route through "+gateway)
	m.body = append(m.body, family, 0, 0, 0, syscall.RT_TABLE_MAIN, syscall.RTPROT_BOOT,
		syscall.RT_SCOPE_UNIVERSE, syscall.RTN_UNICAST, 0, 0, 0, 0) // struct rtmsg
	return m.bytes(syscall.RTA_GATEWAY, raw).u32(syscall.RTA_OIF, uint32(index)), nil
}

func family(ip netip.Addr) ([]byte, uint8) {
	if ip = ip.Unmap(); ip.Is4() {
		return ip.AsSlice(), syscall.AF_INET
	}
	return ip.AsSlice(), syscall.AF_INET6
}

// addressText is the text of a binary address; empty if it is none.
func addressText(raw []byte) string {
	if ip, ok := netip.AddrFromSlice(raw); ok {
		return ip.String()
	}
	return ""
}

// Route is an entry of a main routing table.
type Route struct {
	Destination string `json:"destination"` // CIDR; 0.0.0.0/0 or ::/0 for a default route
	Gateway     string `json:"gateway,omitempty"`
	Index       int32  `json:"index"` // of the link
}

// Routes lists the main routing tables of both families.
func Routes() ([]Route, error) {
	s, err := open()
	if err != nil {
		return nil, err
	}
	defer s.close()
	m := request(syscall.RTM_GETROUTE, 0, "list routes")
	m.body = make([]byte, 12)
	routes := []Route{}
	err = s.dump(m, func(kind uint16, data []byte) {
		if kind != syscall.RTM_NEWROUTE || len(data) < 12 || data[4] != syscall.RT_TABLE_MAIN {
			return
		}
		if data[7] != syscall.RTN_UNICAST {
			return
		}
		size := 4
		if data[0] == syscall.AF_INET6 {
			size = 16
		} else if data[0] != syscall.AF_INET {
			return
		}
		r, destination := Route{}, make([]byte, size)
		attributes(data[12:], func(kind uint16, value []byte) {
			switch kind {
			case syscall.RTA_DST:
				copy(destination, value)
			case syscall.RTA_GATEWAY:
				r.Gateway = addressText(value)
			case syscall.RTA_OIF:
				r.Index = int32(native.Uint32(value))
			}
		})
		r.Destination = fmt.Sprintf("%s/%d", addressText(destination), data[1])
		routes = append(routes, r)
	})
	return routes, err
}
