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
