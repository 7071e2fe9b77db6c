package shim

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"time"

	"sockerless.io/agent/frame"
)

type createParams struct {
	ID            string    `json:"id"`
	Bundle        string    `json:"bundle"`
	Runtime       string    `json:"runtime"`
	RuntimeRoot   string    `json:"runtimeRoot"`
	HideUnified   bool      `json:"hideUnified"`
	CgroupManager string    `json:"cgroupManager"`
	Terminal      bool      `json:"terminal"`
	Stdin         bool      `json:"stdin"`
	StdinOnce     bool      `json:"stdinOnce"`
	ConsoleSize   []uint16  `json:"consoleSize,omitempty"` // height, width
	Log           logParams `json:"log"`
	OOM           struct {
		Files []string `json:"files"`
	} `json:"oom"`
}

type pidResult struct {
	Pid int `json:"pid"`
}

// create makes the container; its process waits for start. A shim whose create failed is of no more use and ends.
func (t *task) create(_ context.Context, p createParams, _ *frame.Conn) (any, error) {
	t.starting.Lock()
	defer t.starting.Unlock()
	t.mu.Lock()
	if t.phase != none || t.quitting {
		t.mu.Unlock()
		return nil, frame.Errorf(frame.Conflict, "this shim has a container already")
	}
	t.phase = creating
	t.releaseParent()
	t.mu.Unlock()
	pid, err := t.tryCreate(p)
	if err != nil {
		return frame.Last{Then: t.stop}, err
	}
	return pidResult{pid}, nil
}

// releaseParent stops watching the daemon: from now on the shim outlives it. The caller holds mu.
func (t *task) releaseParent() {
	if t.parent == nil {
		return
	}
	// Failures leave the pipe open, which harms nobody: its end means nothing any more.
	_ = t.parent.SetReadDeadline(time.Unix(1, 0))
	if null, err := syscall.Open(os.DevNull, syscall.O_RDONLY|syscall.O_CLOEXEC, 0); err == nil {
		_ = syscall.Dup3(null, 0, 0)
		_ = syscall.Close(null)
	}
}

func (t *task) tryCreate(p createParams) (int, error) {
	record, err := json.MarshalIndent(p, "", "  ")
	if err != nil {
		return 0, err
	}
	// Not synced: a machine that crashes takes the container along.
	if err := os.WriteFile(filepath.Join(t.dir, "task.json"), record, 0o600); err != nil {
		return 0, err
	}
	runtime, err := newRuntime(p, t.dir, t.reaper, t.sealed)
	if err != nil {
		return 0, err
	}
	log, err := openLog(p.Log, t.hub.logGrew)
	if err != nil {
		return 0, err
	}
	init, ended, err := t.launch(p, runtime, log)
	if err != nil {
		return 0, err
	}
	t.mu.Lock()
	t.phase, t.params, t.runtime, t.log, t.init = created, p, runtime, log, init
	t.mu.Unlock()
	for _, o := range init.outputs {
		go o.run()
	}
	go func() { t.exited(<-ended) }()
	return init.pid, nil
}

// launch runs the runtime's create with the container's stdio.
func (t *task) launch(p createParams, runtime *ociRuntime, log *logFile) (*process, <-chan syscall.WaitStatus, error) {
	l := launcher{runtime: runtime, terminal: p.Terminal, consoleSize: p.ConsoleSize}
	pid, ours, err := l.run(p.Stdin, true, true, func(pidFile string, extra []string) []string {
		args := append([]string{"create", "--bundle", p.Bundle, "--pid-file", pidFile}, extra...)
		return append(args, p.ID)
	})
	if err != nil {
		return nil, nil, err
	}
	defer l.done()
	ended := t.reaper.adopt(pid)
	init := &process{pid: pid, terminal: p.Terminal, stdin: ours[0]}
	if p.Terminal {
		init.outputs = []*output{newOutput(ours[1], log.recorder("stdout"))}
	} else {
		init.outputs = []*output{newOutput(ours[1], log.recorder("stdout")), newOutput(ours[2], log.recorder("stderr"))}
	}
	return init, ended, nil
}

// launcher runs a runtime call that leaves us a process with stdio of our making.
type launcher struct {
	runtime     *ociRuntime
	terminal    bool
	consoleSize []uint16
	done        func() // to be called once the process has been adopted
}

// run returns the process id and our ends: with a terminal its master as stdin and stdout.
func (l *launcher) run(stdin, stdout, stderr bool, args func(pidFile string, extra []string) []string) (
	pid int, ours stdio, err error) {
	pidFile := l.runtime.scratch("pid")
	defer os.Remove(pidFile)
	done := l.runtime.reaper.expect()
	defer func() {
		if err != nil {
			done()
		}
	}()
	l.done = done
	if l.terminal {
		ours, err = l.withTerminal(args, pidFile)
	} else {
		ours, err = l.withPipes(stdin, stdout, stderr, args(pidFile, nil))
	}
	if err != nil {
		return 0, stdio{}, err
	}
	text, err := os.ReadFile(pidFile)
	if err != nil {
		return 0, stdio{}, err
	}
	pid, err = strconv.Atoi(string(bytes.TrimSpace(text)))
	return pid, ours, err
}

func (l *launcher) withPipes(stdin, stdout, stderr bool, args []string) (stdio, error) {
	p, err := newPipes(stdin, stdout, stderr)
	if err != nil {
		return stdio{}, err
	}
	if err := l.runtime.run(p.theirs, args...); err != nil {
		p.close()
		return stdio{}, err
	}
	p.closeTheirs()
	return p.ours, nil
}

func (l *launcher) withTerminal(args func(string, []string) []string, pidFile string) (stdio, error) {
	c, err := newConsole(l.runtime.scratch("c"))
	if err != nil {
		return stdio{}, err
	}
	defer c.close()
	if err := l.runtime.run(stdio{}, args(pidFile, []string{"--console-socket", c.path})...); err != nil {
		return stdio{}, err
	}
	master, err := c.receive()
	if err != nil {
		return stdio{}, err
	}
	if len(l.consoleSize) == 2 && l.consoleSize[0] > 0 {
		if err := resize(master, l.consoleSize[0], l.consoleSize[1]); err != nil {
			return stdio{}, err
		}
	}
	return stdio{master, master, nil}, nil
}

// start lets the container's process begin.
func (t *task) start(context.Context, json.RawMessage, *frame.Conn) (any, error) {
	t.starting.Lock()
	defer t.starting.Unlock()
	_, runtime, err := t.live(created)
	if err != nil {
		return nil, err
	}
	at := time.Now().UTC()
	t.mu.Lock()
	t.startedAt = at
	t.mu.Unlock()
	if err := runtime.begin(t.params.ID); err != nil {
		t.mu.Lock()
		t.startedAt = time.Time{}
		t.mu.Unlock()
		return nil, err
	}
	t.mu.Lock()
	if t.phase == created { // it may have ended already
		t.phase = running
	}
	t.mu.Unlock()
	t.hub.publish(startedEvent{"started", at}, nil)
	return struct {
		StartedAt time.Time `json:"startedAt"`
	}{at}, nil
}
