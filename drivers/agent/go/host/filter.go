package host

import (
	"bytes"
	"context"
	"errors"
	"os/exec"
	"strings"

	"sockerless.io/agent/frame"
)

func init() {
	ops.Register("nft", frame.Typed(nft))
	ops.Register("forward-accept", frame.Typed(forwardAccept))
}

// tool runs a program; its own words are the error.
func tool(ctx context.Context, input, program string, args ...string) (string, error) {
	c := exec.CommandContext(ctx, program, args...)
	c.Stdin = strings.NewReader(input)
	var out, words bytes.Buffer
	c.Stdout, c.Stderr = &out, &words
	err := c.Run()
	if errors.Is(err, exec.ErrNotFound) {
		return "", frame.Errorf(frame.Unsupported, "%s is not installed", program)
	}
	var failed *exec.ExitError
	if errors.As(err, &failed) {
		text := strings.TrimSpace(words.String())
		if text == "" {
			text = program + ": " + failed.String()
		}
		return "", frame.Errorf(frame.Invalid, "%s", text)
	}
	return out.String(), err
}

// nft runs a script as one transaction.
func nft(ctx context.Context, p struct {
	Script string   `json:"script"`
	Args   []string `json:"args"` // instead of a script: a listing, for example
}, _ *frame.Conn) (any, error) {
	args := p.Args
	if len(args) == 0 {
		args = []string{"-f", "-"}
	}
	out, err := tool(ctx, p.Script, "nft", args...)
	if err != nil {
		return nil, err
	}
	return map[string]string{"output": out}, nil
}

// forwardAccept lets forwarded packets of a link past a Docker daemon on the same machine, whose policy is to drop
// them: no accept in a table of ours can overrule that. Without its chain there is nothing to do.
func forwardAccept(ctx context.Context, p struct {
	Link   string `json:"link"`
	Remove bool   `json:"remove"`
}, _ *frame.Conn) (any, error) {
	if p.Link == "" || strings.HasPrefix(p.Link, "-") {
		return nil, frame.Errorf(frame.Invalid, "link %q", p.Link)
	}
	const chain = "DOCKER-USER"
	if _, err := tool(ctx, "", "iptables", "-w", "-n", "-L", chain); err != nil {
		return map[string]bool{"applied": false}, nil
	}
	for _, direction := range []string{"-i", "-o"} {
		rule := []string{chain, direction, p.Link, "-j", "ACCEPT"}
		_, missing := tool(ctx, "", "iptables", append([]string{"-w", "-C"}, rule...)...)
		action := "-I"
		if p.Remove {
			action = "-D"
		}
		if (missing == nil) != p.Remove {
			continue
		}
		if _, err := tool(ctx, "", "iptables", append([]string{"-w", action}, rule...)...); err != nil {
			return nil, err
		}
	}
	return map[string]bool{"applied": true}, nil
}
