// Command sockerless-agent is the one helper process of Sockerless; its first argument chooses the mode.
package main

import (
	"fmt"
	"os"

	"sockerless.io/agent/files"
	"sockerless.io/agent/frame"
	"sockerless.io/agent/guard"
	"sockerless.io/agent/host"
	"sockerless.io/agent/ports"
	"sockerless.io/agent/rootless"
	"sockerless.io/agent/shim"
)

func main() {
	mode, args := "", []string(nil)
	if len(os.Args) > 1 {
		mode, args = os.Args[1], os.Args[2:]
	}
	var err error
	switch mode {
	case "shim":
		err = shim.Main(args)
	case "dial":
		var code int
		if code, err = shim.Dial(); err != nil {
			fmt.Fprintln(os.Stderr, "sockerless-agent:", err)
		}
		os.Exit(code)
	case "lambda":
		err = shim.Lambda()
	case "empty":
		err = files.Empty(args)
	case "guard":
		err = guard.Main()
	case "host":
		err = host.Main(args)
	case "ports":
		err = ports.Main(args)
	case "rootless":
		err = rootless.Enter(args)
	case "rootless-keep":
		err = rootless.Keep(args)
	case "rootless-setup":
		err = rootless.Setup(args)
	case "version":
		fmt.Println(frame.Version)
	default:
		fmt.Fprintln(os.Stderr, "usage: sockerless-agent shim --dir DIR [--sealed PROGRAM] | dial | lambda | empty DIR | guard | host | ports --dir DIR | rootless --dir DIR … -- COMMAND | version")
		os.Exit(2)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "sockerless-agent:", err)
		os.Exit(1)
	}
}
