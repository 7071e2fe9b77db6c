package files

import (
	"io"
	"path"
	"strings"
	"syscall"
	"time"

	"sockerless.io/agent/sys"
)

// In takes what the other side tells. whole: it tells all that it has, and nothing else shall be here.
func (m *Mirror) In(whole bool, in io.Reader) (Extracted, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	x := &extractor{applyRoot: true, anyLink: true}
	var made []string
	x.made = func(name string) { made = append(made, name) }
	x.rename = m.rename
	defer x.close()
	err := sys.Confined(m.place.Root, func() error {
		if whole {
			m.known, m.pending = map[string]mark{}, nil
			if err := makeAll(m.place.Path); err != nil {
				return err
			}
		}
		dest, err := follow(absolute(m.place.Path))
		if err != nil {
			return err
		}
		x.dest = dest
		if err := x.begin(dest); err != nil {
			return err
		}
		if whole && m.place.Only == "" {
			if err := m.clear(x.base); err != nil {
				return err
			}
		}
		x.global = func(records map[string]string) error { return m.remove(x, records[removedRecord]) }
		if err := x.run(in); err != nil {
			return err
		}
		return m.take(x.base, made)
	})
	return x.done, err
}

// rename gives the name here of what the other side calls so.
func (m *Mirror) rename(name string) (string, error) {
	if m.place.Only == "" {
		return name, nil
	}
	if path.Clean(name) != onlyName {
		return "", badArchive("%q in the mirror of one file", name)
	}
	return m.place.Only, nil
}

// clear removes what is in the directory, but what is another's.
func (m *Mirror) clear(fd int) error {
	children, err := sys.ReadDir(fd)
	if err != nil {
		return err
	}
	for _, c := range children {
		if !m.holds(c.Name) {
			if err := removeAt(fd, c.Name); err != nil {
				return err
			}
		}
	}
	return nil
}

// holds: it is another's, or something in it is.
func (m *Mirror) holds(name string) bool {
	for _, one := range m.place.Skip {
		if one == name || strings.HasPrefix(one, name+"/") {
			return true
		}
	}
	return false
}

func (m *Mirror) remove(x *extractor, names string) error {
	for _, told := range strings.Split(names, "\x00")[1:] {
		renamed, err := m.rename(told)
		if err != nil {
			return err
		}
		name, err := x.relative(renamed)
		if err != nil {
			return err
		}
		if name == "." || m.holds(name) {
			continue
		}
		dir, base := path.Split(name)
		fd, err := sys.Openat2(x.base, path.Join(".", dir), syscall.O_RDONLY|syscall.O_DIRECTORY, 0,
			sys.ResolveBeneath|sys.ResolveNoSymlinks)
		if err == syscall.ENOENT || err == syscall.ENOTDIR || err == syscall.ELOOP {
			continue
		}
		if err != nil {
			return &sys.PathError{Op: "open", Path: "/" + dir, Err: err}
		}
		err = removeAt(fd, base)
		syscall.Close(fd)
		if err != nil {
			return err
		}
		m.forget(name)
	}
	return nil
}

// forget what the other side has told as gone.
func (m *Mirror) forget(name string) {
	for _, marks := range []map[string]mark{m.known, m.pending} {
		for known := range marks {
			if known == name || strings.HasPrefix(known, name+"/") {
				delete(marks, known)
			}
		}
	}
}

// take notes that the other side has what was made, as soon as a later change would have a later time.
func (m *Mirror) take(base int, made []string) error {
	if len(made) == 0 {
		return nil
	}
	time.Sleep(2 * settling)
	now, err := Moment()
	if err != nil {
		return err
	}
	for _, name := range made {
		dir, last := path.Split(name)
		fd, err := sys.Openat2(base, path.Join(".", dir), sys.OPath|syscall.O_DIRECTORY, 0, sys.ResolveNoMagiclinks)
		var st syscall.Stat_t
		known := mark{fresh: true} // gone since: that is still to be told
		if err == nil {
			if syscall.Fchdir(fd) == nil && syscall.Lstat(last, &st) == nil {
				known = markOf(&st, now)
			}
			syscall.Close(fd)
		}
		if name == "." {
			name = ""
		}
		m.known[name] = known
		if m.pending != nil {
			m.pending[name] = known
		}
	}
	return nil
}

// makeAll makes a directory and those that it is in.
func makeAll(dir string) error {
	for at, c := range dir {
		if c == '/' && at > 0 {
			if err := makeOne(dir[:at]); err != nil {
				return err
			}
		}
	}
	return makeOne(dir)
}

func makeOne(dir string) error {
	if err := syscall.Mkdir(dir, 0o755); err != nil && err != syscall.EEXIST {
		return &sys.PathError{Op: "mkdir", Path: dir, Err: err}
	}
	return nil
}
