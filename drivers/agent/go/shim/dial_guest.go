package shim

import (
	"os"
	"sync"
	"syscall"
	"time"

	"sockerless.io/agent/files"
	"sockerless.io/agent/frame"
)

// guest is the user's command, which we run as our child, and what else runs beside it.
type guest struct {
	config   *dialConfig
	began    syscall.Timespec // what has an earlier ctime is the image's, or its runtime's
	reaper   *reaper
	log      *outputLog
	ended    chan struct{} // closed when it has ended, or never will begin
	released chan struct{} // closed when the daemon has all it wants
	release  sync.Once
	sending  sync.RWMutex // read while the daemon is sent what has changed

	mu         sync.Mutex
	phase      phase
	init       *process
	theirs     stdio // its ends of the standard streams, until it starts
	startedAt  time.Time
	finishedAt time.Time
	exit       int
	oom        bool
	paused     bool
	failure    error      // why it could not be started
	untold     logChannel // keeps the log open for those who follow it before there is a command
	execs      map[string]*guestExec
}

func newGuest(c *dialConfig) (*guest, error) {
	g := &guest{
		config: c, reaper: newReaper(), log: newOutputLog(c.logBytes), phase: created,
		ended: make(chan struct{}), released: make(chan struct{}), execs: map[string]*guestExec{},
	}
	var err error
	if g.began, err = files.Moment(); err != nil {
		return nil, err
	}
	g.init = &process{}
	g.untold = g.log.hold()
	if c.args == nil {
		return g, nil
	}
	return g, g.prepare()
}

// prepare makes the standard streams of the command, which is known now.
func (g *guest) prepare() error {
	defer g.untold.end()
	c := g.config
	ours, theirs, err := newStdio(c.tty, c.stdin, true, true)
	if err != nil {
		return err
	}
	g.theirs = theirs
	g.init = &process{terminal: c.tty, stdin: ours[0]}
	for i := 1; i <= 2; i++ {
		if ours[i] != nil {
			g.init.outputs = append(g.init.outputs, newOutput(ours[i], g.log.channel(byte(i))))
		}
	}
	for _, o := range g.init.outputs {
		go o.run()
	}
	return nil
}

// run starts the command.
func (g *guest) run() (time.Time, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.phase != created {
		return time.Time{}, frame.Errorf(frame.Conflict, "container is %s", phaseNames[g.phase])
	}
	c := g.config
	if c.args == nil {
		return time.Time{}, errNoCommand
	}
	program := command{args: c.args, env: c.env, user: c.user, groups: c.groups, dir: c.workdir, tty: c.tty, makeDir: true}
	var ended <-chan syscall.WaitStatus
	ended, err := program.start(g.reaper, g.theirs, &g.init.pid)
	closeAll(g.theirs)
	if err != nil {
		g.failure = err
		g.finished(startFailure(err))
		return time.Time{}, err
	}
	g.phase, g.startedAt = running, time.Now().UTC()
	go g.await(ended)
	return g.startedAt, nil
}

// finished ends the life of the command. The caller holds mu.
func (g *guest) finished(code int) {
	g.phase, g.exit, g.finishedAt = exited, code, time.Now().UTC()
	close(g.ended)
}

// abandon gives a command up that has not been started.
func (g *guest) abandon(code int, why error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.phase == created {
		closeAll(g.theirs)
		if g.config.args == nil {
			g.untold.end()
		}
		g.failure = why
		g.finished(code)
		g.let()
	}
}

// disowned ends a run that nobody wants any more, where the cloud has no way to end it.
func (g *guest) disowned() {
	g.let()
	_ = g.kill(syscall.SIGKILL) // one that has just ended needs no signal
}

func (g *guest) let() { g.release.Do(func() { close(g.released) }) }

func (g *guest) await(ended <-chan syscall.WaitStatus) {
	status := <-ended
	oom := cgroupOOM()
	killAll()
	g.log.unbound()
	g.init.finish()
	g.mu.Lock()
	defer g.mu.Unlock()
	g.oom = oom && status.Signaled() && status.Signal() == syscall.SIGKILL
	g.finished(exitCode(status))
}

func (g *guest) code() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.exit
}

// kill signals the command. Before its start a signal that ends processes ends us.
func (g *guest) kill(number syscall.Signal) error {
	g.mu.Lock()
	phase, pid := g.phase, g.init.pid
	g.mu.Unlock()
	switch phase {
	case created:
		switch number {
		case syscall.SIGHUP, syscall.SIGINT, syscall.SIGQUIT, syscall.SIGTERM, syscall.SIGKILL:
			g.abandon(128+int(number), nil)
		}
		return nil
	case exited:
		return nil
	}
	if err := g.reaper.kill(pid, number); err != syscall.ESRCH {
		return err
	}
	return nil
}

// drained waits until every attached reader has got everything or has gone.
func (g *guest) drained() {
	g.mu.Lock()
	execs := make([]*guestExec, 0, len(g.execs))
	for _, e := range g.execs {
		if e != nil {
			execs = append(execs, e)
		}
	}
	g.mu.Unlock()
	g.sending.Lock()
	g.sending.Unlock() //nolint — waits for those who send
	for _, o := range g.init.outputs {
		o.awaitReaders()
	}
	for _, e := range execs {
		<-e.done
		for _, o := range e.outputs {
			o.awaitReaders()
		}
	}
}

// running or an error that says what it is instead.
func (g *guest) mustRun() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.phase != running {
		return frame.Errorf(frame.Conflict, "container is %s", phaseNames[g.phase])
	}
	return nil
}

func closeAll(files stdio) {
	for i, f := range files {
		if f != nil && (i == 0 || f != files[i-1]) {
			f.Close()
		}
	}
}

// newStdio makes the ends of a process's standard streams: ours are not blocking; theirs are never nil.
func newStdio(tty, stdin, stdout, stderr bool) (ours, theirs stdio, err error) {
	if tty {
		master, slave, err := openTerminal()
		if err != nil {
			return ours, theirs, err
		}
		return stdio{master, master, nil}, stdio{slave, slave, slave}, nil
	}
	p, err := newPipes(stdin, stdout, stderr)
	if err != nil {
		return ours, theirs, err
	}
	for i := range p.theirs {
		if p.theirs[i] == nil {
			if p.theirs[i], err = os.OpenFile(os.DevNull, os.O_RDWR, 0); err != nil {
				p.close()
				return ours, theirs, err
			}
		}
	}
	return p.ours, p.theirs, nil
}
