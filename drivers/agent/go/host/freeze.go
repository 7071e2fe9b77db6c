package host

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"time"

	"sockerless.io/agent/frame"
)

func init() { ops.Register("freeze", frame.Typed(freeze)) }

// freezePatience bounds the wait for tasks that are in the kernel.
const freezePatience = 10 * time.Second

// freeze stops or resumes all tasks of a cgroup and answers when they have: of a v1 freezer hierarchy, or of v2.
func freeze(ctx context.Context, p struct {
	Cgroup string `json:"cgroup"`
	Frozen bool   `json:"frozen"`
}, _ *frame.Conn) (any, error) {
	control, value, state, want := filepath.Join(p.Cgroup, "freezer.state"), "THAWED", "", "THAWED"
	if p.Frozen {
		value, want = "FROZEN", "FROZEN"
	}
	state = control
	if _, err := os.Stat(control); os.IsNotExist(err) {
		control, state = filepath.Join(p.Cgroup, "cgroup.freeze"), filepath.Join(p.Cgroup, "cgroup.events")
		value, want = "0", "frozen 0"
		if p.Frozen {
			value, want = "1", "frozen 1"
		}
	}
	for started := time.Now(); ; {
		// v1 wants to be asked again while new tasks keep coming.
		if err := os.WriteFile(control, []byte(value), 0); err != nil {
			return nil, err
		}
		now, err := os.ReadFile(state)
		if err != nil {
			return nil, err
		}
		if strings.Contains("\n"+string(now), "\n"+want) {
			return nil, nil
		}
		if time.Since(started) > freezePatience {
			return nil, frame.Errorf(frame.Internal, "%s is still %q", p.Cgroup, strings.TrimSpace(string(now)))
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(200 * time.Microsecond):
		}
	}
}
