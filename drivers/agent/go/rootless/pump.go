package rootless

import (
	"fmt"
	"os"
	"sync"
	"syscall"
)

const largestFrame = 64 << 10

// pump carries Ethernet frames between a packet socket in the namespaces and slirp4netns, so that no /dev/net/tun is
// needed, which users may not open everywhere. slirp4netns takes such frames from a socket of type SOCK_SEQPACKET.
type pump struct {
	packets int

	mu    sync.Mutex
	slirp int // -1 while there is none
}

func newPump(packets int) *pump {
	p := &pump{packets: packets, slirp: -1}
	go p.toSlirp()
	return p
}

// follow connects to a slirp4netns.
func (p *pump) follow(path string) error {
	fd, err := syscall.Socket(syscall.AF_UNIX, syscall.SOCK_SEQPACKET|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		return err
	}
	if err := syscall.Connect(fd, &syscall.SockaddrUnix{Name: path}); err != nil {
		syscall.Close(fd)
		return fmt.Errorf("slirp4netns does not listen on %s: %w", path, err)
	}
	p.mu.Lock()
	p.slirp = fd
	p.mu.Unlock()
	return nil
}

// toSlirp goes on for ever. Frames that cannot be delivered are lost, as on any wire.
func (p *pump) toSlirp() {
	frame := make([]byte, largestFrame)
	for {
		n, err := syscall.Read(p.packets, frame)
		if err != nil && err != syscall.EINTR && err != syscall.ENETDOWN {
			fmt.Fprintln(os.Stderr, "sockerless-agent rootless: the way out is closed:", err)
			return
		}
		p.mu.Lock()
		to := p.slirp
		p.mu.Unlock()
		if err == nil && to >= 0 {
			_, _ = syscall.Write(to, frame[:n])
		}
	}
}

// fromSlirp returns when slirp4netns has ended.
func (p *pump) fromSlirp() {
	frame := make([]byte, largestFrame)
	for {
		n, err := syscall.Read(p.slirp, frame)
		if err == syscall.EINTR {
			continue
		}
		if err != nil || n == 0 {
			p.mu.Lock()
			syscall.Close(p.slirp)
			p.slirp = -1
			p.mu.Unlock()
			return
		}
		_, _ = syscall.Write(p.packets, frame[:n])
	}
}
