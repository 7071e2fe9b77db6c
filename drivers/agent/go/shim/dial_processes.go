package shim

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"

	"sockerless.io/agent/frame"
)

// ticks is the kernel's USER_HZ, which is 100 wherever Linux runs Go.
const ticks = 100

// processStat is a line of /proc/PID/stat.
type processStat struct {
	pid, ppid    int
	name         string
	state        byte
	tty          int
	user, kernel uint64 // clock ticks
	start        uint64 // clock ticks since boot
	rss          uint64 // pages
}

// descendants lists what runs in the container besides us: our children, theirs and so on. Nothing else can be hit, even
// where the container's processes are not the only ones that we see.
func descendants() ([]processStat, error) {
	entries, err := os.ReadDir("/proc")
	if err != nil {
		return nil, err
	}
	var all []processStat
	for _, e := range entries {
		if pid, err := strconv.Atoi(e.Name()); err == nil {
			if s, ok := readStat(pid); ok {
				all = append(all, s)
			}
		}
	}
	ours := map[int]bool{os.Getpid(): true}
	for grown := true; grown; {
		grown = false
		for _, s := range all {
			if ours[s.ppid] && !ours[s.pid] {
				ours[s.pid], grown = true, true
			}
		}
	}
	var found []processStat
	for _, s := range all {
		if ours[s.pid] && s.pid != os.Getpid() {
			found = append(found, s)
		}
	}
	return found, nil
}

func readStat(pid int) (processStat, bool) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return processStat{}, false
	}
	line := string(text)
	open, end := strings.IndexByte(line, '('), strings.LastIndexByte(line, ')')
	if open < 0 || end < open {
		return processStat{}, false
	}
	f := strings.Fields(line[end+1:])
	if len(f) < 22 {
		return processStat{}, false
	}
	number := func(i int) uint64 {
		n, _ := strconv.ParseUint(f[i], 10, 64) // the kernel's own numbers
		return n
	}
	return processStat{
		pid: pid, ppid: int(number(1)), name: line[open+1 : end], state: f[0][0], tty: int(number(4)),
		user: number(11), kernel: number(12), start: number(19), rss: number(21),
	}, true
}

// killAll ends everything that the user's command left behind.
func killAll() {
	for round := 0; round < 100; round++ {
		all, err := descendants()
		if err != nil {
			return // without a /proc nothing is known of them; they end with us
		}
		alive := false
		for _, s := range all {
			if s.state != 'Z' {
				alive = true
				_ = syscall.Kill(s.pid, syscall.SIGKILL) // it may have just ended
			}
		}
		if !alive {
			return
		}
		time.Sleep(time.Millisecond)
	}
}

func (g *guest) pause(context.Context, json.RawMessage, *frame.Conn) (any, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.phase != running {
		return nil, frame.Errorf(frame.Conflict, "container is %s", phaseNames[g.phase])
	}
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(time.Millisecond) {
		all, err := descendants()
		if err != nil {
			return nil, err
		}
		moving := 0
		for _, s := range all {
			if s.state != 'T' && s.state != 't' && s.state != 'Z' {
				moving++
				_ = syscall.Kill(s.pid, syscall.SIGSTOP) // it may have just ended
			}
		}
		if moving == 0 {
			g.paused = true
			return nil, nil
		}
		if time.Now().After(deadline) {
			return nil, frame.Errorf(frame.Internal, "%d processes do not stop", moving)
		}
	}
}

func (g *guest) unpause(context.Context, json.RawMessage, *frame.Conn) (any, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.paused = false
	all, err := descendants()
	for _, s := range all {
		_ = syscall.Kill(s.pid, syscall.SIGCONT) // it may have just ended
	}
	return nil, err
}

type processRow struct {
	Pid     int    `json:"pid"`
	Ppid    int    `json:"ppid"`
	User    string `json:"user"`
	Start   string `json:"start"`
	Tty     string `json:"tty"`
	Time    string `json:"time"`
	Command string `json:"command"`
}

func processTable() ([]processRow, error) {
	all, err := descendants()
	if err != nil {
		return nil, err
	}
	names := map[string]string{}
	for _, row := range rows("/etc/passwd", 6) {
		names[row[2]] = row[0]
	}
	booted := bootTime()
	table := []processRow{}
	for _, s := range all {
		if s.state == 'Z' {
			continue
		}
		user := "0"
		var st syscall.Stat_t
		if syscall.Stat(fmt.Sprintf("/proc/%d", s.pid), &st) == nil {
			user = strconv.Itoa(int(st.Uid))
		}
		if name, known := names[user]; known {
			user = name
		}
		spent := (s.user + s.kernel) / ticks
		row := processRow{
			Pid: s.pid, Ppid: s.ppid, User: user, Tty: "?", Command: commandLine(s),
			Start: booted.Add(time.Duration(s.start) * time.Second / ticks).Local().Format("15:04"),
			Time:  fmt.Sprintf("%02d:%02d:%02d", spent/3600, spent/60%60, spent%60),
		}
		if s.tty != 0 {
			row.Tty = fmt.Sprintf("pts/%d", s.tty&0xff|s.tty>>12&0xfff00)
		}
		table = append(table, row)
	}
	return table, nil
}

func commandLine(s processStat) string {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", s.pid))
	if err != nil || len(text) == 0 {
		return "[" + s.name + "]"
	}
	return strings.TrimRight(strings.ReplaceAll(string(text), "\x00", " "), " ")
}

func bootTime() time.Time {
	text, _ := os.ReadFile("/proc/stat") // without it the times are since 1970
	for _, line := range strings.Split(string(text), "\n") {
		if at, is := strings.CutPrefix(line, "btime "); is {
			n, _ := strconv.ParseInt(at, 10, 64)
			return time.Unix(n, 0)
		}
	}
	return time.Unix(0, 0)
}
