package dns

import (
	"bytes"
	"encoding/binary"
	"net/netip"
	"strings"
	"testing"
)

// ask makes a question; udpSize 0 is one without EDNS.
func ask(id uint16, name string, kind uint16, udpSize int) []byte {
	b := []byte{byte(id >> 8), byte(id), 1, 0, 0, 1, 0, 0, 0, 0, 0, 0}
	wire := []byte{0}
	if name != "" {
		wire, _ = encodeName(name)
	}
	b = append(b, wire...)
	b = append(b, byte(kind>>8), byte(kind), 0, classIN)
	if udpSize > 0 {
		b[11] = 1
		b = append(b, 0, 0, typeOPT, byte(udpSize>>8), byte(udpSize), 0, 0, 0, 0, 0, 0)
	}
	return b
}

func TestQuestionsAreRead(t *testing.T) {
	q, rcode, silent := parseQuery(ask(7, "Web.NET", typeAAAA, 1232))
	if rcode != 0 || silent || q.id != 7 || q.name != "web.net" || q.kind != typeAAAA || q.class != classIN ||
		!q.edns || q.udpSize != 1232 || q.exotic {
		t.Fatalf("%+v %d %v", q, rcode, silent)
	}
	if q, rcode, _ = parseQuery(ask(7, "", 2, 0)); rcode != 0 || q.name != "" || q.udpSize != minimumUDP {
		t.Fatalf("root: %+v %d", q, rcode)
	}
	dotted := ask(7, "axb", typeA, 0)
	dotted[headerSize+2] = '.'
	if q, _, _ = parseQuery(dotted); !q.exotic {
		t.Fatal("a label a.b is not the name a.b")
	}
}

func TestMalformedMessages(t *testing.T) {
	good := ask(1, "web", typeA, 1232)
	with := func(change func(b []byte) []byte) []byte { return change(append([]byte(nil), good...)) }
	at := func(i int, value byte) []byte { return with(func(b []byte) []byte { b[i] = value; return b }) }
	name := func(wire ...byte) []byte {
		return append(append(append([]byte(nil), good[:12]...), wire...), 0, 1, 0, 1)
	}
	long := bytes.Repeat(append([]byte{63}, bytes.Repeat([]byte{'a'}, 63)...), 4)
	for what, c := range map[string]struct {
		message []byte
		rcode   int
		silent  bool
	}{
		"nothing":                     {nil, 0, true},
		"half a header":               {good[:11], 0, true},
		"a reply":                     {at(2, 0x81), 0, true},
		"an update":                   {at(2, 5<<3), rcodeNotDone, false},
		"no question":                 {at(5, 0), rcodeFormat, false},
		"two questions":               {at(5, 2), rcodeFormat, false},
		"256 questions":               {at(4, 1), rcodeFormat, false},
		"header only":                 {good[:12], rcodeFormat, false},
		"name cut":                    {good[:14], rcodeFormat, false},
		"name without end":            {good[:16], rcodeFormat, false},
		"type cut":                    {good[:19], rcodeFormat, false},
		"pointer to itself":           {name(0xc0, 12), rcodeFormat, false},
		"pointer forward":             {name(0xc0, 14, 0), rcodeFormat, false},
		"label then pointer to it":    {name(1, 'a', 0xc0, 12), rcodeFormat, false},
		"half a pointer":              {append(append([]byte(nil), good[:12]...), 0xc0), rcodeFormat, false},
		"reserved label type":         {name(0x40, 'a', 0), rcodeFormat, false},
		"label longer than the rest":  {name(60, 'a', 0), rcodeFormat, false},
		"name of 256 bytes":           {name(append(long, 0)...), rcodeFormat, false},
		"record cut":                  {good[:len(good)-1], rcodeFormat, false},
		"record promised":             {at(11, 2), rcodeFormat, false},
		"65535 answers":               {with(func(b []byte) []byte { b[6], b[7] = 255, 255; return b }), rcodeFormat, false},
		"record data past the end":    {at(len(good)-1, 9), rcodeFormat, false},
		"OPT with a name":             {append(ask(1, "w", typeA, 0)[:11], append([]byte{1, 1, 'w', 0, 0, 1, 0, 1, 1, 'o'}, good[len(good)-11:]...)...), rcodeFormat, false},
		"two OPTs":                    {append(at(11, 2), good[len(good)-11:]...), rcodeFormat, false},
		"record with pointer to self": {append(at(11, 2), 0xc0, byte(len(good)), 0, 1, 0, 1, 0, 0, 0, 0, 0, 0), 0, false},
		"bytes behind":                {append(at(0, 0), 1, 2, 3), 0, false},
	} {
		q, rcode, silent := parseQuery(c.message)
		if rcode != c.rcode || silent != c.silent {
			t.Errorf("%s: rcode %d, silent %v", what, rcode, silent)
		}
		if !silent {
			if reply := q.reply(rcode, nil, minimumUDP); binary.BigEndian.Uint16(reply) != q.id || int(reply[3]&15) != rcode {
				t.Errorf("%s: reply %x", what, reply)
			}
		}
	}
	// Every prefix, and every byte replaced by telling ones: no crash, and no read past the end.
	for i := range good {
		parseQuery(good[:i:i])
		for _, value := range []byte{0, 1, 12, 63, 64, 128, 192, 255} {
			b := at(i, value)
			q, rcode, silent := parseQuery(b[:len(b):len(b)])
			if !silent {
				q.reply(rcode, []record{addressRecord(address)}, q.udpSize)
			}
		}
	}
}

