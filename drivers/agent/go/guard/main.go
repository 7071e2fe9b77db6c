// Package guard is the mode guard: it keeps a network namespace that others are in, and has it filter packets as it is
// told. What it was told last holds when nobody tells it anything any more, and even when it has ended.
package guard

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"sockerless.io/agent/netlink"
)

const table = "sockerless_guard"

// order is a line that it reads. It answers "ok ID" when the rules hold, or "failed ID WHY" when those of before do.
type order struct {
	Id    int64             `json:"id"`
	Rules []netlink.Allowed `json:"rules"`
}

// Main goes on until it is told to end by a signal, whether or not there is somebody to read from.
func Main() error {
	end := make(chan os.Signal, 1)
	signal.Notify(end, syscall.SIGTERM, syscall.SIGINT)
	signal.Ignore(syscall.SIGPIPE)
	go serve(os.Stdin, os.Stdout)
	<-end
	return nil
}

func serve(in io.Reader, out io.Writer) {
	lines := bufio.NewReader(in)
	for {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			return
		}
		var o order
		if err = json.Unmarshal(line, &o); err == nil {
			err = netlink.Filter(table, o.Rules)
		}
		if err != nil {
			fmt.Fprintf(out, "failed %d %v\n", o.Id, err)
		} else {
			fmt.Fprintf(out, "ok %d\n", o.Id)
		}
	}
}
