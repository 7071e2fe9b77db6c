package files

import (
	"fmt"
	"io"
	"strings"
	"syscall"
	"unicode/utf8"

	"sockerless.io/agent/mounts"
	"sockerless.io/agent/sys"
)

const (
	// namesRecord tells all names that a directory has, each with a slash before it, that of a mount with two. A directory
	// with many has several entries.
	namesRecord  = "SOCKERLESS.names"
	longestNames = 256 << 10
)

const clockRealtimeCoarse = 5

// Moment is the instant that a file changed now would have as its ctime, or a little earlier.
func Moment() (syscall.Timespec, error) { return sys.ClockGettime(clockRealtimeCoarse) }

// Changed writes a tar of what has changed below root since an instant, by ctime: files with their contents,
// directories without, but with the names of all that they have. Mounts are left out, and so are their targets when they
// are no directories.
func Changed(root string, since syscall.Timespec, out io.Writer) error {
	return changed(root, "/", since, out)
}

// Held writes, in the way of Changed, a directory below root and all that it has. It may be a mount.
func Held(root, dir string, out io.Writer) error { return changed(root, dir, syscall.Timespec{}, out) }

func changed(root, dir string, since syscall.Timespec, out io.Writer) error {
	points, err := mountPoints(strings.TrimSuffix(root, "/"))
	if err != nil {
		return err
	}
	return sys.Confined(root, func() error {
		c := changedSince{since: since, mounts: points, to: newArchiver(out)}
		fd, err := openDir(dir)
		if err != nil {
			return err
		}
		defer syscall.Close(fd)
		if err := syscall.Fstat(fd, &c.to.root); err != nil {
			return err
		}
		if err := c.directory(fd, strings.TrimPrefix(dir, "/"), &c.to.root); err != nil {
			return err
		}
		return c.to.finish()
	})
}

type changedSince struct {
	since  syscall.Timespec
	mounts map[string]bool
	to     *archiver
}

func (c *changedSince) is(st *syscall.Stat_t) bool {
	return st.Ctim.Sec > c.since.Sec || st.Ctim.Sec == c.since.Sec && st.Ctim.Nsec >= c.since.Nsec
}

// directory goes through fd, and writes its own entry when it has changed.
func (c *changedSince) directory(fd int, name string, st *syscall.Stat_t) error {
	children, err := sys.ReadDir(fd)
	if err != nil {
		return &sys.PathError{Op: "list", Path: "/" + name, Err: err}
	}
	if err := syscall.Fchdir(fd); err != nil {
		return &sys.PathError{Op: "chdir", Path: "/" + name, Err: err}
	}
	if c.is(st) {
		if err := c.entry(name, st, children); err != nil {
			return err
		}
	}
	for _, child := range children {
		if err := c.child(fd, name, child.Name); err != nil {
			return err
		}
	}
	return nil
}

// entry writes that of the working directory.
func (c *changedSince) entry(name string, st *syscall.Stat_t, children []sys.Dirent) error {
	var names strings.Builder
	for _, child := range children {
		if names.Len() > longestNames {
			if err := c.named(name, st, names.String()); err != nil {
				return err
			}
			names.Reset()
		}
		names.WriteByte('/')
		if c.mounts["/"+joined(name, child.Name)] {
			names.WriteByte('/')
		}
		names.WriteString(child.Name)
	}
	if names.Len() == 0 {
		names.WriteByte('/')
	}
	return c.named(name, st, names.String())
}

func joined(dir, base string) string {
	if dir == "" {
		return base
	}
	return dir + "/" + base
}

// named writes an entry of the working directory, with some of its names.
func (c *changedSince) named(name string, st *syscall.Stat_t, names string) error {
	h := header(st, "./"+name)
	if name != "" {
		h.Name = name + "/"
	}
	if err := c.to.xattrs(".", h); err != nil {
		return err
	}
	if h.PAXRecords == nil {
		h.PAXRecords = map[string]string{}
	}
	h.PAXRecords[namesRecord] = names
	return c.to.tar.WriteHeader(h)
}

// child looks at a name in fd, which is the working directory before and afterwards.
func (c *changedSince) child(fd int, dir, base string) error {
	name := joined(dir, base)
	if !utf8.ValidString(base) {
		return fmt.Errorf("%q is no text in UTF-8", "/"+name)
	}
	var st syscall.Stat_t
	if err := syscall.Lstat(base, &st); err == syscall.ENOENT {
		return nil
	} else if err != nil {
		return &sys.PathError{Op: "lstat", Path: "/" + name, Err: err}
	}
	if c.mounts["/"+name] {
		return nil
	}
	if st.Mode&syscall.S_IFMT != syscall.S_IFDIR {
		if !c.is(&st) {
			return nil
		}
		return c.to.add(base, name)
	}
	if st.Dev != c.to.root.Dev {
		return nil
	}
	sub, err := sys.Openat2(fd, base, syscall.O_RDONLY|syscall.O_DIRECTORY|syscall.O_NOFOLLOW, 0, sys.ResolveNoXdev)
	switch err {
	case nil:
	case syscall.ENOENT, syscall.ENOTDIR, syscall.ELOOP, syscall.EXDEV:
		return nil
	default:
		return &sys.PathError{Op: "open", Path: "/" + name, Err: err}
	}
	defer syscall.Close(sub)
	if err := c.directory(sub, name, &st); err != nil {
		return err
	}
	return syscall.Fchdir(fd)
}

// mountPoints are those below root in this mount namespace, as root's processes name them.
func mountPoints(root string) (map[string]bool, error) {
	all, err := mounts.Under(root + "/")
	points := map[string]bool{}
	for _, point := range all {
		if below := strings.TrimPrefix(point, root); below != "/" {
			points[below] = true
		}
	}
	return points, err
}
