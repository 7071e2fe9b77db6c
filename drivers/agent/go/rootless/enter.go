// Package rootless gives a daemon that an ordinary user starts what root has: it lives in namespaces of its own, in which
// that user is root (user_namespaces(7)). A keeper holds those namespaces and their way out for as long as anything is in
// them, so that containers survive the daemon and the next daemon finds them.
package rootless

import (
	"bufio"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"

	"sockerless.io/agent/outside"
)

// Modes of the command line that are parts of this one.
const (
	keepMode  = "rootless-keep"
	setupMode = "rootless-setup"
)

type options struct {
	dir   string
	slirp string
	ids   string
	again bool
}

func (o options) args() []string { return []string{"--dir", o.dir, "--slirp", o.slirp, "--ids", o.ids} }

func parse(name string, args []string) (options, []string, error) {
	o := options{}
	flags := flag.NewFlagSet(name, flag.ContinueOnError)
	flags.StringVar(&o.dir, "dir", "", "directory of the keeper")
	flags.StringVar(&o.slirp, "slirp", "", "path of slirp4netns")
	flags.StringVar(&o.ids, "ids", "auto", "auto: the user's subordinate ids; single: none")
	flags.BoolVar(&o.again, "again", false, "the namespaces are furnished already")
	if err := flags.Parse(args); err != nil {
		return o, nil, err
	}
	if o.dir == "" {
		return o, nil, errors.New(name + ": --dir is missing")
	}
	return o, flags.Args(), nil
}

// Enter becomes the command, in the namespaces of the directory's keeper, which it starts when there is none.
func Enter(args []string) error {
	o, command, err := parse("rootless", args)
	if err != nil {
		return err
	}
	if len(command) == 0 {
		return errors.New("rootless: no command")
	}
	if err := os.MkdirAll(o.dir, 0o700); err != nil {
		return err
	}
	// Held by the command until it ends: as long, the keeper stays.
	entered, err := lock(o.dir, "entered.lock", syscall.LOCK_SH)
	if err != nil {
		return err
	}
	namespaces, err := o.namespaces()
	if err != nil {
		return err
	}
	nsenter, err := exec.LookPath("nsenter")
	if err != nil {
		return err
	}
	directory, err := os.Getwd()
	if err != nil {
		return err
	}
	if _, err := syscall.Dup(entered); err != nil { // a copy without the flag that closes it at once
		return err
	}
	argv := []string{"nsenter", "--preserve-credentials", "--wdns=" + directory}
	for i, kind := range []string{"user", "mount", "net"} {
		fd, err := syscall.Dup(int(namespaces[i].Fd()))
		if err != nil {
			return err
		}
		argv = append(argv, fmt.Sprintf("--%s=/proc/self/fd/%d", kind, fd))
	}
	// The other end of IPv6 sockets is here, whatever there is in the namespaces.
	addresses, _ := os.ReadFile("/proc/self/net/if_inet6") // missing without IPv6
	environment := append(os.Environ(), outside.Variable+"="+socketPath(o.dir),
		fmt.Sprintf("%s_IPV6=%t", outside.Variable, len(addresses) > 0))
	return syscall.Exec(nsenter, append(append(argv, "--"), command...), environment)
}

func socketPath(dir string) string { return filepath.Join(dir, "outside.sock") }

// lock waits for a lock that ends with the descriptor.
func lock(dir, name string, how int) (int, error) {
	path := filepath.Join(dir, name)
	fd, err := syscall.Open(path, syscall.O_CREAT|syscall.O_RDWR|syscall.O_CLOEXEC, 0o600)
	if err != nil {
		return 0, fmt.Errorf("open %s: %w", path, err)
	}
	if err := flock(fd, how); err != nil {
		return 0, fmt.Errorf("lock %s: %w", path, err)
	}
	return fd, nil
}

func flock(fd, how int) error {
	for {
		if err := syscall.Flock(fd, how); err != syscall.EINTR {
			return err
		}
	}
}

// namespaces asks the keeper for its user, mount and network namespace.
func (o options) namespaces() ([]*os.File, error) {
	making, err := lock(o.dir, "making.lock", syscall.LOCK_EX)
	if err != nil {
		return nil, err
	}
	defer syscall.Close(making)
	files, err := ask(o.dir)
	if err == nil {
		return files, nil
	}
	if err := o.startKeeper(); err != nil {
		return nil, err
	}
	return ask(o.dir)
}

func ask(dir string) ([]*os.File, error) {
	files, err := outside.Ask(socketPath(dir), outside.Request{Op: "namespaces"})
	if err == nil && len(files) != 3 {
		err = fmt.Errorf("the keeper sent %d namespaces", len(files))
	}
	return files, err
}

func (o options) startKeeper() error {
	program, err := os.Executable()
	if err != nil {
		return err
	}
	keeper := exec.Command(program, append([]string{keepMode}, o.args()...)...)
	keeper.Dir = "/"
	keeper.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	words, err := os.OpenFile(filepath.Join(o.dir, "keeper.log"), os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	defer words.Close()
	keeper.Stderr = words
	output, err := keeper.StdoutPipe()
	if err != nil {
		return err
	}
	if err := keeper.Start(); err != nil {
		return err
	}
	// The keeper goes on; the pipe ends when it is ready or gone.
	if line, _ := bufio.NewReader(output).ReadString('\n'); line == "ready\n" {
		return nil
	}
	_ = keeper.Wait()
	text, _ := os.ReadFile(words.Name())
	return fmt.Errorf("no namespaces for a daemon without root: %s", strings.TrimSpace(string(text)))
}
