package shim

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"syscall"
	"time"

	"sockerless.io/agent/files"
	"sockerless.io/agent/frame"
	"sockerless.io/agent/host"
)

func (g *guest) ops() *frame.Ops {
	ops := &frame.Ops{}
	ops.Register("start", func(context.Context, json.RawMessage, *frame.Conn) (any, error) {
		at, err := g.run()
		if err != nil {
			return nil, err
		}
		return map[string]time.Time{"startedAt": at}, nil
	})
	ops.Register("configure", frame.Typed(g.configure))
	ops.Register("attach", frame.Typed(g.attach), "stdin", "stdout", "stderr")
	ops.Register("exec", frame.Typed(g.exec), "stdin", "stdout", "stderr")
	ops.Register("exec-wait", frame.Typed(g.execWait))
	ops.Register("signal", frame.Typed(g.signal))
	ops.Register("resize", frame.Typed(g.resize))
	ops.Register("close-stdin", func(context.Context, json.RawMessage, *frame.Conn) (any, error) {
		if err := g.told(); err != nil {
			return nil, err
		}
		g.init.closeStdin()
		return nil, nil
	})
	ops.Register("state", g.state)
	ops.Register("wait", g.wait)
	ops.Register("release", g.releaseOp)
	ops.Register("logs", frame.Typed(g.logs), "stream")
	ops.Register("forward", frame.Typed(forward), "stream")
	ops.Register("pause", g.pause)
	ops.Register("unpause", g.unpause)
	ops.Register("top", func(context.Context, json.RawMessage, *frame.Conn) (any, error) {
		rows, err := processTable()
		return map[string]any{"processes": rows}, err
	})
	ops.Register("stats", func(context.Context, json.RawMessage, *frame.Conn) (any, error) { return readStats() })
	ops.Register("names", frame.Typed(new(names).set))
	host.RegisterFiles(ops)
	ops.Register("changed", frame.Typed(g.changed), "stream")
	return ops
}

// attach tees the outputs to the given streams from now on and feeds stdin from the given one.
func (g *guest) attach(_ context.Context, p attachParams, conn *frame.Conn) (any, error) {
	if err := g.told(); err != nil {
		return nil, err
	}
	streams, err := streamsOf(conn, p.Stdin, p.Stdout, p.Stderr)
	if err != nil {
		return nil, err
	}
	for i := 1; i <= 2; i++ {
		switch {
		case streams[i] == nil:
		case i <= len(g.init.outputs):
			g.init.outputs[i-1].attach(streams[i])
		default: // a terminal has one output
			_ = streams[i].WriteOnly().CloseWrite()
		}
	}
	if streams[0] != nil {
		go g.init.feed(streams[0], g.config.stdinOnce)
	}
	return nil, nil
}

func (g *guest) signal(_ context.Context, p signalParams, _ *frame.Conn) (any, error) {
	number := syscall.Signal(p.Number)
	if p.ExecID == "" && g.mustRun() != nil {
		// It may end us: the answer goes first. There is no error without a process.
		return frame.Last{Then: func() { _ = g.kill(number) }}, nil
	}
	if p.ExecID == "" {
		return nil, g.kill(number)
	}
	e, err := g.findExec(p.ExecID)
	if err != nil {
		return nil, err
	}
	return nil, g.reaper.kill(e.pid, number)
}

func (g *guest) resize(_ context.Context, p resizeParams, _ *frame.Conn) (any, error) {
	if p.ExecID == "" {
		if err := g.told(); err != nil {
			return nil, err
		}
		return nil, g.init.resize(p.Height, p.Width)
	}
	e, err := g.findExec(p.ExecID)
	if err != nil {
		return nil, err
	}
	return nil, e.resize(p.Height, p.Width)
}

func (g *guest) state(context.Context, json.RawMessage, *frame.Conn) (any, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	s := map[string]any{"status": phaseNames[g.phase], "paused": g.paused}
	if g.failure != nil {
		s["status"] = "failed"
	}
	if g.phase == running {
		s["pid"] = g.init.pid
	}
	if !g.startedAt.IsZero() {
		s["startedAt"] = g.startedAt
	}
	if g.phase == exited {
		s["finishedAt"], s["code"] = g.finishedAt, g.exit
	}
	return s, nil
}

func (g *guest) wait(ctx context.Context, _ json.RawMessage, _ *frame.Conn) (any, error) {
	select {
	case <-g.ended:
		g.mu.Lock()
		defer g.mu.Unlock()
		return map[string]any{"code": g.exit, "oom": g.oom, "finishedAt": g.finishedAt}, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// releaseOp lets us end once those who are attached have got everything.
func (g *guest) releaseOp(context.Context, json.RawMessage, *frame.Conn) (any, error) {
	select {
	case <-g.ended:
	default:
		return nil, frame.Errorf(frame.Conflict, "container is running")
	}
	return frame.Last{Then: func() {
		g.drained()
		g.let()
	}}, nil
}

func (g *guest) logs(_ context.Context, p struct {
	Offset uint64 `json:"offset"`
	Follow bool   `json:"follow"`
	Stream uint32 `json:"stream"`
}, conn *frame.Conn) (any, error) {
	stream, err := conn.Stream(p.Stream)
	if err != nil {
		return nil, err
	}
	go g.log.send(stream, p.Offset, p.Follow, conn.Done())
	return nil, nil
}

// changed tells what has become of the files since we began; what the daemon put there before the command counts, too.
func (g *guest) changed(_ context.Context, p struct {
	Stream uint32 `json:"stream"`
}, conn *frame.Conn) (any, error) {
	g.sending.RLock()
	defer g.sending.RUnlock()
	return nil, host.Writing(conn, p.Stream, func(out io.Writer) error {
		if g.config.scratch != "" {
			return files.Held("/", g.config.scratch, out)
		}
		return files.Changed("/", g.began, out)
	})
}

// forward connects a stream to a port of this container. What goes over one for UDP are datagrams, each after its length.
func forward(_ context.Context, p struct {
	Port     uint16 `json:"port"`
	Protocol string `json:"protocol"` // tcp unless it says udp
	Stream   uint32 `json:"stream"`
}, conn *frame.Conn) (any, error) {
	stream, err := conn.Stream(p.Stream)
	if err != nil {
		return nil, err
	}
	if p.Protocol == "udp" {
		return nil, forwardDatagrams(stream, p.Port)
	}
	target, err := net.DialTimeout("tcp", fmt.Sprintf("127.0.0.1:%d", p.Port), greetingTime)
	if err != nil {
		var err6 error
		if target, err6 = net.DialTimeout("tcp", fmt.Sprintf("[::1]:%d", p.Port), greetingTime); err6 != nil {
			return nil, err
		}
	}
	tcp := target.(*net.TCPConn)
	finished := make(chan struct{}, 2)
	go func() {
		if _, err := stream.WriteTo(tcp); err != nil {
			tcp.Close()
			stream.Reset(err.Error())
		} else {
			_ = tcp.CloseWrite() // fails only when the other side has closed already
		}
		finished <- struct{}{}
	}()
	go func() {
		if _, err := io.Copy(struct{ io.Writer }{stream}, tcp); err != nil {
			stream.Reset(err.Error())
		} else {
			_ = stream.CloseWrite()
		}
		finished <- struct{}{}
	}()
	go func() {
		<-finished
		<-finished
		tcp.Close()
	}()
	return nil, nil
}
