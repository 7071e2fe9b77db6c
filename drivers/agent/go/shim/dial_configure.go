package shim

import (
	"context"

	"sockerless.io/agent/frame"
)

var errNoCommand = frame.Errorf(frame.Conflict, "container has not been told its command")

// configureParams is the command of an agent that was started before anybody knew what for.
type configureParams struct {
	Args      []string `json:"args"`
	Env       []string `json:"env"`
	User      string   `json:"user"`
	Groups    []string `json:"groups"`
	Workdir   string   `json:"workdir"`
	TTY       bool     `json:"tty"`
	Stdin     bool     `json:"stdin"`
	StdinOnce bool     `json:"stdinOnce"`
}

// configure tells the command, once.
func (g *guest) configure(_ context.Context, p configureParams, _ *frame.Conn) (any, error) {
	if len(p.Args) == 0 {
		return nil, frame.Errorf(frame.Invalid, "no program")
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	switch {
	case g.config.args != nil:
		return nil, frame.Errorf(frame.Conflict, "container has been told its command already")
	case g.phase != created:
		return nil, frame.Errorf(frame.Conflict, "container is %s", phaseNames[g.phase])
	}
	c := *g.config
	c.args, c.env = p.Args, mergeEnv(c.env, p.Env)
	c.user, c.groups, c.workdir = p.User, p.Groups, p.Workdir
	c.tty, c.stdin, c.stdinOnce = p.TTY, p.Stdin, p.StdinOnce
	g.config = &c
	return nil, g.prepare()
}

// told is whether there is a command to speak of.
func (g *guest) told() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.config.args == nil {
		return errNoCommand
	}
	return nil
}
