package files

import (
	"archive/tar"
	"io"
	"path"
	"sort"
	"strings"
	"sync"
	"syscall"
	"time"

	"sockerless.io/agent/sys"
)

const (
	// removedRecord of the global header that begins a mirror's tar: names that are not there any more, each after a NUL.
	removedRecord = "SOCKERLESS.removed"
	// onlyName is what a mirror of one file calls it.
	onlyName = "file"
	settling = 12 * time.Millisecond // longer than between two instants that file times can have
)

// Place is what a mirror shows: all below the directory Path inside Root, or of it the file Only.
type Place struct {
	Root string   `json:"root"`
	Path string   `json:"path"`
	Only string   `json:"only"`
	Skip []string `json:"skip"` // names below it that are something else's
}

// Mirror is one side of two that are to be alike. Each tells the other what has changed on it since they last were.
type Mirror struct {
	mu      sync.Mutex
	place   Place
	known   map[string]mark // what the other side has
	pending map[string]mark // what it has if it has taken what it was last told
}

// mark tells a state of a file from later ones, and of a directory its own attributes.
type mark struct {
	ino, dev       uint64
	changed        syscall.Timespec
	size           int64
	mode, uid, gid uint32
	fresh          bool // it may have changed since without a later time
}

func markOf(st *syscall.Stat_t, now syscall.Timespec) mark {
	m := mark{mode: st.Mode, uid: st.Uid, gid: st.Gid}
	if st.Mode&syscall.S_IFMT == syscall.S_IFDIR {
		return m
	}
	m.ino, m.dev, m.size = st.Ino, uint64(st.Rdev), st.Size
	m.changed = syscall.Timespec{Sec: st.Ctim.Sec, Nsec: st.Ctim.Nsec}
	m.fresh = time.Duration(syscall.TimespecToNsec(now)-syscall.TimespecToNsec(m.changed)) < settling
	return m
}

// same: nothing has changed.
func (m mark) same(later mark) bool { return !m.fresh && m == later.settled() }

func (m mark) settled() mark { m.fresh = false; return m }

// NewMirror shows a place, of which the other side has nothing yet.
func NewMirror(place Place) *Mirror {
	return &Mirror{place: place, known: map[string]mark{}}
}

func (m *Mirror) skips(name string) bool {
	for _, one := range m.place.Skip {
		if name == one {
			return true
		}
	}
	return m.place.Only != "" && name != m.place.Only
}

// Out writes what the other side does not have. taken: it has taken what the last Out wrote.
func (m *Mirror) Out(taken bool, out io.Writer) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if taken && m.pending != nil {
		m.known = m.pending
	}
	m.pending = nil
	return sys.Confined(m.place.Root, func() error {
		w := &mirrored{Mirror: m, now: map[string]mark{}, to: newArchiver(out)}
		w.to.exact = true
		var err error
		if w.moment, err = Moment(); err != nil {
			return err
		}
		fd, err := openDir(m.place.Path)
		if err != nil {
			return &sys.PathError{Op: "open", Path: m.place.Path, Err: err}
		}
		defer syscall.Close(fd)
		var st syscall.Stat_t
		if err := syscall.Fstat(fd, &st); err != nil {
			return err
		}
		if err := w.look(fd, "", &st); err != nil {
			return err
		}
		if err := w.write(fd); err != nil {
			return err
		}
		m.pending = w.now
		return w.to.finish()
	})
}

type mirrored struct {
	*Mirror
	moment  syscall.Timespec
	now     map[string]mark
	changed []string // in order, parents first
	to      *archiver
}

// look notes what there is in the directory fd.
func (w *mirrored) look(fd int, dir string, st *syscall.Stat_t) error {
	if w.place.Only == "" {
		w.note(dir, st)
	}
	children, err := sys.ReadDir(fd)
	if err != nil {
		return &sys.PathError{Op: "list", Path: "/" + dir, Err: err}
	}
	for _, c := range children {
		name := joined(dir, c.Name)
		if w.skips(name) {
			continue
		}
		if err := w.child(fd, name, c.Name); err != nil {
			return err
		}
	}
	return nil
}

