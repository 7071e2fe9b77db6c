// Package netlink is as much rtnetlink as container networks need: links, addresses, routes, namespaces.
package netlink

import (
	"encoding/binary"
	"fmt"
	"syscall"
)

var native = binary.LittleEndian // every Linux that Go's static binaries of ours run on

// message is a request under construction.
type message struct {
	kind  uint16
	flags uint16
	body  []byte
	about string // for errors
}

func request(kind int, flags int, about string) *message {
	return &message{kind: uint16(kind), flags: uint16(flags) | syscall.NLM_F_REQUEST, about: about}
}

// link appends struct ifinfomsg.
func (m *message) link(family uint8, index int32, flags, change uint32) *message {
	var b [syscall.SizeofIfInfomsg]byte
	b[0] = family
	native.PutUint32(b[4:], uint32(index))
	native.PutUint32(b[8:], flags)
	native.PutUint32(b[12:], change)
	m.body = append(m.body, b[:]...)
	return m
}

// bytes appends an attribute.
func (m *message) bytes(kind int, value []byte) *message {
	length := syscall.SizeofRtAttr + len(value)
	var head [syscall.SizeofRtAttr]byte
	native.PutUint16(head[0:], uint16(length))
	native.PutUint16(head[2:], uint16(kind))
	m.body = append(append(m.body, head[:]...), value...)
	for len(m.body)%4 != 0 {
		m.body = append(m.body, 0)
	}
	return m
}

func (m *message) text(kind int, value string) *message {
	return m.bytes(kind, append([]byte(value), 0))
}

func (m *message) u32(kind int, value uint32) *message {
	var b [4]byte
	native.PutUint32(b[:], value)
	return m.bytes(kind, b[:])
}

func (m *message) u8(kind int, value uint8) *message { return m.bytes(kind, []byte{value}) }

// nest appends an attribute that contains what inner appends.
func (m *message) nest(kind int, inner func()) *message {
	start := len(m.body)
	m.body = append(m.body, 0, 0, 0, 0)
	inner()
	native.PutUint16(m.body[start:], uint16(len(m.body)-start))
	native.PutUint16(m.body[start+2:], uint16(kind))
	return m
}

// socket is one netlink socket; it stays in the network namespace in which it was opened.
type socket struct {
	fd       int
	sequence uint32
}

func open() (*socket, error) { return openFamily(syscall.NETLINK_ROUTE) }

func openFamily(family int) (*socket, error) {
	fd, err := syscall.Socket(syscall.AF_NETLINK, syscall.SOCK_RAW|syscall.SOCK_CLOEXEC, family)
	if err != nil {
		return nil, fmt.Errorf("netlink socket: %w", err)
	}
	if err := syscall.Bind(fd, &syscall.SockaddrNetlink{Family: syscall.AF_NETLINK}); err != nil {
		syscall.Close(fd)
		return nil, fmt.Errorf("netlink bind: %w", err)
	}
	return &socket{fd: fd}, nil
}

func (s *socket) close() { syscall.Close(s.fd) }

// do sends all messages in one batch; the kernel handles each even if an earlier one fails. The result has the errors
// of the messages, nil where one succeeded; err is that of the conversation itself.
func (s *socket) do(all ...*message) (results []error, err error) {
	if len(all) == 0 {
		return nil, nil
	}
	first := s.sequence + 1
	var batch []byte
	for _, m := range all {
		batch = append(batch, s.encode(m, syscall.NLM_F_ACK)...)
	}
	if err := s.send(batch); err != nil {
		return nil, err
	}
	results = make([]error, len(all))
	for pending := len(all); pending > 0; {
		replies, err := s.receive()
		if err != nil {
			return nil, err
		}
		for _, r := range replies {
			at := int(int32(r.Header.Seq - first))
			if r.Header.Type != syscall.NLMSG_ERROR || at < 0 || at >= len(all) {
				continue
			}
			pending--
			if errno := int32(native.Uint32(r.Data)); errno != 0 {
				results[at] = fmt.Errorf("%s: %w", all[at].about, syscall.Errno(-errno))
			}
		}
	}
	return results, nil
}

// must is do where the first failure is the caller's.
func (s *socket) must(all ...*message) error {
	results, err := s.do(all...)
	if err != nil {
		return err
	}
	for _, err := range results {
		if err != nil {
			return err
		}
	}
	return nil
}

// dump asks for a list and calls each for its elements.
func (s *socket) dump(m *message, each func(kind uint16, data []byte)) error {
	sequence := s.sequence + 1
	if err := s.send(s.encode(m, syscall.NLM_F_DUMP)); err != nil {
		return err
	}
	for {
		replies, err := s.receive()
		if err != nil {
			return err
		}
		for _, r := range replies {
			if r.Header.Seq != sequence {
				continue
			}
			switch r.Header.Type {
			case syscall.NLMSG_DONE:
				return nil
			case syscall.NLMSG_ERROR:
				return fmt.Errorf("%s: %w", m.about, syscall.Errno(-int32(native.Uint32(r.Data))))
			}
			each(r.Header.Type, r.Data)
		}
	}
}

func (s *socket) encode(m *message, flags uint16) []byte {
	s.sequence++
	length := syscall.SizeofNlMsghdr + len(m.body)
	b := make([]byte, syscall.SizeofNlMsghdr, (length+3)&^3)
	native.PutUint32(b[0:], uint32(length))
	native.PutUint16(b[4:], m.kind)
	native.PutUint16(b[6:], m.flags|flags)
	native.PutUint32(b[8:], s.sequence)
	b = append(b, m.body...)
	for len(b)%4 != 0 {
		b = append(b, 0)
	}
	return b
}

func (s *socket) send(b []byte) error {
	if err := syscall.Sendto(s.fd, b, 0, &syscall.SockaddrNetlink{Family: syscall.AF_NETLINK}); err != nil {
		return fmt.Errorf("netlink send: %w", err)
	}
	return nil
}

func (s *socket) receive() ([]syscall.NetlinkMessage, error) {
	buffer := make([]byte, 64<<10)
	for {
		n, _, err := syscall.Recvfrom(s.fd, buffer, 0)
		if err == syscall.EINTR {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("netlink receive: %w", err)
		}
		return syscall.ParseNetlinkMessage(buffer[:n])
	}
}

// attributes calls each for the attributes in b.
func attributes(b []byte, each func(kind uint16, value []byte)) {
	for len(b) >= syscall.SizeofRtAttr {
		length := int(native.Uint16(b))
		if length < syscall.SizeofRtAttr || length > len(b) {
			return
		}
		each(native.Uint16(b[2:])&0x3fff, b[syscall.SizeofRtAttr:length])
		if length = (length + 3) &^ 3; length > len(b) {
			return
		}
		b = b[length:]
	}
}
