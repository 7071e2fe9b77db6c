package shim

import (
	"context"
	"encoding/json"
	"strconv"
	"syscall"
	"time"

	"sockerless.io/agent/frame"
)

func (t *task) ops() *frame.Ops {
	ops := &frame.Ops{}
	ops.Register("create", frame.Typed(t.create))
	ops.Register("start", t.start)
	ops.Register("attach", frame.Typed(t.attach), "stdin", "stdout", "stderr")
	ops.Register("exec", frame.Typed(t.exec), "stdin", "stdout", "stderr")
	ops.Register("signal", frame.Typed(t.signal))
	ops.Register("resize", frame.Typed(t.resize))
	ops.Register("close-stdin", t.closeStdin)
	ops.Register("state", t.state)
	ops.Register("wait", t.wait)
	ops.Register("subscribe", t.subscribe)
	ops.Register("forget", t.forget)
	ops.Register("delete", t.delete)
	return ops
}

type attachParams struct {
	Stdin  uint32 `json:"stdin"`
	Stdout uint32 `json:"stdout"`
	Stderr uint32 `json:"stderr"`
}

// attach tees the outputs to the given streams from now on and feeds stdin from the given one.
func (t *task) attach(_ context.Context, p attachParams, conn *frame.Conn) (any, error) {
	init, _, err := t.live(created, running, exited)
	if err != nil {
		return nil, err
	}
	streams, err := streamsOf(conn, p.Stdin, p.Stdout, p.Stderr)
	if err != nil {
		return nil, err
	}
	for i := 1; i <= 2; i++ {
		switch {
		case streams[i] == nil:
		case i <= len(init.outputs):
			init.outputs[i-1].attach(streams[i])
		default: // a terminal has one output
			_ = streams[i].WriteOnly().CloseWrite()
		}
	}
	if streams[0] != nil {
		go init.feed(streams[0], t.params.StdinOnce)
	}
	return nil, nil
}

// target finds the process that a request means: an exec, or the container's init.
func (t *task) target(execID string) (*process, error) {
	if execID == "" {
		init, _, err := t.live(created, running)
		return init, err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	e := t.execs[execID]
	if e == nil {
		return nil, frame.Errorf(frame.NotFound, "no exec %q", execID)
	}
	if !e.running {
		return nil, frame.Errorf(frame.Conflict, "exec %q has ended", execID)
	}
	return e.process, nil
}

type signalParams struct {
	Number int    `json:"number"`
	All    bool   `json:"all"`
	ExecID string `json:"execId"`
}

func (t *task) signal(_ context.Context, p signalParams, _ *frame.Conn) (any, error) {
	target, err := t.target(p.ExecID)
	if err != nil {
		return nil, err
	}
	if p.All {
		return nil, t.runtime.run(stdio{}, "kill", "--all", t.params.ID, strconv.Itoa(p.Number))
	}
	return nil, t.reaper.kill(target.pid, syscall.Signal(p.Number))
}

type resizeParams struct {
	Height uint16 `json:"height"`
	Width  uint16 `json:"width"`
	ExecID string `json:"execId"`
}

func (t *task) resize(_ context.Context, p resizeParams, _ *frame.Conn) (any, error) {
	target, err := t.target(p.ExecID)
	if err != nil {
		return nil, err
	}
	return nil, target.resize(p.Height, p.Width)
}

func (t *task) closeStdin(context.Context, json.RawMessage, *frame.Conn) (any, error) {
	init, err := t.target("")
	if err != nil {
		return nil, err
	}
	init.closeStdin()
	return nil, nil
}

type stateResult struct {
	Status     string      `json:"status"`
	Pid        int         `json:"pid"`
	StartedAt  *time.Time  `json:"startedAt,omitempty"`
	FinishedAt *time.Time  `json:"finishedAt,omitempty"`
	Code       int         `json:"code"`
	OOM        bool        `json:"oom"`
	Execs      []execState `json:"execs"`
}

func (t *task) state(context.Context, json.RawMessage, *frame.Conn) (any, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	s := stateResult{Status: phaseNames[t.phase], Execs: []execState{}}
	if t.init != nil && t.phase != exited {
		s.Pid = t.init.pid
	}
	if !t.startedAt.IsZero() {
		at := t.startedAt
		s.StartedAt = &at
	}
	if t.phase == exited {
		at := t.exit.FinishedAt
		s.FinishedAt, s.Code, s.OOM = &at, t.exit.Code, t.exit.OOM
	}
	for id, e := range t.execs {
		if e != nil {
			s.Execs = append(s.Execs, execState{id, e.pid, e.running, e.code})
		}
	}
	return s, nil
}

func (t *task) wait(ctx context.Context, _ json.RawMessage, _ *frame.Conn) (any, error) {
	select {
	case <-t.ended:
		return t.exit, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (t *task) subscribe(_ context.Context, _ json.RawMessage, conn *frame.Conn) (any, error) {
	t.hub.subscribe(conn)
	return nil, nil
}

// delete ends the container whatever it does, and this shim.
func (t *task) delete(ctx context.Context, p json.RawMessage, conn *frame.Conn) (any, error) {
	if _, err := t.forget(ctx, p, conn); err != nil {
		return nil, err
	}
	return frame.Last{Then: t.stop}, nil
}

// forget ends the container and lets the runtime forget it; who is attached may read on.
func (t *task) forget(context.Context, json.RawMessage, *frame.Conn) (any, error) {
	t.starting.Lock()
	t.mu.Lock()
	t.deleting = true
	has := t.runtime != nil
	t.mu.Unlock()
	t.starting.Unlock()
	if has {
		if err := t.remove(); err != nil {
			return nil, err
		}
		<-t.ended
	}
	return nil, nil
}
