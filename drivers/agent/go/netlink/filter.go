package netlink

import (
	"encoding/binary"
	"errors"
	"fmt"
	"net/netip"
	"strconv"
	"syscall"
)

// More numbers of linux/netfilter/nf_tables.h.
const (
	nfprotoInet    = 1
	nfLocalIn      = 1 // NF_INET_LOCAL_IN
	nfDrop         = 0
	nfAccept       = 1
	nftNewSet      = 9
	nftNewElement  = 12
	nftVerdict     = 0 // the register
	nftConstantSet = 2

	metaInLink, metaOutLink, metaFamily, metaProtocol = 4, 5, 15, 16
	equal, unequal, atLeast, atMost                   = 0, 1, 5, 3

	loopbackIndex = 1     // LOOPBACK_IFINDEX, in every namespace
	answers       = 2 | 4 // states of a connection, as bits: established, related
)

// Allowed are packets that Filter lets through.
type Allowed struct {
	Egress   bool     `json:"egress"`   // those that leave
	Protocol int      `json:"protocol"` // of IP; -1 for all
	From     int      `json:"from"`     // first port of the destination, or ICMP's type; -1 for all
	To       int      `json:"to"`       // last port, or ICMP's code; -1 for all
	Range    string   `json:"range"`    // of the other side, as in 10.0.0.0/8; empty for the addresses
	Others   []string `json:"others"`   // addresses of the other side
}

// Filter has the calling thread's network namespace take and send IPv4 packets that are allowed, what answers them, and
// whatever stays within: nothing else. It replaces the rules of an earlier call with the same table name in one step.
func Filter(table string, all []Allowed) error {
	s, err := openFamily(syscall.NETLINK_NETFILTER)
	if err != nil {
		return err
	}
	defer s.close()
	f := &filter{table: table}
	f.chain("input", nfLocalIn, metaInLink)
	f.chain("output", nfLocalOut, metaOutLink)
	for _, one := range all {
		if err := f.allow(one); err != nil {
			return err
		}
	}
	begin := func(flags int) *message { return f.begin(nftNewTable, syscall.NLM_F_CREATE|flags).text(1, table) }
	err = s.transaction(append([]*message{begin(syscall.NLM_F_EXCL)}, f.messages...)...)
	if !errors.Is(err, syscall.EEXIST) {
		return err
	}
	return s.transaction(append([]*message{f.begin(nftDelTable, 0).text(1, table), begin(0)}, f.messages...)...)
}

type filter struct {
	table    string
	messages []*message
	sets     int
}

func (f *filter) begin(kind, flags int) *message {
	return nft(nfprotoInet, kind, flags, "packet filter")
}

func (f *filter) chain(name string, hook uint32, link uint32) {
	m := f.begin(nftNewChain, syscall.NLM_F_CREATE).text(1, f.table).text(3, name)
	m.nest(4|nested, func() { m.be32(1, hook).be32(2, 0) })
	f.messages = append(f.messages, m.be32(5, nfDrop).text(7, "filter"))
	f.rule(name, func(m *message) { m.meta(link).equals(native.AppendUint32(nil, loopbackIndex)) })
	f.rule(name, func(m *message) {
		m.expression("ct", func() { m.be32(1, nftRegister1).be32(2, 0) }) // the state
		m.masked(native.AppendUint32(nil, answers)).compare(unequal, make([]byte, 4))
	})
}

// rule accepts the packets that match.
func (f *filter) rule(chain string, match func(m *message)) {
	m := f.begin(nftNewRule, syscall.NLM_F_CREATE|nlmAppend).text(1, f.table).text(2, chain)
	f.messages = append(f.messages, m.nest(4|nested, func() {
		match(m)
		m.expression("immediate", func() {
			m.be32(1, nftVerdict).nest(2|nested, func() { m.nest(2|nested, func() { m.be32(1, nfAccept) }) })
		})
	}))
}

