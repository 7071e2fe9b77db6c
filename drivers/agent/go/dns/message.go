package dns

import (
	"encoding/binary"
	"net/netip"
	"strings"
)

// Numbers of RFC 1035, 3596 and 6891.
const (
	typeA    = 1
	typePTR  = 12
	typeAAAA = 28
	typeOPT  = 41
	classIN  = 1

	flagReply       = 0x8000
	flagTruncated   = 0x0200
	flagRecurse     = 0x0100 // desired
	flagRecursion   = 0x0080 // available
	flagNoChecking  = 0x0010
	maskOpcode      = 0x7800
	maskRcode       = 0x000f
	rcodeFormat     = 1
	rcodeServer     = 2
	rcodeNotDone    = 4 // NOTIMP
	rcodeRefused    = 5
	headerSize      = 12
	minimumUDP      = 512
	maximumSize     = 65535
	answerTTL       = 600
	ourUDP          = 4096
	maximumName     = 255
	maximumLabel    = 63
	pointerToQuery  = 0xc000 | headerSize
	additionalsAt   = 10
	firstPointerBit = 0xc0
)

// query is a request with one question.
type query struct {
	raw      []byte // the whole message
	id       uint16
	flags    uint16
	question []byte // name, type, class as they came
	name     string // lower case, no dot at the end
	exotic   bool   // a label has bytes that no name of ours has: a dot for example
	kind     uint16
	class    uint16
	edns     bool
	udpSize  int // how large a datagram the client takes
}

// parseQuery reads a request. rcode is what to answer to a message that is none of ours; silent means not even that.
func parseQuery(b []byte) (q query, rcode int, silent bool) {
	if len(b) < headerSize {
		return q, 0, true
	}
	q = query{raw: b, id: binary.BigEndian.Uint16(b), flags: binary.BigEndian.Uint16(b[2:]), udpSize: minimumUDP}
	if q.flags&flagReply != 0 { // to answer an answer could go on for ever
		return q, 0, true
	}
	if q.flags&maskOpcode != 0 {
		return q, rcodeNotDone, false
	}
	if binary.BigEndian.Uint16(b[4:]) != 1 {
		return q, rcodeFormat, false
	}
	end, ok := q.readName(b, headerSize)
	if !ok || end+4 > len(b) {
		return q, rcodeFormat, false
	}
	q.kind, q.class = binary.BigEndian.Uint16(b[end:]), binary.BigEndian.Uint16(b[end+2:])
	q.question = b[headerSize : end+4]
	if !q.readRecords(b, end+4) {
		q.question = nil
		return q, rcodeFormat, false
	}
	return q, 0, false
}

// readName takes the name of a question; there is nothing before it that a pointer could point to.
func (q *query) readName(b []byte, at int) (end int, ok bool) {
	var name strings.Builder
	for start := at; at < len(b) && at-start < maximumName; {
		length := int(b[at])
		at++
		if length == 0 {
			q.name = name.String()
			return at, true
		}
		if length > maximumLabel || at+length > len(b) {
			return 0, false
		}
		if name.Len() > 0 {
			name.WriteByte('.')
		}
		for _, c := range b[at : at+length] {
			if c == '.' || c == 0 {
				q.exotic = true
			}
			name.WriteByte(lower(c))
		}
		at += length
	}
	return 0, false
}

// readRecords walks what follows the question and looks for the client's EDNS.
func (q *query) readRecords(b []byte, at int) bool {
	answers := int(binary.BigEndian.Uint16(b[6:])) + int(binary.BigEndian.Uint16(b[8:]))
	all := answers + int(binary.BigEndian.Uint16(b[additionalsAt:]))
	for i := 0; i < all; i++ {
		name := at
		if at = skipName(b, at); at < 0 || at+10 > len(b) {
			return false
		}
		kind, class := binary.BigEndian.Uint16(b[at:]), int(binary.BigEndian.Uint16(b[at+2:]))
		length := int(binary.BigEndian.Uint16(b[at+8:]))
		if at += 10 + length; at > len(b) {
			return false
		}
		if kind == typeOPT && i >= answers {
			if q.edns || b[name] != 0 {
				return false
			}
			q.edns = true
			if class > minimumUDP {
				q.udpSize = class
			}
		}
	}
	return true
}

