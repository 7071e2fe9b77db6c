package host

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"sockerless.io/agent/files"
	"sockerless.io/agent/frame"
)

func init() {
	RegisterFiles(&ops)
	ops.Register("pack", frame.Typed(pack), "stream")
	ops.Register("diff", frame.Typed(diff), "stream")
	ops.Register("changes", frame.Typed(changes), "stream")
	ops.Register("remove-tree", frame.Typed(removeTree))
	ops.Register("disk-usage", frame.Typed(diskUsage))
}

// RegisterFiles adds the operations on what is inside a container.
func RegisterFiles(ops *frame.Ops) {
	ops.Register("unpack", frame.Typed(unpack), "stream")
	ops.Register("tar-in", frame.Typed(tarIn), "stream")
	ops.Register("tar-out", frame.Typed(tarOut), "stream")
	ops.Register("stat", frame.Typed(stat))
	ops.Register("mirror-out", frame.Typed(mirrorOut), "stream")
	ops.Register("mirror-in", frame.Typed(mirrorIn), "stream")
	ops.Register("mirror-forget", frame.Typed(mirrorForget))
}

// place is a path inside a container: below a directory, or below the root of a process.
type place struct {
	Root string `json:"root"`
	Pid  int    `json:"pid"`
	Path string `json:"path"`
}

func (p place) root() (string, error) {
	switch {
	case p.Pid > 0 && p.Root == "":
		return fmt.Sprintf("/proc/%d/root", p.Pid), nil
	case p.Pid == 0 && p.Root != "":
		return p.Root, nil
	}
	return "", frame.Errorf(frame.Invalid, "exactly one of root and pid must be given")
}

// coded gives the errors of archives their code; errno has one already.
func coded(err error) error {
	var bad *files.BadArchive
	if errors.As(err, &bad) {
		return frame.Errorf(frame.Invalid, "%s", bad.Reason)
	}
	return err
}

// reading runs extract on a stream that the client writes.
func reading(conn *frame.Conn, id uint32, extract func(io.Reader) (files.Extracted, error)) (any, error) {
	stream, err := conn.Stream(id)
	if err != nil {
		return nil, err
	}
	done, err := extract(stream.ReadOnly())
	if err != nil {
		return nil, coded(err)
	}
	return done, nil
}

// Writing runs produce on a stream that the client reads.
func Writing(conn *frame.Conn, id uint32, produce func(io.Writer) error) error {
	stream, err := conn.Stream(id)
	if err != nil {
		return err
	}
	if err := produce(stream.WriteOnly()); err != nil {
		return coded(err)
	}
	return stream.CloseWrite()
}

func unpack(_ context.Context, p struct {
	Root      string          `json:"root"`
	Whiteouts files.Whiteouts `json:"whiteouts"`
	Parents   []string        `json:"parents"`
	Sync      bool            `json:"sync"`
	File      string          `json:"file"` // empty: the stream
	Stream    uint32          `json:"stream"`
}, conn *frame.Conn) (any, error) {
	switch p.Whiteouts {
	case files.Literal, files.Overlay, files.Remove:
	default:
		return nil, frame.Errorf(frame.Invalid, "unknown kind of whiteouts %q", p.Whiteouts)
	}
	extract := func(in io.Reader) (files.Extracted, error) {
		return files.Unpack(p.Root, p.Whiteouts, p.Parents, p.Sync, in)
	}
	if p.File == "" {
		return reading(conn, p.Stream, extract)
	}
	tar, err := os.Open(p.File)
	if err != nil {
		return nil, err
	}
	defer tar.Close()
	done, err := extract(tar)
	if err != nil {
		return nil, coded(err)
	}
	return done, nil
}

func tarIn(_ context.Context, p struct {
	place
	NoOverwriteDirNonDir bool         `json:"noOverwriteDirNonDir"`
	Owner                *files.Owner `json:"owner"`
	Stream               uint32       `json:"stream"`
}, conn *frame.Conn) (any, error) {
	root, err := p.root()
	if err != nil {
		return nil, err
	}
	return reading(conn, p.Stream, func(in io.Reader) (files.Extracted, error) {
		return files.TarIn(root, p.Path, p.NoOverwriteDirNonDir, p.Owner, in)
	})
}

func tarOut(_ context.Context, p struct {
	place
	Stream uint32 `json:"stream"`
}, conn *frame.Conn) (any, error) {
	root, err := p.root()
	if err != nil {
		return nil, err
	}
	return nil, Writing(conn, p.Stream, func(out io.Writer) error { return files.TarOut(root, p.Path, out) })
}

func stat(_ context.Context, p place, _ *frame.Conn) (any, error) {
	root, err := p.root()
	if err != nil {
		return nil, err
	}
	info, err := files.Stat(root, p.Path)
	if err != nil {
		return nil, err
	}
	return info, nil
}

func pack(_ context.Context, p struct {
	Root   string   `json:"root"`
	Paths  []string `json:"paths"`
	Stream uint32   `json:"stream"`
}, conn *frame.Conn) (any, error) {
	return nil, Writing(conn, p.Stream, func(out io.Writer) error { return files.Pack(p.Root, p.Paths, out) })
}

func diff(_ context.Context, p struct {
	Upper  string `json:"upper"`
	Stream uint32 `json:"stream"`
}, conn *frame.Conn) (any, error) {
	return nil, Writing(conn, p.Stream, func(out io.Writer) error { return files.Diff(p.Upper, out) })
}

func changes(_ context.Context, p struct {
	Upper  string   `json:"upper"`
	Lowers []string `json:"lowers"`
	Stream uint32   `json:"stream"`
}, conn *frame.Conn) (any, error) {
	found, err := files.Changes(p.Upper, p.Lowers)
	if err != nil {
		return nil, err
	}
	return nil, Writing(conn, p.Stream, linesOf(found))
}

func removeTree(_ context.Context, p path, _ *frame.Conn) (any, error) {
	return nil, files.RemoveTree(p.Path)
}

func diskUsage(_ context.Context, p struct {
	Paths []string `json:"paths"`
}, _ *frame.Conn) (any, error) {
	sizes := make([]int64, len(p.Paths))
	for i, path := range p.Paths {
		n, err := files.DiskUsage(path)
		if err != nil {
			return nil, err
		}
		sizes[i] = n
	}
	return map[string][]int64{"bytes": sizes}, nil
}
