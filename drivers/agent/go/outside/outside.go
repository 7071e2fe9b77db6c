// Package outside is how processes in the namespaces of a daemon without root get what only the host's own network
// namespace has: sockets that listen there. A keeper (package rootless) serves it on a unix socket.
package outside

import (
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"syscall"
)

// Variable names the keeper's socket for those in its namespaces.
const Variable = "SOCKERLESS_OUTSIDE"

const largest = 4 << 10

// Request asks for descriptors.
type Request struct {
	Op      string `json:"op"`                // listen or namespaces
	Network string `json:"network,omitempty"` // of package net, such as tcp4
	Address string `json:"address,omitempty"`
}

// answer goes with the descriptors, or says why there are none.
type answer struct {
	Error string `json:"error,omitempty"`
}

// Ask sends one request and returns the files that came with the answer.
func Ask(path string, request Request) ([]*os.File, error) {
	c, err := net.DialUnix("unixpacket", nil, &net.UnixAddr{Name: path, Net: "unixpacket"})
	if err != nil {
		return nil, err
	}
	defer c.Close()
	text, err := json.Marshal(request)
	if err != nil {
		return nil, err
	}
	if _, err := c.Write(text); err != nil {
		return nil, err
	}
	files, text, err := Receive(c)
	if err != nil {
		return nil, err
	}
	var a answer
	if err := json.Unmarshal(text, &a); err != nil {
		return nil, fmt.Errorf("answer of the keeper: %w", err)
	}
	if a.Error != "" {
		return nil, errors.New(a.Error)
	}
	return files, nil
}

// Reply answers a request.
func Reply(c *net.UnixConn, files []*os.File, failure error) error {
	a := answer{}
	if failure != nil {
		a.Error, files = failure.Error(), nil
	}
	text, err := json.Marshal(a)
	if err != nil {
		return err
	}
	return Send(c, text, files)
}

// Send writes one message with files.
func Send(c *net.UnixConn, text []byte, files []*os.File) error {
	var fds []int
	for _, f := range files {
		fds = append(fds, int(f.Fd()))
	}
	_, _, err := c.WriteMsgUnix(text, syscall.UnixRights(fds...), nil)
	return err
}

// Receive reads one message with files.
func Receive(c *net.UnixConn) ([]*os.File, []byte, error) {
	text, rights := make([]byte, largest), make([]byte, syscall.CmsgSpace(4*8))
	n, oobn, _, _, err := c.ReadMsgUnix(text, rights)
	if err != nil {
		return nil, nil, err
	}
	messages, err := syscall.ParseSocketControlMessage(rights[:oobn])
	if err != nil {
		return nil, nil, err
	}
	var files []*os.File
	for _, m := range messages {
		fds, err := syscall.ParseUnixRights(&m)
		if err != nil {
			return nil, nil, err
		}
		for _, fd := range fds {
			files = append(files, os.NewFile(uintptr(fd), "received"))
		}
	}
	return files, text[:n], nil
}

// Listen is net.Listen in the host's network namespace, where this process is in another one.
func Listen(network, address string) (net.Listener, error) {
	path := os.Getenv(Variable)
	if path == "" {
		return net.Listen(network, address)
	}
	f, err := ask(path, network, address)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return net.FileListener(f)
}

// ListenPacket is net.ListenPacket in the host's network namespace.
func ListenPacket(network, address string) (net.PacketConn, error) {
	path := os.Getenv(Variable)
	if path == "" {
		return net.ListenPacket(network, address)
	}
	f, err := ask(path, network, address)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return net.FilePacketConn(f)
}

func ask(path, network, address string) (*os.File, error) {
	files, err := Ask(path, Request{Op: "listen", Network: network, Address: address})
	if err != nil {
		return nil, err
	}
	if len(files) != 1 {
		return nil, fmt.Errorf("the keeper sent %d sockets", len(files))
	}
	return files[0], nil
}
