package shim

import (
	"encoding/binary"
	"unicode/utf8"
)

// plain marks the bytes that Docker's json-file driver writes as they are.
var plain = func() (t [256]bool) {
	for b := 0x20; b < utf8.RuneSelf; b++ {
		t[b] = b != '"' && b != '\\' && b != '<' && b != '>' && b != '&'
	}
	return t
}()

// longestEscape is the most bytes that one byte of text can become.
const longestEscape = len(`\u0000`)

// appendEscaped appends text as the inside of a JSON string, exactly as dockerd's json-file driver does: HTML's
// special characters as \u00xx, invalid UTF-8 as \ufffd, tab as \u0009.
func appendEscaped(out, text []byte) []byte {
	out = grow(out, longestEscape*len(text)+8)
	o, j := out[:cap(out)], len(out)
	for i := 0; i < len(text); {
		if i+8 <= len(text) {
			if w := binary.LittleEndian.Uint64(text[i:]); !special(w) {
				binary.LittleEndian.PutUint64(o[j:], w)
				i, j = i+8, j+8
				continue
			}
		}
		end := i + 8
		if end > len(text) {
			end = len(text)
		}
		for i < end {
			b := text[i]
			if plain[b] {
				o[j] = b
				i, j = i+1, j+1
				continue
			}
			if b == '"' || b == '\\' { // by far the most frequent
				o[j], o[j+1] = '\\', b
				i, j = i+1, j+2
				continue
			}
			if b < utf8.RuneSelf {
				j += copy(o[j:], escapes[b])
				i++
				continue
			}
			r, size := utf8.DecodeRune(text[i:])
			switch {
			case r == utf8.RuneError && size == 1:
				j += copy(o[j:], `\ufffd`)
			case r == '\u2028':
				j += copy(o[j:], `\u2028`)
			case r == '\u2029':
				j += copy(o[j:], `\u2029`)
			default:
				j += copy(o[j:], text[i:i+size])
			}
			i += size
		}
	}
	return o[:j]
}

// grow makes room for n more bytes.
func grow(b []byte, n int) []byte {
	if cap(b)-len(b) >= n {
		return b
	}
	larger := make([]byte, len(b), 2*cap(b)+n)
	copy(larger, b)
	return larger
}

// escapes has the form of every ASCII byte that is not plain.
var escapes = func() (t [utf8.RuneSelf]string) {
	const hex = "0123456789abcdef"
	for b := range t {
		t[b] = string([]byte{'\\', 'u', '0', '0', hex[b>>4], hex[b&15]})
	}
	t['"'], t['\\'], t['\n'], t['\r'] = `\"`, `\\`, `\n`, `\r`
	return t
}()

const (
	ones  = 0x0101010101010101
	highs = 0x8080808080808080
)

// special reports whether any of eight bytes may need a second look.
func special(w uint64) bool {
	found := w | (w - 0x20*ones) // above ASCII, or a control character
	for _, c := range [5]uint64{'"' * ones, '\\' * ones, '<' * ones, '>' * ones, '&' * ones} {
		x := w ^ c
		found |= (x - ones) &^ x
	}
	return found&highs != 0
}
