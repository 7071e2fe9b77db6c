package rootless

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime/debug"
	"strings"
	"sync/atomic"
	"syscall"

	"sockerless.io/agent/outside"
)

// Keep makes the namespaces and serves outside.sock until nobody is in them any more. It prints "ready" once it can be
// asked.
func Keep(args []string) error {
	o, _, err := parse(keepMode, args)
	if err != nil {
		return err
	}
	debug.SetGCPercent(50)
	signal.Ignore(syscall.SIGHUP, syscall.SIGINT, syscall.SIGPIPE)
	made, err := o.make()
	if err != nil {
		return err
	}
	if err := record(o.dir, made[:3]); err != nil {
		return err
	}
	if err := os.Remove(socketPath(o.dir)); err != nil && !os.IsNotExist(err) {
		return err
	}
	way, err := startWay(o, int(made[3].Fd()))
	if err != nil {
		return err
	}
	defer way.end()
	old := syscall.Umask(0o177)
	listener, err := net.ListenUnix("unixpacket", &net.UnixAddr{Name: socketPath(o.dir), Net: "unixpacket"})
	syscall.Umask(old)
	if err != nil {
		return err
	}
	go serve(listener, made[:3])
	if _, err := fmt.Println("ready"); err != nil {
		return err
	}
	if err := os.Stdout.Close(); err != nil {
		return err
	}
	if err := awaitEmptiness(o.dir, made[0]); err != nil {
		return err
	}
	if err := os.Remove(recordPath(o.dir)); err != nil {
		return err
	}
	return listener.Close() // and so removes the socket
}

// make has a child make the namespaces, furnish them, and send them: user, mount, net, and a socket for the way out.
func (o options) make() ([]*os.File, error) {
	program, err := os.Executable()
	if err != nil {
		return nil, err
	}
	pair, err := syscall.Socketpair(syscall.AF_UNIX, syscall.SOCK_SEQPACKET|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		return nil, err
	}
	ours, theirs := os.NewFile(uintptr(pair[0]), "namespaces"), os.NewFile(uintptr(pair[1]), "namespaces")
	defer ours.Close()
	words := append([]string{program, setupMode}, o.args()...)
	if member := survivor(o.dir); member != 0 {
		words = append(append(nsenter(member), words...), "--again")
	} else {
		words = append(o.unshare(), words...)
	}
	child := exec.Command(words[0], words[1:]...)
	child.ExtraFiles = []*os.File{theirs}
	var complaint strings.Builder
	child.Stderr = &complaint
	if err := child.Run(); err != nil {
		theirs.Close()
		return nil, fmt.Errorf("%v: %s", err, strings.TrimSpace(complaint.String()))
	}
	theirs.Close()
	c, err := net.FileConn(ours)
	if err != nil {
		return nil, err
	}
	defer c.Close()
	files, _, err := outside.Receive(c.(*net.UnixConn))
	if err == nil && len(files) != 4 {
		err = fmt.Errorf("%d descriptors of new namespaces", len(files))
	}
	return files, err
}

func (o options) unshare() []string {
	words := []string{"unshare", "--user", "--map-root-user"}
	if o.ids == "auto" {
		words = append(words, "--map-auto")
	}
	return append(words, "--mount", "--propagation", "slave", "--net", "--")
}

func serve(listener *net.UnixListener, namespaces []*os.File) {
	for {
		c, err := listener.AcceptUnix()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, "sockerless-agent rootless:", err)
			continue
		}
		go func() {
			defer c.Close()
			if err := answer(c, namespaces); err != nil && err != io.EOF {
				fmt.Fprintln(os.Stderr, "sockerless-agent rootless:", err)
			}
		}()
	}
}

func answer(c *net.UnixConn, namespaces []*os.File) error {
	text := make([]byte, 4<<10)
	n, err := c.Read(text)
	if err != nil {
		return err
	}
	var r outside.Request
	if err := json.Unmarshal(text[:n], &r); err != nil {
		return err
	}
	switch r.Op {
	case "namespaces":
		return outside.Reply(c, namespaces, nil)
	case "listen":
		f, err := listen(r.Network, r.Address)
		if err != nil {
			return outside.Reply(c, nil, err)
		}
		defer f.Close()
		return outside.Reply(c, []*os.File{f}, nil)
	}
	return outside.Reply(c, nil, fmt.Errorf("unknown operation %q", r.Op))
}

// listen opens a socket of the host. Its copy that is sent keeps listening when ours is closed.
func listen(network, address string) (*os.File, error) {
	if strings.HasPrefix(network, "udp") {
		c, err := net.ListenPacket(network, address)
		if err != nil {
			return nil, explained(err)
		}
		defer c.Close()
		return c.(*net.UDPConn).File()
	}
	l, err := net.Listen(network, address)
	if err != nil {
		return nil, explained(err)
	}
	defer l.Close()
	return l.(*net.TCPListener).File()
}

func explained(err error) error {
	if !errors.Is(err, syscall.EACCES) {
		return err
	}
	first, unknown := os.ReadFile("/proc/sys/net/ipv4/ip_unprivileged_port_start")
	if unknown != nil {
		return err
	}
	return fmt.Errorf("%w: without root only ports from %s on can be published (sysctl"+
		" net.ipv4.ip_unprivileged_port_start)", err, strings.TrimSpace(string(first)))
}

// way is slirp4netns, which speaks for the namespaces with the sockets of an ordinary program.
type way struct {
	exit *os.File
	pump *pump
	over atomic.Bool
}

func startWay(o options, packets int) (*way, error) {
	w := &way{pump: newPump(packets)}
	end, ours, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	w.exit = ours
	first := make(chan error, 1)
	go w.run(o, end, first)
	return w, <-first
}

// end lets slirp4netns end. It is not to be started again: nobody would be there to end that one.
func (w *way) end() {
	w.over.Store(true)
	w.exit.Close()
}

// run starts slirp4netns, again when it has ended although it has worked.
func (w *way) run(o options, exit *os.File, first chan<- error) {
	slirp, err := w.start(o, exit)
	first <- err
	for err == nil {
		w.pump.fromSlirp()
		if w.over.Load() {
			return
		}
		fmt.Fprintln(os.Stderr, "sockerless-agent rootless: slirp4netns has ended:", slirp.Wait())
		slirp, err = w.start(o, exit)
	}
	fmt.Fprintln(os.Stderr, "sockerless-agent rootless: there is no way out:", err)
}

func (w *way) start(o options, exit *os.File) (*exec.Cmd, error) {
	path := filepath.Join(o.dir, "slirp.sock")
	_ = os.Remove(path) // what a killed one left; another failure is told by its successor
	slirp := exec.Command(o.slirp, "--target-type=bess", "--disable-host-loopback", fmt.Sprint("--mtu=", mtu),
		"--exit-fd=3", path)
	slirp.ExtraFiles = []*os.File{exit}
	output, err := slirp.StderrPipe()
	if err == nil {
		err = slirp.Start()
	}
	if err != nil {
		return nil, fmt.Errorf("slirp4netns: %w", err)
	}
	// It says that it waits for us once it listens; without listening its output ends, and so does the waiting.
	words := bufio.NewReader(output)
	for line := ""; err == nil && !strings.HasPrefix(line, "Waiting for connection"); {
		line, err = words.ReadString('\n')
		fmt.Fprint(os.Stderr, line)
	}
	go io.Copy(os.Stderr, words)
	if err := w.pump.follow(path); err != nil {
		_ = slirp.Process.Kill()
		_ = slirp.Wait()
		return nil, err
	}
	return slirp, nil
}
