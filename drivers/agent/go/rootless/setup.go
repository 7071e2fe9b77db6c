package rootless

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"syscall"

	"sockerless.io/agent/netlink"
	"sockerless.io/agent/outside"
	"sockerless.io/agent/sys"
)

// The network that slirp4netns makes up: itself at .2, a forwarder to the host's name servers at .3.
const (
	mtu        = 65520
	address    = "10.0.2.100/24"
	gateway    = "10.0.2.2"
	nameServer = "10.0.2.3"
	here       = "slirp0"
	there      = "slirp1"
)

// Setup furnishes the namespaces that it runs in and sends them over descriptor 3.
func Setup(args []string) error {
	o, _, err := parse(setupMode, args)
	if err != nil {
		return err
	}
	if !o.again {
		if err := mounts(o.dir); err != nil {
			return err
		}
		pair := netlink.Pair{Name: here, Peer: there, MTU: mtu, Address: address, Gateway: gateway}
		if err := netlink.Uplink(pair); err != nil {
			return err
		}
	}
	var files []*os.File
	for _, kind := range kinds {
		f, err := os.Open("/proc/self/ns/" + kind)
		if err != nil {
			return err
		}
		files = append(files, f)
	}
	packets, err := netlink.Packets(there)
	if err != nil {
		return err
	}
	files = append(files, os.NewFile(uintptr(packets), there))
	c, err := net.FileConn(os.NewFile(3, "keeper"))
	if err != nil {
		return err
	}
	defer c.Close()
	return outside.Send(c.(*net.UnixConn), []byte("made"), files)
}

// mounts covers what cannot be used here: control groups that are not this user's, which crun looks at although it is
// told to use none, and name servers that only the host's network reaches.
func mounts(dir string) error {
	const flags = syscall.MS_NOSUID | syscall.MS_NODEV | syscall.MS_NOEXEC
	const groups = "/sys/fs/cgroup"
	if err := syscall.Mount("tmpfs", groups, "tmpfs", flags, "mode=755,size=1m"); err != nil && err != syscall.ENOENT {
		return &sys.PathError{Op: "cover", Path: groups, Err: err}
	}
	ours := filepath.Join(dir, "resolv.conf")
	if err := os.WriteFile(ours, []byte("nameserver "+nameServer+"\n"), 0o644); err != nil {
		return err
	}
	theirs, err := filepath.EvalSymlinks("/etc/resolv.conf")
	if err != nil {
		return fmt.Errorf("name servers: %w", err)
	}
	if err := syscall.Mount(ours, theirs, "", syscall.MS_BIND, ""); err != nil {
		return &sys.PathError{Op: "cover", Path: theirs, Err: err}
	}
	return nil
}
