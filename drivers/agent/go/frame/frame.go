// Package frame is the agent's wire protocol: length-prefixed frames over one byte stream, multiplexed by stream id,
// with credit per stream and direction. It knows nothing of sockets, containers or modes.
package frame

import (
	"encoding/binary"
	"fmt"
	"io"
)

// Protocol is the version both ends announce in their HELLO.
const Protocol = 1

// HeaderSize is the number of bytes before a payload: u32 length, u8 type, u8 flags, u16 reserved, u32 stream id.
const HeaderSize = 12

// MaxPayload is the longest payload a peer may send; a longer one is a protocol error.
const MaxPayload = 256 << 10

// DataSize is the payload size that writers of byte streams aim for.
const DataSize = 64 << 10

// Window is the credit, in bytes, that each direction of each stream starts with.
const Window = 256 << 10

// Type says what a frame's payload means.
type Type uint8

const (
	// Hello opens the conversation: the server speaks first.
	Hello Type = 1 + iota
	// Request asks for an operation; its stream id is the request id.
	Request
	// Response answers the request of the same id.
	Response
	// Event tells something unasked.
	Event
	// Data carries bytes of a stream.
	Data
	// EOF ends the sender's direction of a stream.
	EOF
	// Reset kills both directions of a stream.
	Reset
	// Credit lets the receiver of the frame send so many more bytes.
	Credit
)

// Header is the fixed part of a frame.
type Header struct {
	Length int
	Type   Type
	Stream uint32
}

// Put encodes h into the first HeaderSize bytes of b.
func (h Header) Put(b []byte) {
	binary.BigEndian.PutUint32(b, uint32(h.Length))
	b[4], b[5], b[6], b[7] = byte(h.Type), 0, 0, 0
	binary.BigEndian.PutUint32(b[8:], h.Stream)
}

// Parse decodes and checks a header.
func Parse(b []byte) (Header, error) {
	h := Header{
		Length: int(binary.BigEndian.Uint32(b)),
		Type:   Type(b[4]),
		Stream: binary.BigEndian.Uint32(b[8:]),
	}
	switch {
	case h.Length > MaxPayload:
		return h, fmt.Errorf("frame of %d bytes is longer than %d", h.Length, MaxPayload)
	case h.Type < Hello || h.Type > Credit:
		return h, fmt.Errorf("unknown frame type %d", h.Type)
	case b[5] != 0 || b[6] != 0 || b[7] != 0:
		return h, fmt.Errorf("reserved bits set in frame of type %d", h.Type)
	case h.Type == Credit && h.Length != 4:
		return h, fmt.Errorf("credit frame of %d bytes", h.Length)
	}
	return h, nil
}

// ReadHeader reads one header from r. io.EOF means that the peer ended between two frames.
func ReadHeader(r io.Reader) (Header, error) {
	var b [HeaderSize]byte
	if _, err := io.ReadFull(r, b[:]); err != nil {
		return Header{}, err
	}
	return Parse(b[:])
}