// skipName gives the place behind a name, or -1. Pointers end a name and are not followed: no loop can be in them.
func skipName(b []byte, at int) int {
	for start := at; at < len(b) && at-start < maximumName; {
		length := int(b[at])
		switch {
		case length == 0:
			return at + 1
		case length&firstPointerBit == firstPointerBit:
			if at+2 > len(b) {
				return -1
			}
			return at + 2
		case length > maximumLabel:
			return -1
		}
		at += 1 + length
	}
	return -1
}

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

// fold is strings.ToLower for names in the wire's alphabet.
func fold(name string) string {
	b := []byte(name)
	for i, c := range b {
		b[i] = lower(c)
	}
	return string(b)
}

// record is an answer to a question: its name is that of the question.
type record struct {
	kind uint16
	data []byte
}

func addressRecord(ip netip.Addr) record {
	if ip.Is4() {
		return record{typeA, ip.AsSlice()}
	}
	return record{typeAAAA, ip.AsSlice()}
}

// reply makes the answer to q of at most limit bytes; what does not fit is left out, and the client told so.
func (q *query) reply(rcode int, answers []record, limit int) []byte {
	flags := uint16(flagReply|flagRecursion|rcode) | q.flags&(flagRecurse|flagNoChecking|maskOpcode)
	b := make([]byte, headerSize, minimumUDP)
	b = append(b, q.question...)
	tail := 0
	if q.edns {
		tail = 11
	}
	count := 0
	for _, r := range answers {
		if len(b)+12+len(r.data)+tail > limit {
			flags |= flagTruncated
			break
		}
		b = binary.BigEndian.AppendUint16(b, pointerToQuery)
		b = binary.BigEndian.AppendUint16(b, r.kind)
		b = binary.BigEndian.AppendUint16(b, classIN)
		b = binary.BigEndian.AppendUint32(b, answerTTL)
		b = binary.BigEndian.AppendUint16(b, uint16(len(r.data)))
		b = append(b, r.data...)
		count++
	}
	binary.BigEndian.PutUint16(b, q.id)
	binary.BigEndian.PutUint16(b[2:], flags)
	if q.question != nil {
		b[5] = 1
	}
	binary.BigEndian.PutUint16(b[6:], uint16(count))
	if q.edns && q.question != nil {
		b[additionalsAt+1] = 1
		b = append(b, 0, 0, typeOPT, ourUDP>>8, ourUDP&0xff, 0, 0, 0, 0, 0, 0)
	}
	return b
}

// answers says whether b is the reply to a question that was asked under id.
func (q *query) answeredBy(b []byte, id uint16) bool {
	if len(b) < headerSize || binary.BigEndian.Uint16(b) != id || b[2]&0x80 == 0 {
		return false
	}
	switch binary.BigEndian.Uint16(b[4:]) {
	case 0: // some servers do not repeat what they refuse
		return b[3]&maskRcode != 0
	case 1:
		rest := b[headerSize:]
		return len(rest) >= len(q.question) && fold(string(rest[:len(q.question)])) == fold(string(q.question))
	}
	return false
}

// encodeName makes the wire form of a name; ok is false if there is none.
func encodeName(name string) (b []byte, ok bool) {
	for _, label := range strings.Split(name, ".") {
		if label == "" || len(label) > maximumLabel {
			return nil, false
		}
		b = append(append(b, byte(len(label))), label...)
	}
	b = append(b, 0)
	return b, len(b) <= maximumName
}

// reverseAddress reads the name of a PTR question: 2.0.0.10.in-addr.arpa, or 32 digits and ip6.arpa.
func reverseAddress(name string) (netip.Addr, bool) {
	if rest := strings.TrimSuffix(name, ".in-addr.arpa"); rest != name {
		parts := strings.Split(rest, ".")
		if len(parts) != 4 {
			return netip.Addr{}, false
		}
		ip, err := netip.ParseAddr(parts[3] + "." + parts[2] + "." + parts[1] + "." + parts[0])
		return ip, err == nil
	}
	rest := strings.TrimSuffix(name, ".ip6.arpa")
	if rest == name || len(rest) != 63 {
		return netip.Addr{}, false
	}
	var text strings.Builder
	for i := 31; i >= 0; i-- {
		if i < 31 && rest[2*i+1] != '.' {
			return netip.Addr{}, false
		}
		text.WriteByte(rest[2*i])
		if i%4 == 0 && i > 0 {
			text.WriteByte(':')
		}
	}
	ip, err := netip.ParseAddr(text.String())
	return ip, err == nil && ip.Is6()
}