func (w *mirrored) child(fd int, name, base string) error {
	if err := syscall.Fchdir(fd); err != nil {
		return err
	}
	var st syscall.Stat_t
	if err := syscall.Lstat(base, &st); err == syscall.ENOENT {
		return nil
	} else if err != nil {
		return &sys.PathError{Op: "lstat", Path: "/" + name, Err: err}
	}
	if st.Mode&syscall.S_IFMT != syscall.S_IFDIR {
		w.note(name, &st)
		return nil
	}
	sub, err := sys.Openat2(fd, base, syscall.O_RDONLY|syscall.O_DIRECTORY|syscall.O_NOFOLLOW, 0, sys.ResolveNoMagiclinks)
	switch err {
	case nil:
	case syscall.ENOENT, syscall.ENOTDIR, syscall.ELOOP:
		return nil
	default:
		return &sys.PathError{Op: "open", Path: "/" + name, Err: err}
	}
	defer syscall.Close(sub)
	return w.look(sub, name, &st)
}

func (w *mirrored) note(name string, st *syscall.Stat_t) {
	found := markOf(st, w.moment)
	w.now[name] = found
	if before, there := w.known[name]; !there || !before.same(found) {
		w.changed = append(w.changed, name)
	}
}

// write tells what is gone and what has changed.
func (w *mirrored) write(fd int) error {
	if gone := w.gone(); len(gone) > 0 {
		err := w.to.tar.WriteHeader(&tar.Header{
			Typeflag: tar.TypeXGlobalHeader, Name: "removed",
			PAXRecords: map[string]string{removedRecord: "\x00" + strings.Join(gone, "\x00")},
		})
		if err != nil {
			return err
		}
	}
	for _, name := range w.changed {
		if err := w.entry(fd, name); err != nil {
			return err
		}
	}
	return nil
}

// gone are names that the other side has, and this one has not: of what is gone as a whole the topmost.
func (w *mirrored) gone() []string {
	var all []string
	for name := range w.known {
		if _, there := w.now[name]; there || name == "" {
			continue
		}
		parent, _ := path.Split(name)
		if _, there := w.now[strings.TrimSuffix(parent, "/")]; there || w.place.Only != "" {
			all = append(all, name)
		}
	}
	sort.Strings(all)
	if w.place.Only != "" && len(all) > 0 {
		return []string{onlyName}
	}
	return all
}

func (w *mirrored) entry(fd int, name string) error {
	dir, base := path.Split(name)
	parent, err := sys.Openat2(fd, path.Join(".", dir), syscall.O_RDONLY|syscall.O_DIRECTORY, 0, sys.ResolveBeneath|sys.ResolveNoSymlinks)
	if err == syscall.ENOENT || err == syscall.ENOTDIR || err == syscall.ELOOP {
		return nil // gone meanwhile
	}
	if err != nil {
		return &sys.PathError{Op: "open", Path: "/" + dir, Err: err}
	}
	defer syscall.Close(parent)
	if err := syscall.Fchdir(parent); err != nil {
		return err
	}
	isDir := w.now[name].mode&syscall.S_IFMT == syscall.S_IFDIR
	if name == "" {
		base, name = ".", "."
	}
	if isDir {
		return w.to.bare(base, name)
	}
	if w.place.Only != "" {
		name = onlyName
	}
	return w.to.add(base, name)
}

// bare writes a directory without what is in it.
func (w *archiver) bare(base, name string) error {
	var st syscall.Stat_t
	if err := syscall.Lstat(base, &st); err == syscall.ENOENT {
		return nil
	} else if err != nil {
		return &sys.PathError{Op: "lstat", Path: name, Err: err}
	}
	if st.Mode&syscall.S_IFMT != syscall.S_IFDIR {
		return nil // it is seen as such next time
	}
	h := header(&st, name+"/")
	if err := w.xattrs(base, h); err != nil {
		return err
	}
	return w.tar.WriteHeader(h)
}
