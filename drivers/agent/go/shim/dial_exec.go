package shim

import (
	"context"
	"strings"
	"syscall"
	"time"

	"sockerless.io/agent/frame"
)

// guestExec is one more process beside the user's command.
type guestExec struct {
	*process
	done chan struct{}
	code int
	at   time.Time
}

type guestExecParams struct {
	ExecID     string   `json:"execId"`
	Args       []string `json:"args"`
	Env        []string `json:"env"`
	User       string   `json:"user"`
	WorkingDir string   `json:"workingDir"`
	Terminal   bool     `json:"terminal"`
	Height     uint16   `json:"height"`
	Width      uint16   `json:"width"`
	attachParams
}

// exec starts a process; exec-wait tells of its end.
func (g *guest) exec(_ context.Context, p guestExecParams, conn *frame.Conn) (any, error) {
	if len(p.Args) == 0 {
		return nil, frame.Errorf(frame.Invalid, "exec without a program")
	}
	streams, err := streamsOf(conn, p.Stdin, p.Stdout, p.Stderr)
	if err != nil {
		return nil, err
	}
	ours, theirs, err := newStdio(p.Terminal, streams[0] != nil, streams[1] != nil, streams[2] != nil)
	if err != nil {
		return nil, err
	}
	e := &guestExec{process: &process{terminal: p.Terminal, stdin: ours[0]}, done: make(chan struct{})}
	ended, err := g.launch(p, e, theirs)
	closeAll(theirs)
	if err != nil {
		closeAll(ours)
		return nil, err
	}
	for i := 1; i <= 2; i++ {
		if ours[i] == nil {
			if streams[i] != nil {
				_ = streams[i].WriteOnly().CloseWrite()
			}
			continue
		}
		o := newOutput(ours[i], nil)
		if streams[i] != nil {
			o.attach(streams[i])
		}
		e.outputs = append(e.outputs, o)
		go o.run()
	}
	if streams[0] != nil {
		go e.feed(streams[0], true)
	}
	go g.awaitExec(p.ExecID, e, ended)
	return pidResult{e.pid}, nil
}

// launch starts the process while the user's command runs: neither ends in between.
func (g *guest) launch(p guestExecParams, e *guestExec, theirs stdio) (<-chan syscall.WaitStatus, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.phase != running {
		return nil, frame.Errorf(frame.Conflict, "container is %s", phaseNames[g.phase])
	}
	if g.paused {
		return nil, frame.Errorf(frame.Conflict, "container is paused")
	}
	if _, twice := g.execs[p.ExecID]; twice || p.ExecID == "" {
		return nil, frame.Errorf(frame.Conflict, "exec %q exists", p.ExecID)
	}
	c := command{
		args: p.Args, env: mergeEnv(g.config.env, p.Env), user: p.User, dir: p.WorkingDir, tty: p.Terminal,
		groups: g.config.groups,
	}
	if c.user == "" {
		c.user = g.config.user
	}
	if c.dir == "" {
		c.dir = g.config.workdir
	}
	if p.Terminal && p.Height > 0 && p.Width > 0 {
		if err := resize(e.stdin, p.Height, p.Width); err != nil {
			return nil, err
		}
	}
	ended, err := c.start(g.reaper, theirs, &e.pid)
	if err == nil {
		g.execs[p.ExecID] = e
	}
	return ended, err
}

func (g *guest) awaitExec(id string, e *guestExec, ended <-chan syscall.WaitStatus) {
	status := <-ended
	e.finish()
	g.mu.Lock()
	e.code, e.at = exitCode(status), time.Now().UTC()
	g.mu.Unlock()
	close(e.done)
	time.AfterFunc(time.Minute, func() { // whoever waited has got it
		g.mu.Lock()
		delete(g.execs, id)
		g.mu.Unlock()
	})
}

func (g *guest) execWait(ctx context.Context, p struct {
	ExecID string `json:"execId"`
}, _ *frame.Conn) (any, error) {
	e, err := g.findExec(p.ExecID)
	if err != nil {
		return nil, err
	}
	select {
	case <-e.done:
		return map[string]any{"code": e.code, "finishedAt": e.at}, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (g *guest) findExec(id string) (*guestExec, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if e := g.execs[id]; e != nil {
		return e, nil
	}
	return nil, frame.Errorf(frame.NotFound, "no exec %q", id)
}

// mergeEnv puts entries over others of the same name.
func mergeEnv(base, over []string) []string {
	merged := make([]string, 0, len(base)+len(over))
	for _, entry := range base {
		key, _, _ := strings.Cut(entry, "=")
		if _, replaced := lookEnv(over, key); !replaced {
			merged = append(merged, entry)
		}
	}
	return append(merged, over...)
}
