package host

import (
	"context"
	"io"
	"sync"

	"sockerless.io/agent/files"
	"sockerless.io/agent/frame"
)

// mirrors are those of all connections, by the names that clients give them.
var mirrors sync.Map

// mirrored names a mirror. Who asks for it first says what it shows.
type mirrored struct {
	files.Place
	Mirror string `json:"mirror"`
	Stream uint32 `json:"stream"`
}

func (m mirrored) find() (*files.Mirror, error) {
	if m.Mirror == "" || m.Root == "" || m.Path == "" {
		return nil, frame.Errorf(frame.Invalid, "a mirror needs a name, a root and a path")
	}
	found, _ := mirrors.LoadOrStore(m.Mirror, files.NewMirror(m.Place))
	return found.(*files.Mirror), nil
}

func mirrorOut(_ context.Context, p struct {
	mirrored
	Taken bool `json:"taken"`
}, conn *frame.Conn) (any, error) {
	m, err := p.find()
	if err != nil {
		return nil, err
	}
	return nil, Writing(conn, p.Stream, func(out io.Writer) error { return m.Out(p.Taken, out) })
}

func mirrorIn(_ context.Context, p struct {
	mirrored
	Whole bool `json:"whole"`
}, conn *frame.Conn) (any, error) {
	m, err := p.find()
	if err != nil {
		return nil, err
	}
	return reading(conn, p.Stream, func(in io.Reader) (files.Extracted, error) { return m.In(p.Whole, in) })
}

func mirrorForget(_ context.Context, p struct {
	Mirror string `json:"mirror"`
}, _ *frame.Conn) (any, error) {
	mirrors.Delete(p.Mirror)
	return nil, nil
}
