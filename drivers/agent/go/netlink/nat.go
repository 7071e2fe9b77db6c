package netlink

import (
	"encoding/binary"
	"errors"
	"fmt"
	"net/netip"
	"syscall"
)

// Numbers of linux/netfilter/nfnetlink.h and nf_tables.h.
const (
	nfnlBatchBegin = 0x10
	nfnlBatchEnd   = 0x11
	nfnlNftables   = 10 // subsystem
	nftNewTable    = 0
	nftDelTable    = 2
	nftNewChain    = 3
	nftNewRule     = 6

	nfLocalOut   = 3 // NF_INET_LOCAL_OUT
	nfPriDstnat  = -100
	nftRegister1 = 1
	nftRegister2 = 2
	nested       = 0x8000

	nlmAppend = 0x800 // NLM_F_APPEND: after the rules that are there
)

// Redirect leads what programs of the calling thread's network namespace send to ip:from over UDP and TCP to the ports
// udp and tcp of the same address. It replaces the rules of an earlier call with the same table name; they live as long
// as the namespace. The kernel translates the replies back.
func Redirect(table string, ip netip.Addr, from, udp, tcp uint16) error {
	if !ip.Is4() {
		return fmt.Errorf("%w: redirect of %s", syscall.EINVAL, ip)
	}
	s, err := openFamily(syscall.NETLINK_NETFILTER)
	if err != nil {
		return err
	}
	defer s.close()
	begin := func() *message { return nat(nftNewTable, syscall.NLM_F_CREATE|syscall.NLM_F_EXCL).text(1, table) }
	rest := func() []*message {
		return []*message{natChain(table), dnatRule(table, ip, syscall.IPPROTO_UDP, from, udp),
			dnatRule(table, ip, syscall.IPPROTO_TCP, from, tcp)}
	}
	err = s.transaction(append([]*message{begin()}, rest()...)...)
	if !errors.Is(err, syscall.EEXIST) {
		return err
	}
	// Only now: the kernel takes 15 ms to be sure that no packet is within the rules that it deletes.
	return s.transaction(append([]*message{nat(nftDelTable, 0).text(1, table), begin()}, rest()...)...)
}

// nft begins a message about tables of a family.
func nft(family byte, kind, flags int, about string) *message {
	m := request(nfnlNftables<<8|kind, flags, about)
	m.body = append(m.body, family, 0, 0, 0) // struct nfgenmsg
	return m
}

func nat(kind, flags int) *message { return nft(syscall.AF_INET, kind, flags, "nat rules") }

const natChainName = "output"

func natChain(table string) *message {
	priority := int32(nfPriDstnat)
	m := nat(nftNewChain, syscall.NLM_F_CREATE).text(1, table).text(3, natChainName)
	m.nest(4|nested, func() { m.be32(1, nfLocalOut).be32(2, uint32(priority)) }) // NFTA_CHAIN_HOOK
	return m.text(7, "nat")
}

// dnatRule is: ip daddr IP meta l4proto PROTOCOL th dport FROM dnat to IP:TO.
func dnatRule(table string, ip netip.Addr, protocol byte, from, to uint16) *message {
	port := func(p uint16) []byte { return binary.BigEndian.AppendUint16(nil, p) }
	m := nat(nftNewRule, syscall.NLM_F_CREATE|nlmAppend).text(1, table).text(2, natChainName)
	return m.nest(4|nested, func() { // NFTA_RULE_EXPRESSIONS
		m.payload(1, 16, 4).equals(ip.AsSlice()) // daddr in the network header
		m.meta(metaProtocol).equals([]byte{protocol})
		m.payload(2, 2, 2).equals(port(from)) // dport in the transport header
		m.immediate(nftRegister1, ip.AsSlice()).immediate(nftRegister2, port(to))
		m.expression("nat", func() {
			m.be32(1, 1).be32(2, syscall.AF_INET) // type dnat
			m.be32(3, nftRegister1).be32(5, nftRegister2)
		})
	})
}

func (m *message) be32(kind int, value uint32) *message {
	return m.bytes(kind, binary.BigEndian.AppendUint32(nil, value))
}

// expression appends an element to a rule's list.
func (m *message) expression(name string, data func()) *message {
	return m.nest(1|nested, func() { m.text(1, name).nest(2|nested, data) })
}

// payload loads bytes of a packet's header.
func (m *message) payload(base, offset, length uint32) *message {
	return m.expression("payload", func() { m.be32(1, nftRegister1).be32(2, base).be32(3, offset).be32(4, length) })
}

// equals ends a rule for packets in which the first register has another value.
func (m *message) equals(value []byte) *message { return m.compare(equal, value) }

func (m *message) immediate(register uint32, value []byte) *message {
	return m.expression("immediate", func() { m.be32(1, register).value(2, value) })
}

func (m *message) value(kind int, value []byte) *message {
	return m.nest(kind|nested, func() { m.bytes(1, value) })
}

// transaction sends messages that take effect together or not at all.
func (s *socket) transaction(all ...*message) error {
	boundary := func(kind int) *message {
		m := request(0, 0, "")
		m.kind, m.body = uint16(kind), []byte{syscall.AF_UNSPEC, 0, 0, nfnlNftables}
		return m
	}
	batch := s.encode(boundary(nfnlBatchBegin), 0)
	first := s.sequence
	for i, m := range all {
		flags := uint16(0)
		if i == len(all)-1 {
			flags = syscall.NLM_F_ACK // failures are told in any case, and in order
		}
		batch = append(batch, s.encode(m, flags)...)
	}
	last := s.sequence
	batch = append(batch, s.encode(boundary(nfnlBatchEnd), 0)...)
	if err := s.send(batch); err != nil {
		return err
	}
	for {
		replies, err := s.receive()
		if err != nil {
			return err
		}
		for _, r := range replies {
			if r.Header.Type != syscall.NLMSG_ERROR || r.Header.Seq-first > last-first { // of an earlier transaction
				continue
			}
			if errno := int32(native.Uint32(r.Data)); errno != 0 {
				return fmt.Errorf("%s: %w", all[0].about, syscall.Errno(-errno))
			}
			if r.Header.Seq == last {
				return nil
			}
		}
	}
}
