package host

import (
	"context"

	"sockerless.io/agent/frame"
	"sockerless.io/agent/mounts"
)

func init() {
	ops.Register("mount-overlay", frame.Typed(mountOverlay))
	ops.Register("bind", frame.Typed(bind))
	ops.Register("mount", frame.Typed(mount))
	ops.Register("unmount", frame.Typed(unmount))
	ops.Register("mounts", frame.Typed(mountsUnder), "stream")
}

func mountOverlay(_ context.Context, p struct {
	Lower   []string `json:"lower"`
	Upper   string   `json:"upper"`
	Work    string   `json:"work"`
	Target  string   `json:"target"`
	Options string   `json:"options"`
}, _ *frame.Conn) (any, error) {
	return nil, mounts.Overlay(p.Lower, p.Upper, p.Work, p.Target, p.Options)
}

func bind(_ context.Context, p struct {
	Source    string `json:"source"`
	Target    string `json:"target"`
	ReadOnly  bool   `json:"readOnly"`
	Recursive bool   `json:"recursive"`
}, _ *frame.Conn) (any, error) {
	return nil, mounts.Bind(p.Source, p.Target, p.ReadOnly, p.Recursive)
}

func mount(_ context.Context, p struct {
	Type    string `json:"type"`
	Device  string `json:"device"`
	Target  string `json:"target"`
	Options string `json:"options"`
}, _ *frame.Conn) (any, error) {
	return nil, mounts.Mount(p.Type, p.Device, p.Target, p.Options)
}

func unmount(_ context.Context, p struct {
	Target string `json:"target"`
	Lazy   bool   `json:"lazy"`
}, _ *frame.Conn) (any, error) {
	return nil, mounts.Unmount(p.Target, p.Lazy)
}

func mountsUnder(_ context.Context, p struct {
	Under  string `json:"under"`
	Stream uint32 `json:"stream"`
}, conn *frame.Conn) (any, error) {
	found, err := mounts.Under(p.Under)
	if err != nil {
		return nil, err
	}
	return nil, Writing(conn, p.Stream, linesOf(found))
}
