package host

import (
	"bufio"
	"context"
	"os"
	"path/filepath"
	"strings"

	"sockerless.io/agent/frame"
)

func init() { ops.Register("expect-move", frame.Typed(expectMove)) }

// expectMove makes the next move of a process between control groups quick, if it comes within some 10 ms: the kernel
// lets a move wait for a grace period of RCU, some 10 ms long, unless another one has just waited for it
// (cgroup_threadgroup_rwsem, rcu_sync). So this process moves to where it is already, while others prepare the real
// move.
func expectMove(_ context.Context, p struct {
	Hierarchy  string `json:"hierarchy"` // of v1: where it is mounted
	Controller string `json:"controller"`
}, _ *frame.Conn) (any, error) {
	own, err := ownGroup(p.Controller)
	if err != nil {
		return nil, err
	}
	f, err := os.OpenFile(filepath.Join(p.Hierarchy, own, "cgroup.procs"), os.O_WRONLY, 0)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	_, err = f.WriteString("0")
	return nil, err
}

// ownGroup is this process's group in the v1 hierarchy that has the controller.
func ownGroup(controller string) (string, error) {
	f, err := os.Open("/proc/self/cgroup")
	if err != nil {
		return "", err
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		parts := strings.SplitN(lines.Text(), ":", 3)
		if len(parts) != 3 {
			continue
		}
		for _, name := range strings.Split(parts[1], ",") {
			if name == controller {
				return parts[2], nil
			}
		}
	}
	if err := lines.Err(); err != nil {
		return "", err
	}
	return "", frame.Errorf(frame.NotFound, "no v1 hierarchy has the controller %s", controller)
}
