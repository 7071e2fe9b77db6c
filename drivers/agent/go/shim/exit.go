package shim

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"syscall"
	"time"
)

// exited runs once, when the container's init has ended: the rest of the output, the record on disk, and only then
// whoever waits.
func (t *task) exited(status syscall.WaitStatus) {
	at := time.Now().UTC()
	t.init.finish()
	t.starting.Lock() // a start under way has its startedAt by then
	defer t.starting.Unlock()
	t.mu.Lock()
	t.exit = exitRecord{
		Code: exitCode(status), OOM: oomKilled(t.params.OOM.Files), StartedAt: t.startedAt, FinishedAt: at,
	}
	if t.log != nil && t.log.failure != nil {
		t.exit.Error = "log: " + t.log.failure.Error()
	}
	record, deleting := t.exit, t.deleting
	t.mu.Unlock()
	if !deleting {
		if err := t.record(record); err != nil { // the code still reaches whoever is connected
			fmt.Fprintln(os.Stderr, "sockerless-agent:", err)
		}
	}
	t.mu.Lock()
	t.phase = exited
	close(t.ended)
	t.armLeave()
	t.mu.Unlock()
	t.hub.publish(exitedEvent{"exited", record}, nil)
	go func() {
		// Reported by a later delete, which finds the same outcome.
		_ = t.remove()
		debug.FreeOSMemory()
	}()
}

// remove lets the runtime forget the container, once.
func (t *task) remove() error {
	t.deletion.Do(func() {
		t.deleted = t.runtime.run(stdio{}, "delete", "--force", t.params.ID)
	})
	return t.deleted
}

// oomKilled looks for a kill in memory.oom_control (cgroup v1) or memory.events (v2).
func oomKilled(files []string) bool {
	for _, path := range files {
		f, err := os.Open(path)
		if err != nil {
			continue // no such controller
		}
		lines := bufio.NewScanner(f)
		for lines.Scan() {
			name, count, _ := strings.Cut(lines.Text(), " ")
			if name == "oom_kill" && count != "0" {
				f.Close()
				return true
			}
		}
		f.Close()
	}
	return false
}

// record leaves the end where a daemon that comes later finds it. Not synced: what outlives the machine is the daemon's
// store, and a container that the store still calls running after a crash of the machine was lost with it.
func (t *task) record(end exitRecord) error {
	text, err := json.Marshal(end)
	if err != nil {
		return err
	}
	path := filepath.Join(t.dir, "exit.json")
	if err := os.WriteFile(path+".tmp", text, 0o600); err != nil {
		return err
	}
	return os.Rename(path+".tmp", path)
}