func FuzzParseQuery(f *testing.F) {
	f.Add(ask(1, "web.net", typeA, 1232), []byte{})
	f.Fuzz(func(t *testing.T, b, reply []byte) {
		q, rcode, silent := parseQuery(b)
		if silent {
			return
		}
		q.reply(rcode, []record{addressRecord(address)}, q.udpSize)
		if rcode == 0 {
			q.answeredBy(reply, q.id)
			q.clone()
			reverseAddress(q.name)
			NewDirectory().answer("nobody", &q, q.udpSize)
		}
	})
}

func TestRepliesAreTruncated(t *testing.T) {
	var answers []record
	for i := 0; i < 100; i++ {
		answers = append(answers, addressRecord(netip.AddrFrom4([4]byte{10, 0, 0, byte(i)})))
	}
	for size, count := range map[int]int{0: 30, 600: 35, 4096: 100} { // 512 ≥ 12 + 9 + 16 n; EDNS costs 11
		q, _, _ := parseQuery(ask(1, "web", typeA, size))
		reply := q.reply(0, answers, q.udpSize)
		truncated := reply[2]&2 != 0
		if got := int(binary.BigEndian.Uint16(reply[6:])); got != count || len(reply) > q.udpSize || truncated != (count < 100) {
			t.Errorf("%d: %d answers in %d bytes, truncated %v", size, got, len(reply), truncated)
		}
		if flags := binary.BigEndian.Uint16(reply[2:]) &^ flagTruncated; flags != flagReply|flagRecurse|flagRecursion {
			t.Errorf("flags %x", flags)
		}
	}
}

func TestForeignRepliesAreKnown(t *testing.T) {
	q, _, _ := parseQuery(ask(1, "Web", typeA, 0))
	reply := ask(5, "wEB", typeA, 0)
	reply[2] |= 0x80
	other := ask(5, "xeb", typeA, 0)
	other[2] |= 0x80
	bare := []byte{0, 5, 0x81, rcodeRefused, 0, 0, 0, 0, 0, 0, 0, 0}
	if !q.answeredBy(reply, 5) || !q.answeredBy(bare, 5) {
		t.Error("not known")
	}
	if q.answeredBy(reply, 6) || q.answeredBy(other, 5) || q.answeredBy(ask(5, "web", typeA, 0), 5) ||
		q.answeredBy(reply[:14], 5) || q.answeredBy([]byte{0, 5, 0x81, 0, 0, 0, 0, 0, 0, 0, 0, 0}, 5) || q.answeredBy(nil, 5) {
		t.Error("taken for the reply")
	}
}

func TestReverseNames(t *testing.T) {
	six := "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa"
	for name, want := range map[string]string{
		"2.0.0.10.in-addr.arpa": "10.0.0.2", six: "2001:db8::1",
		"0.0.10.in-addr.arpa": "", "1.2.0.0.10.in-addr.arpa": "", "x.0.0.10.in-addr.arpa": "", "in-addr.arpa": "",
		strings.Replace(six, "1.0", "g.0", 1): "", strings.Replace(six, "1.0", "1x0", 1): "", six[2:]: "", "web": "",
	} {
		if ip, ok := reverseAddress(name); ok != (want != "") || ok && ip != netip.MustParseAddr(want) {
			t.Errorf("%s: %v %v", name, ip, ok)
		}
	}
}
