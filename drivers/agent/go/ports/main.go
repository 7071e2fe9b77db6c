// Package ports is the mode that holds a daemon's published ports on the host: one process per daemon, which outlives
// it, so that neither the daemon's death nor its upgrade opens a gap in which another program could take a port. It
// listens on every published address and relays to the container. For IPv4 the packet filter usually redirects
// connections before they reach these sockets; IPv6 clients are always served here. For the same reasons it is the name
// server of containers in user-defined networks (package dns).
package ports

import (
	"errors"
	"flag"
	"fmt"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"runtime/debug"
	"sync"
	"syscall"
	"time"

	"sockerless.io/agent/dns"
	"sockerless.io/agent/frame"
)

// idle is how long a process that holds nothing and serves nobody stays, and how often it looks. Tests have less time.
var idle = 5 * time.Second

// Main serves DIR/ports.sock; it prints "ready" and closes stdout once it can be reached. When another process
// serves DIR already, it says so in the same way and ends.
func Main(args []string) error {
	flags := flag.NewFlagSet("ports", flag.ContinueOnError)
	dir := flags.String("dir", "", "directory of ports.sock")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *dir == "" {
		return errors.New("ports: --dir is missing")
	}
	debug.SetGCPercent(50)
	signal.Ignore(syscall.SIGHUP, syscall.SIGINT, syscall.SIGPIPE)
	// The daemon's terminal and process group must not take this process along. EPERM: it leads a group already.
	if _, err := syscall.Setsid(); err != nil && err != syscall.EPERM {
		return fmt.Errorf("setsid: %w", err)
	}
	lock, err := os.OpenFile(filepath.Join(*dir, "ports.lock"), os.O_CREATE|os.O_RDWR|syscall.O_CLOEXEC, 0o600)
	if err != nil {
		return err
	}
	defer lock.Close()
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		if err == syscall.EWOULDBLOCK {
			return ready()
		}
		return fmt.Errorf("lock %s: %w", lock.Name(), err)
	}
	s, err := listen(filepath.Join(*dir, "ports.sock"))
	if err != nil {
		return err
	}
	if err := ready(); err != nil {
		return err
	}
	go s.endWhenUseless()
	return s.serve()
}

func ready() error {
	if _, err := fmt.Println("ready"); err != nil {
		return err
	}
	return os.Stdout.Close()
}

type server struct {
	path     string
	inode    uint64
	listener *net.UnixListener
	holder   *holder
	names    *dns.Directory

	mu      sync.Mutex
	clients int
}

func listen(path string) (*server, error) {
	if err := os.Remove(path); err != nil && !os.IsNotExist(err) {
		return nil, err
	}
	old := syscall.Umask(0o177)
	l, err := net.ListenUnix("unix", &net.UnixAddr{Name: path, Net: "unix"})
	syscall.Umask(old)
	if err != nil {
		return nil, err
	}
	s := &server{path: path, listener: l, holder: newHolder(), names: dns.NewDirectory()}
	s.inode, err = inodeOf(path)
	return s, err
}

func inodeOf(path string) (uint64, error) {
	var st syscall.Stat_t
	if err := syscall.Stat(path, &st); err != nil {
		return 0, fmt.Errorf("stat %s: %w", path, err)
	}
	return st.Ino, nil
}

func (s *server) serve() error {
	ops := s.holder.ops()
	s.names.Register(ops)
	for {
		c, err := s.listener.AcceptUnix()
		if errors.Is(err, net.ErrClosed) {
			return nil
		}
		if err != nil {
			return err
		}
		s.count(1)
		go func() {
			defer s.count(-1)
			defer c.Close()
			if err := frame.Serve(c, c, "ports", ops); err != nil {
				fmt.Fprintln(os.Stderr, "sockerless-agent ports:", err)
			}
		}()
	}
}

func (s *server) count(n int) {
	s.mu.Lock()
	s.clients += n
	s.mu.Unlock()
}

// endWhenUseless closes the listener when nobody is connected and either nothing is held or served, or no daemon could
// find this process any more, because its socket is gone. A daemon that comes at this moment is refused and starts
// another.
func (s *server) endWhenUseless() {
	for {
		time.Sleep(idle)
		inode, err := inodeOf(s.path)
		lost := err != nil || inode != s.inode
		s.mu.Lock()
		useless := s.clients == 0 && (lost || s.holder.isEmpty() && s.names.IsEmpty())
		if useless {
			s.listener.SetUnlinkOnClose(!lost)
			s.listener.Close()
		}
		s.mu.Unlock()
		if useless {
			return
		}
	}
}
