package shim

import (
	"encoding/binary"
	"errors"
	"io"
	"net"

	"sockerless.io/agent/frame"
)

// longestDatagram is what two bytes of length can say.
const longestDatagram = 64<<10 - 1

// forwardDatagrams carries datagrams, each after two bytes of its length, to a port of this container and back, until the other
// side ends the stream. Whether anybody listens there only answers tell.
func forwardDatagrams(stream *frame.Stream, port uint16) error {
	to, err := net.DialUDP("udp4", nil, &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1), Port: int(port)})
	if err != nil {
		return err
	}
	go func() {
		defer to.Close()
		var length [2]byte
		buffer := make([]byte, longestDatagram)
		for {
			if _, err := io.ReadFull(stream, length[:]); err != nil {
				return
			}
			datagram := buffer[:binary.BigEndian.Uint16(length[:])]
			if _, err := io.ReadFull(stream, datagram); err != nil {
				return
			}
			_, _ = to.Write(datagram) // one that is refused is lost, as datagrams are
		}
	}()
	go func() {
		buffer := make([]byte, 2+longestDatagram)
		for {
			n, err := to.Read(buffer[2:])
			if errors.Is(err, net.ErrClosed) {
				_ = stream.CloseWrite() // the other side has gone already
				return
			}
			if err != nil { // refused for now: the container may listen later
				continue
			}
			binary.BigEndian.PutUint16(buffer, uint16(n))
			if _, err := stream.Write(buffer[:2+n]); err != nil {
				to.Close()
				return
			}
		}
	}()
	return nil
}
