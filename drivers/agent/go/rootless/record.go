package rootless

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
)

// kinds are the namespaces, as /proc calls them.
var kinds = []string{"user", "mnt", "net"}

// A record tells a keeper whose predecessor was killed which namespaces to take over, if containers live there still.
func recordPath(dir string) string { return filepath.Join(dir, "namespaces") }

func record(dir string, namespaces []*os.File) error {
	text, err := boot()
	if err != nil {
		return err
	}
	for _, n := range namespaces {
		var st syscall.Stat_t
		if err := syscall.Fstat(int(n.Fd()), &st); err != nil {
			return err
		}
		text += fmt.Sprintln(st.Ino)
	}
	return os.WriteFile(recordPath(dir), []byte(text), 0o600)
}

// boot is a name of this uptime of the machine: numbers of namespaces mean nothing in another one.
func boot() (string, error) {
	id, err := os.ReadFile("/proc/sys/kernel/random/boot_id")
	return string(id), err
}

// survivor is a process in the recorded namespaces; 0 when there is none.
func survivor(dir string) int {
	recorded, err := os.ReadFile(recordPath(dir))
	if err != nil { // the usual case: there was no predecessor, or it has tidied up
		return 0
	}
	entries, err := os.ReadDir("/proc")
	if err != nil {
		return 0
	}
	for _, e := range entries {
		pid, err := strconv.Atoi(e.Name())
		if err != nil {
			continue
		}
		text, err := boot()
		if err != nil {
			return 0
		}
		for _, kind := range kinds {
			var st syscall.Stat_t
			if syscall.Stat(fmt.Sprintf("/proc/%d/ns/%s", pid, kind), &st) == nil {
				text += fmt.Sprintln(st.Ino)
			}
		}
		if text == string(recorded) {
			return pid
		}
	}
	return 0
}

func nsenter(pid int) []string {
	words := []string{"nsenter", "--preserve-credentials"}
	for i, option := range []string{"user", "mount", "net"} {
		words = append(words, fmt.Sprintf("--%s=/proc/%d/ns/%s", option, pid, kinds[i]))
	}
	return append(words, "--")
}
