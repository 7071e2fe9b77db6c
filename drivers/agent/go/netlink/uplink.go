package netlink

import (
	"fmt"
	"os"
	"syscall"
	"unsafe"
)

// Pair is a veth pair within one namespace: Name is this namespace's link to the world, whose frames come out of Peer,
// where somebody takes them by a packet socket.
type Pair struct {
	Name, Peer string
	MTU        uint32
	Address    string
	Gateway    string
}

// Uplink brings lo up and makes the pair, in the caller's network namespace.
func Uplink(p Pair) error {
	s, err := open()
	if err != nil {
		return err
	}
	defer s.close()
	up := request(syscall.RTM_NEWLINK, 0, "lo up").link(0, 1, syscall.IFF_UP, syscall.IFF_UP) // lo is always 1
	pair := request(syscall.RTM_NEWLINK, syscall.NLM_F_CREATE|syscall.NLM_F_EXCL, "veth "+p.Name).
		link(0, 0, 0, 0).text(syscall.IFLA_IFNAME, p.Name).u32(syscall.IFLA_MTU, p.MTU)
	pair.nest(syscall.IFLA_LINKINFO, func() {
		pair.text(iflaInfoKind, "veth")
		pair.nest(iflaInfoData, func() {
			pair.nest(vethInfoPeer, func() {
				pair.link(0, 0, 0, 0).text(syscall.IFLA_IFNAME, p.Peer).u32(syscall.IFLA_MTU, p.MTU)
			})
		})
	})
	if err := s.must(up, pair); err != nil {
		return err
	}
	for _, name := range []string{p.Name, p.Peer} {
		// The other side has no IPv6; what the kernel says about it by itself would only be noise there.
		if err := Sysctl("net/ipv6/conf/"+name+"/disable_ipv6", "1"); err != nil && !os.IsNotExist(err) {
			return err
		}
	}
	index, err := s.index(p.Name)
	if err != nil {
		return err
	}
	peer, err := s.index(p.Peer)
	if err != nil {
		return err
	}
	if err := withoutOffloads(p.Name); err != nil {
		return err
	}
	owned, err := newAddress(index, p.Address)
	if err != nil {
		return err
	}
	const quiet = syscall.IFF_UP | syscall.IFF_NOARP
	if err := s.must(
		request(syscall.RTM_NEWLINK, 0, p.Peer+" up").link(0, peer, quiet, quiet),
		request(syscall.RTM_NEWLINK, 0, p.Name+" up").link(0, index, syscall.IFF_UP, syscall.IFF_UP),
		owned,
	); err != nil {
		return err
	}
	route, err := defaultRoute(index, p.Gateway, syscall.NLM_F_EXCL)
	if err != nil {
		return err
	}
	return s.must(route)
}

const siocEthtool = 0x8946

// Commands of ethtool, each switching off what only another kernel could finish: checksums, and frames of more than a
// packet.
var offloads = []uint32{0x17, 0x1f, 0x24} // ETHTOOL_STXCSUM, ETHTOOL_STSO, ETHTOOL_SGSO

func withoutOffloads(name string) error {
	fd, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_DGRAM|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		return err
	}
	defer syscall.Close(fd)
	for _, command := range offloads {
		value := [2]uint32{command, 0}
		var request struct {
			name [16]byte
			data unsafe.Pointer
			rest [16]byte
		}
		copy(request.name[:15], name)
		request.data = unsafe.Pointer(&value)
		_, _, errno := syscall.Syscall(syscall.SYS_IOCTL, uintptr(fd), siocEthtool, uintptr(unsafe.Pointer(&request)))
		if errno != 0 && errno != syscall.EOPNOTSUPP {
			return fmt.Errorf("ethtool %#x on %s: %w", command, name, errno)
		}
	}
	return nil
}

// Packets opens a socket for the whole frames of a link.
func Packets(name string) (int, error) {
	const all = 3 << 8 // ETH_P_ALL in network byte order
	s, err := open()
	if err != nil {
		return 0, err
	}
	defer s.close()
	index, err := s.index(name)
	if err != nil {
		return 0, err
	}
	fd, err := syscall.Socket(syscall.AF_PACKET, syscall.SOCK_RAW|syscall.SOCK_CLOEXEC, all)
	if err != nil {
		return 0, fmt.Errorf("packet socket: %w", err)
	}
	if err := syscall.Bind(fd, &syscall.SockaddrLinklayer{Protocol: all, Ifindex: int(index)}); err != nil {
		syscall.Close(fd)
		return 0, fmt.Errorf("packet socket on %s: %w", name, err)
	}
	return fd, nil
}