func (f *filter) allow(a Allowed) error {
	chain, side := "input", uint32(12) // the source in the network header
	if a.Egress {
		chain, side = "output", 16
	}
	other, err := f.other(a, side)
	if err != nil {
		return err
	}
	f.rule(chain, func(m *message) {
		m.meta(metaFamily).equals([]byte{syscall.AF_INET})
		other(m)
		if a.Protocol >= 0 {
			m.meta(metaProtocol).equals([]byte{byte(a.Protocol)})
		}
		switch {
		case a.Protocol == syscall.IPPROTO_ICMP:
			for at, wanted := range []int{a.From, a.To} {
				if wanted >= 0 {
					m.payload(2, uint32(at), 1).equals([]byte{byte(wanted)})
				}
			}
		case a.From > 0 || a.From == 0 && a.To < 65535:
			port := func(p int) []byte { return binary.BigEndian.AppendUint16(nil, uint16(p)) }
			m.payload(2, 2, 2).compare(atLeast, port(a.From)).compare(atMost, port(a.To))
		}
	})
	return nil
}

// other is the match of the other side's address.
func (f *filter) other(a Allowed, side uint32) (func(m *message), error) {
	if a.Range == "" {
		set, err := f.set(a.Others)
		return func(m *message) {
			m.payload(1, side, 4)
			m.expression("lookup", func() { m.text(1, set).be32(2, nftRegister1) })
		}, err
	}
	prefix, err := netip.ParsePrefix(a.Range)
	if err != nil || !prefix.Addr().Is4() {
		return nil, fmt.Errorf("%w: range %q", syscall.EINVAL, a.Range)
	}
	return func(m *message) {
		if prefix.Bits() > 0 {
			mask := binary.BigEndian.AppendUint32(nil, ^uint32(0)<<(32-prefix.Bits()))
			m.payload(1, side, 4).masked(mask).equals(prefix.Masked().Addr().AsSlice())
		}
	}, nil
}

// set makes one of addresses, and gives its name.
func (f *filter) set(addresses []string) (string, error) {
	f.sets++
	name := "s" + strconv.Itoa(f.sets)
	m := f.begin(nftNewSet, syscall.NLM_F_CREATE).text(1, f.table).text(2, name).be32(3, nftConstantSet)
	const ipv4 = 7 // what nft(8) calls ipv4_addr
	f.messages = append(f.messages, m.be32(4, ipv4).be32(5, 4).be32(10, uint32(f.sets)))
	const most = 1000 // elements of one message
	for len(addresses) > 0 {
		some := addresses
		if len(some) > most {
			some = some[:most]
		}
		addresses = addresses[len(some):]
		var failed error
		m := f.begin(nftNewElement, syscall.NLM_F_CREATE).text(1, f.table).text(2, name)
		m.nest(3|nested, func() {
			for _, one := range some {
				ip, err := netip.ParseAddr(one)
				if err != nil || !ip.Is4() {
					failed = fmt.Errorf("%w: address %q", syscall.EINVAL, one)
					return
				}
				m.nest(1|nested, func() { m.value(1, ip.AsSlice()) })
			}
		})
		if failed != nil {
			return "", failed
		}
		f.messages = append(f.messages, m)
	}
	return name, nil
}

func (m *message) meta(key uint32) *message {
	return m.expression("meta", func() { m.be32(1, nftRegister1).be32(2, key) })
}

// masked keeps bits of the first register.
func (m *message) masked(mask []byte) *message {
	return m.expression("bitwise", func() {
		m.be32(1, nftRegister1).be32(2, nftRegister1).be32(3, uint32(len(mask)))
		m.value(4, mask).value(5, make([]byte, len(mask)))
	})
}

// compare ends a rule for packets of which the first register does not stand so to the value.
func (m *message) compare(how uint32, value []byte) *message {
	return m.expression("cmp", func() { m.be32(1, nftRegister1).be32(2, how).value(3, value) })
}
