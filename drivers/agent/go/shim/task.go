package shim

import (
	"os"
	"sync"
	"time"

	"sockerless.io/agent/frame"
	"sockerless.io/agent/sealed"
)

// linger is how long a shim answers after its container's end although nobody is connected.
const linger = 10 * time.Second

type phase int

const (
	none phase = iota
	creating
	created
	running
	exited
)

var phaseNames = [...]string{"none", "creating", "created", "running", "exited"}

// task is the one container of this shim.
type task struct {
	dir    string
	reaper *reaper
	sealed *sealed.Program
	hub    hub
	quit   chan struct{}
	ended  chan struct{} // closed when the exit is on disk

	starting sync.Mutex // held during runtime calls that change the phase

	mu          sync.Mutex
	phase       phase
	params      createParams
	runtime     *ociRuntime
	log         *logFile
	init        *process
	startedAt   time.Time
	exit        exitRecord
	deleting    bool
	execs       map[string]*execution
	endedExecs  []string // oldest first
	parent      *os.File
	connections int
	leave       *time.Timer
	quitting    bool

	deletion sync.Once
	deleted  error
}

// exitRecord is how the container ended; also the content of exit.json.
type exitRecord struct {
	Code       int       `json:"code"`
	OOM        bool      `json:"oom"`
	StartedAt  time.Time `json:"startedAt"`
	FinishedAt time.Time `json:"finishedAt"`
	Error      string    `json:"error,omitempty"`
}

func newTask(dir string, copied *sealed.Program) *task {
	return &task{
		dir: dir, reaper: newReaper(), sealed: copied, quit: make(chan struct{}), ended: make(chan struct{}),
		execs: map[string]*execution{},
	}
}

// stop ends the shim.
func (t *task) stop() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.stopLocked()
}

func (t *task) stopLocked() {
	if !t.quitting {
		t.quitting = true
		close(t.quit)
	}
}

func (t *task) setParent(stdin *os.File) {
	t.mu.Lock()
	t.parent = stdin
	t.mu.Unlock()
}

// unused tells whether there never was a container.
func (t *task) unused() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.phase == none
}

func (t *task) parentGone() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.phase == none {
		t.stopLocked()
	}
}

// connected counts connections and arms the end of a shim whose container has ended.
func (t *task) connected(change int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.connections += change
	t.armLeave()
}

// armLeave starts the linger time if nothing keeps the shim. The caller holds mu.
func (t *task) armLeave() {
	if t.leave != nil {
		t.leave.Stop()
		t.leave = nil
	}
	select {
	case <-t.ended:
		if t.connections == 0 {
			t.leave = time.AfterFunc(linger, t.stop)
		}
	default:
	}
}

// live returns the container's init and runtime in one of the wanted phases.
func (t *task) live(wanted ...phase) (*process, *ociRuntime, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, p := range wanted {
		if t.phase == p {
			return t.init, t.runtime, nil
		}
	}
	return nil, nil, frame.Errorf(frame.Conflict, "container is %s", phaseNames[t.phase])
}
