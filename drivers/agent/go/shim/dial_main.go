package shim

import (
	"fmt"
	"os"
	"os/signal"
	"runtime/debug"
	"sync"
	"syscall"
	"time"

	"sockerless.io/agent/frame"
	"sockerless.io/agent/resume"
)

// unreachable is the exit code of an agent that never got to its gateway.
const unreachable = 125

// Dial is the mode of a container in a cloud: we are its entrypoint, run the user's command as our child and dial out to
// the daemon's gateway. It returns the exit code for the cloud.
func Dial() (int, error) {
	config, err := readDialConfig(os.Environ())
	if err != nil {
		return unreachable, err
	}
	g, err := supervise(config)
	if err != nil {
		return unreachable, err
	}
	return g.code(), g.failure
}

// supervise runs the command to its end, and stays until the daemon has all of it.
func supervise(config *dialConfig) (*guest, error) {
	debug.SetGCPercent(40)
	d, err := newDialer(config)
	if err != nil {
		return nil, err
	}
	if _, _, errno := syscall.RawSyscall(syscall.SYS_PRCTL, prSetChildSubreaper, 1, 0); errno != 0 {
		return nil, fmt.Errorf("child subreaper: %w", errno)
	}
	g, err := newGuest(config)
	if err != nil {
		return nil, err
	}
	d.disowned = g.disowned
	go g.forwardSignals()
	l := &line{dialer: d, guest: g}
	if config.startAtOnce {
		if _, err := g.run(); err != nil {
			fmt.Fprintln(os.Stderr, "sockerless-agent:", err)
		}
	}
	go l.keep()
	<-g.ended
	select {
	case <-g.released:
	case <-time.After(config.until(config.linger)):
		// What is under way comes to its end.
		g.sending.Lock()
	}
	l.leave()
	return g, nil
}

// line is our way to the daemon.
type line struct {
	dialer *dialer
	guest  *guest

	mu      sync.Mutex
	session *resume.Session
}

// keep dials and serves for as long as we live.
func (l *line) keep() {
	ops := l.guest.ops()
	var next *resume.Carrier
	patience := l.dialer.config.dialFor
	for {
		if next == nil {
			var err error
			if next, err = l.dialer.patiently("", 0, patience); err != nil {
				l.guest.abandon(unreachable, err)
				continue
			}
		}
		s := resume.New(next, func(session string, received uint64) (*resume.Carrier, error) {
			return l.dialer.patiently(session, received, awayTime)
		})
		l.mu.Lock()
		l.session = s
		l.mu.Unlock()
		// The end of a session concerns its streams only.
		_ = frame.Serve(s, s, "dial", ops)
		s.Close()
		next = s.Successor()
	}
}

func (l *line) leave() {
	l.mu.Lock()
	s := l.session
	l.mu.Unlock()
	if s != nil {
		s.Leave(5 * time.Second)
	}
}

// forwardSignals hands on what the cloud sends us.
func (g *guest) forwardSignals() {
	signals := make(chan os.Signal, 16)
	signal.Notify(signals, syscall.SIGHUP, syscall.SIGINT, syscall.SIGQUIT, syscall.SIGTERM, syscall.SIGUSR1,
		syscall.SIGUSR2, syscall.SIGCONT, syscall.SIGWINCH, syscall.SIGPIPE, syscall.SIGALRM)
	for s := range signals {
		number := s.(syscall.Signal)
		if number == syscall.SIGPIPE {
			continue
		}
		// A command that has just ended needs no signal.
		_ = g.kill(number)
	}
}
