package shim

import (
	"context"
	"encoding/json"
	"os"
	"sync"
	"syscall"

	"sockerless.io/agent/frame"
)

type execParams struct {
	ExecID      string                     `json:"execId"`
	Process     map[string]json.RawMessage `json:"process"`
	Terminal    bool                       `json:"terminal"`
	ConsoleSize []uint16                   `json:"consoleSize"`
	Stdin       uint32                     `json:"stdin"`
	Stdout      uint32                     `json:"stdout"`
	Stderr      uint32                     `json:"stderr"`
}

// execution is one more process in the container.
type execution struct {
	*process
	id      string
	running bool
	code    int
}

type execState struct {
	ExecID  string `json:"execId"`
	Pid     int    `json:"pid"`
	Running bool   `json:"running"`
	Code    int    `json:"code"`
}

// exec starts a process in the running container. Only its start is waited for; exec-exit tells of its end.
func (t *task) exec(_ context.Context, p execParams, conn *frame.Conn) (any, error) {
	_, runtime, err := t.live(running)
	if err != nil {
		return nil, err
	}
	if err := t.reserve(p.ExecID); err != nil {
		return nil, err
	}
	streams, err := streamsOf(conn, p.Stdin, p.Stdout, p.Stderr)
	var e *execution
	var ended <-chan syscall.WaitStatus
	if err == nil {
		e, ended, err = t.launchExec(p, runtime, streams)
	}
	t.mu.Lock()
	if err != nil {
		delete(t.execs, p.ExecID)
		t.mu.Unlock()
		return nil, err
	}
	t.execs[p.ExecID] = e
	t.mu.Unlock()
	if streams[0] != nil {
		go e.feed(streams[0], true)
	}
	for _, o := range e.outputs {
		go o.run()
	}
	go t.awaitExec(e, ended, conn)
	return pidResult{e.pid}, nil
}

func (t *task) reserve(id string) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if _, twice := t.execs[id]; twice || id == "" {
		return frame.Errorf(frame.Conflict, "exec %q exists", id)
	}
	t.execs[id] = nil
	return nil
}

func (t *task) launchExec(p execParams, runtime *ociRuntime, streams [3]*frame.Stream) (
	*execution, <-chan syscall.WaitStatus, error) {
	file, err := writeProcess(p, runtime)
	if err != nil {
		return nil, nil, err
	}
	defer os.Remove(file)
	l := launcher{runtime: runtime, terminal: p.Terminal, consoleSize: p.ConsoleSize}
	pid, ours, err := l.run(streams[0] != nil, streams[1] != nil, streams[2] != nil,
		func(pidFile string, extra []string) []string {
			args := append([]string{"exec", "--detach", "--process", file, "--pid-file", pidFile}, extra...)
			return append(args, t.params.ID)
		})
	if err != nil {
		return nil, nil, err
	}
	defer l.done()
	e := &execution{
		process: &process{pid: pid, terminal: p.Terminal, stdin: ours[0]}, id: p.ExecID, running: true,
	}
	for i := 1; i <= 2; i++ {
		if ours[i] == nil {
			continue
		}
		o := newOutput(ours[i], nil)
		if streams[i] != nil {
			o.attach(streams[i])
		}
		e.outputs = append(e.outputs, o)
	}
	return e, t.reaper.adopt(pid), nil
}

// writeProcess puts the OCI process object into a file: options of the command line would lose PATH.
func writeProcess(p execParams, runtime *ociRuntime) (string, error) {
	if p.Process == nil {
		return "", frame.Errorf(frame.Invalid, "exec without a process")
	}
	if p.Terminal {
		p.Process["terminal"] = json.RawMessage("true")
	} else {
		delete(p.Process, "terminal")
	}
	text, err := json.Marshal(p.Process)
	if err != nil {
		return "", err
	}
	file := runtime.scratch("process")
	return file, os.WriteFile(file, text, 0o600)
}

func (t *task) awaitExec(e *execution, ended <-chan syscall.WaitStatus, conn *frame.Conn) {
	status := <-ended
	e.finish()
	e.flushSinks()
	t.mu.Lock()
	e.running, e.code = false, exitCode(status)
	e.process = &process{pid: e.pid}
	t.forgetOldest(e.id)
	t.mu.Unlock()
	t.hub.publish(execExitEvent{"exec-exit", e.id, e.code}, conn)
}

// maxEnded is how many ended execs are remembered for a daemon that missed their exits.
const maxEnded = 64

// forgetOldest bounds the memory of ended execs. The caller holds mu.
func (t *task) forgetOldest(ended string) {
	t.endedExecs = append(t.endedExecs, ended)
	if len(t.endedExecs) > maxEnded {
		delete(t.execs, t.endedExecs[0])
		t.endedExecs = t.endedExecs[1:]
	}
}

// flushSinks waits until attached readers have got everything or are gone.
func (e *execution) flushSinks() {
	var all sync.WaitGroup
	for _, o := range e.outputs {
		all.Add(1)
		go func(o *output) {
			defer all.Done()
			o.awaitReaders()
		}(o)
	}
	all.Wait()
}

func streamsOf(conn *frame.Conn, ids ...uint32) (streams [3]*frame.Stream, err error) {
	for i, id := range ids {
		if id == 0 {
			continue
		}
		if streams[i], err = conn.Stream(id); err != nil {
			return streams, err
		}
	}
	return streams, nil
}
