// Package host is the mode that serves the daemon's privileged file-system, mount and network work over stdin and
// stdout. It keeps no state and ends with its stdin.
package host

import (
	"context"
	"encoding/json"
	"os"
	"os/signal"
	"syscall"

	"sockerless.io/agent/frame"
)

var ops frame.Ops

const (
	setPipeSize = 1031 // F_SETPIPE_SZ
	pipeSize    = 256 << 10
)

func init() {
	ops.Register("ping", func(context.Context, json.RawMessage, *frame.Conn) (any, error) {
		return nil, nil
	})
}

// Main serves until stdin ends.
func Main(args []string) error {
	// Signals of a terminal are the daemon's business. Caught, not ignored: children would inherit that.
	signal.Notify(make(chan os.Signal, 1), syscall.SIGHUP, syscall.SIGINT, syscall.SIGPIPE)
	for _, fd := range []int{0, 1} {
		// Larger pipes mean fewer switches between the two processes; a refusal (not a pipe) changes nothing else.
		_, _, _ = syscall.Syscall(syscall.SYS_FCNTL, uintptr(fd), setPipeSize, pipeSize)
	}
	return frame.Serve(os.Stdin, os.Stdout, "host", &ops)
}
