package files

import (
	"bytes"
	"syscall"

	"sockerless.io/agent/sys"
)

// ChangeKind is Docker's number for a kind of change.
type ChangeKind int

const (
	Modified ChangeKind = iota
	Added
	Deleted
)

// Change is one line of `docker diff`.
type Change struct {
	Path string     `json:"path"`
	Kind ChangeKind `json:"kind"`
}

// Changes tells what an overlay's upper directory changes in the merged lowers (topmost first), as `docker diff` does:
// a directory is modified when its mode or owner differ or when something in it has changed; a file when its size,
// time, mode or owner differ. Parents come before children, names are in order.
func Changes(upper string, lowers []string) ([]Change, error) {
	c := changes{}
	fd, err := openTree(upper)
	if err != nil {
		return nil, err
	}
	defer syscall.Close(fd)
	var below []int
	defer func() { closeAll(below) }()
	for _, l := range lowers {
		lower, err := openTree(l)
		if err != nil {
			return nil, err
		}
		below = append(below, lower)
	}
	err = sys.OnThread(func() error {
		if err := syscall.Unshare(syscall.CLONE_FS); err != nil {
			return err
		}
		return c.compare(fd, below, "", false)
	})
	return c.found, err
}

func openTree(p string) (int, error) {
	fd, err := syscall.Open(p, syscall.O_RDONLY|syscall.O_DIRECTORY|syscall.O_CLOEXEC, 0)
	if err != nil {
		return -1, &sys.PathError{Op: "open", Path: p, Err: err}
	}
	return fd, nil
}

func closeAll(fds []int) {
	for _, fd := range fds {
		syscall.Close(fd)
	}
}

type changes struct{ found []Change }

// node is a name as a stack of layers shows it.
type node struct {
	st         syscall.Stat_t
	capability []byte
}

func (n *node) isDir() bool { return n.st.Mode&syscall.S_IFMT == syscall.S_IFDIR }

// compare walks the upper directory fd, whose counterparts in the lower layers are below. opaque: the upper directory
// hides them.
func (c *changes) compare(fd int, below []int, dir string, opaque bool) error {
	names, err := sys.ReadDir(fd)
	if err != nil {
		return &sys.PathError{Op: "list", Path: dir, Err: err}
	}
	present := map[string]bool{}
	for _, n := range names {
		present[n.Name] = true
		if err := c.child(fd, below, dir, n.Name); err != nil {
			return err
		}
	}
	if !opaque {
		return nil
	}
	hidden, err := mergedNames(below)
	if err != nil {
		return err
	}
	for _, name := range hidden {
		if !present[name] {
			c.add(dir+"/"+name, Deleted)
		}
	}
	return nil
}

func (c *changes) add(path string, kind ChangeKind) { c.found = append(c.found, Change{path, kind}) }

func (c *changes) child(fd int, below []int, dir, name string) error {
	path := dir + "/" + name
	now, err := look(fd, name)
	if err == syscall.ENOENT {
		return nil
	}
	if err != nil {
		return &sys.PathError{Op: "lstat", Path: path, Err: err}
	}
	before, dirsBelow, err := lookBelow(below, name)
	defer closeAll(dirsBelow)
	if err != nil {
		return &sys.PathError{Op: "lstat", Path: path, Err: err}
	}
	if isWhiteout(&now.st) {
		if before != nil {
			c.add(path, Deleted)
		}
		return nil
	}
	at := len(c.found)
	switch {
	case before == nil:
		c.add(path, Added)
	case differ(before, now):
		c.add(path, Modified)
	}
	if !now.isDir() {
		return nil
	}
	recorded := len(c.found) > at
	opaque := isOpaqueAt(fd, name)
	sub, err := sys.Openat2(fd, name, syscall.O_RDONLY|syscall.O_DIRECTORY|syscall.O_NOFOLLOW, 0, sys.ResolveNoXdev)
	if err == syscall.ENOENT || err == syscall.EXDEV {
		return nil
	}
	if err != nil {
		return &sys.PathError{Op: "open", Path: path, Err: err}
	}
	err = c.compare(sub, dirsBelow, path, opaque)
	syscall.Close(sub)
	if err == nil && !recorded && len(c.found) > at {
		c.found = append(c.found, Change{})
		copy(c.found[at+1:], c.found[at:])
		c.found[at] = Change{path, Modified}
	}
	return err
}

func look(dirfd int, name string) (*node, error) {
	if err := syscall.Fchdir(dirfd); err != nil {
		return nil, err
	}
	n := &node{}
	if err := syscall.Lstat(name, &n.st); err != nil {
		return nil, err
	}
	if n.st.Mode&syscall.S_IFMT == syscall.S_IFREG {
		value, err := sys.Getxattr(name, "security.capability")
		if err == nil {
			n.capability = value
		}
	}
	return n, nil
}

func isOpaqueAt(dirfd int, name string) bool {
	return syscall.Fchdir(dirfd) == nil && isOpaque(name)
}

// lookBelow finds name in the merged layers; for a directory also the directories that make it up, topmost first.
func lookBelow(below []int, name string) (*node, []int, error) {
	var top *node
	var dirs []int
	for _, layer := range below {
		n, err := look(layer, name)
		if err == syscall.ENOENT || err == syscall.ENOTDIR {
			continue
		}
		if err != nil {
			return top, dirs, err
		}
		if isWhiteout(&n.st) || top != nil && !n.isDir() {
			break
		}
		if top == nil {
			top = n
		}
		if !n.isDir() {
			break
		}
		opaque := isOpaque(name)
		fd, err := sys.Openat2(layer, name, syscall.O_RDONLY|syscall.O_DIRECTORY|syscall.O_NOFOLLOW, 0, 0)
		if err != nil {
			return top, dirs, err
		}
		dirs = append(dirs, fd)
		if opaque {
			break
		}
	}
	return top, dirs, nil
}

// mergedNames lists what the merged lower directories show, in order of the topmost layer that has it.
func mergedNames(below []int) ([]string, error) {
	seen := map[string]bool{}
	var names []string
	for _, layer := range below {
		all, err := sys.ReadDir(layer)
		if err != nil {
			return nil, err
		}
		for _, e := range all {
			if seen[e.Name] {
				continue
			}
			seen[e.Name] = true
			n, err := look(layer, e.Name)
			if err == nil && !isWhiteout(&n.st) {
				names = append(names, e.Name)
			}
		}
	}
	return names, nil
}

// differ has Docker's idea of a change: size and time of a directory do not count, nor fractions of a second where one
// side has none.
func differ(a, b *node) bool {
	if a.st.Mode != b.st.Mode || a.st.Uid != b.st.Uid || a.st.Gid != b.st.Gid || a.st.Rdev != b.st.Rdev {
		return true
	}
	if !bytes.Equal(a.capability, b.capability) {
		return true
	}
	return !a.isDir() && (a.st.Size != b.st.Size || !sameTime(a.st.Mtim, b.st.Mtim))
}

func sameTime(a, b syscall.Timespec) bool {
	return a.Sec == b.Sec && (a.Nsec == b.Nsec || a.Nsec == 0 || b.Nsec == 0)
}
