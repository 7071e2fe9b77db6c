package dns

import (
	"fmt"
	"net"
	"net/netip"
	"os"
	"slices"

	"sockerless.io/agent/netlink"
)

// address is where containers find their name server, as with Docker.
var address = netip.AddrFrom4([4]byte{127, 0, 0, 11})

// Beside makes us listen at another address when the one of before has a name server that is not ours: the container is
// in a network of a Docker engine's. It tells which address it is.
func Beside(upstreams []string) string {
	if slices.Contains(upstreams, address.String()) {
		address = address.Next()
	}
	return address.String()
}

const (
	port  = 53
	table = "sockerless_dns" // of the rules in a container's namespace
)

// redirection leads port 53 of our address to other ports of it, in the calling thread's namespace.
type redirection func(udp, tcp uint16) error

func natRules(udp, tcp uint16) error { return netlink.Redirect(table, address, port, udp, tcp) }

// listen opens both sockets in the calling thread's namespace. A program in the container may want to bind port 53 of
// all addresses: so they have other ports, to which rules lead.
func listen(owner string, redirect redirection) (*net.UDPConn, *net.TCPListener, error) {
	udp, tcp, err := bind(0)
	if err != nil {
		return nil, nil, fmt.Errorf("embedded DNS: %w", err)
	}
	refusal := redirect(portOf(udp.LocalAddr()), portOf(tcp.Addr()))
	if refusal == nil {
		return udp, tcp, nil
	}
	_ = udp.Close()
	_ = tcp.Close()
	if udp, tcp, err = bind(port); err != nil {
		return nil, nil, fmt.Errorf("embedded DNS: %w (tried because the kernel refused %v)", err, refusal)
	}
	fmt.Fprintf(os.Stderr, "sockerless-agent ports: dns of %s: the kernel refused %v: listening on %v port %d itself\n",
		owner, refusal, address, port)
	return udp, tcp, nil
}

func bind(port int) (*net.UDPConn, *net.TCPListener, error) {
	ip := net.IP(address.AsSlice())
	udp, err := net.ListenUDP("udp4", &net.UDPAddr{IP: ip, Port: port})
	if err != nil {
		return nil, nil, err
	}
	tcp, err := net.ListenTCP("tcp4", &net.TCPAddr{IP: ip, Port: port})
	if err != nil {
		_ = udp.Close()
		return nil, nil, err
	}
	return udp, tcp, nil
}

func portOf(a net.Addr) uint16 { return netip.MustParseAddrPort(a.String()).Port() }
