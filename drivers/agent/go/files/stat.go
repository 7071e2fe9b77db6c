package files

import (
	"os"
	"path"
	"strings"
	"syscall"
	"time"

	"sockerless.io/agent/sys"
)

// Info is what Docker's X-Docker-Container-Path-Stat header tells of a path.
type Info struct {
	Name       string    `json:"name"`
	Size       int64     `json:"size"`
	Mode       uint32    `json:"mode"` // Go's os.FileMode bits
	Mtime      time.Time `json:"mtime"`
	LinkTarget string    `json:"linkTarget"` // of a symlink: where it ends, fully resolved below the root
	UID        uint32    `json:"uid"`
	GID        uint32    `json:"gid"`
}

// Stat describes p inside root. A symlink as the last element is described itself unless p ends in / or /. as in
// Docker.
func Stat(root, p string) (info Info, err error) {
	err = sys.Confined(root, func() error {
		t, err := locate(p)
		if err != nil {
			return err
		}
		info, err = t.info()
		return err
	})
	return info, err
}

// target is a path given by a client, with everything but its last element resolved.
type target struct {
	asked    string // absolute; a trailing / or /. kept
	resolved string // free of symlinks but perhaps for the last element
	stat     syscall.Stat_t
}

func locate(p string) (target, error) {
	asked := absolute(p)
	dir, base := path.Split(asked)
	resolved, err := follow(dir)
	if err != nil {
		return target{}, err
	}
	mustBeDir := base == "" || base == "."
	if !mustBeDir {
		resolved = path.Join(resolved, base)
	}
	t := target{asked: asked, resolved: resolved}
	if err := lstat(resolved, &t.stat); err != nil {
		return t, &sys.PathError{Op: "lstat", Path: asked, Err: err}
	}
	if mustBeDir && t.stat.Mode&syscall.S_IFMT != syscall.S_IFDIR {
		return t, &sys.PathError{Op: "lstat", Path: asked, Err: syscall.ENOTDIR}
	}
	return t, nil
}

func absolute(p string) string {
	clean := path.Join("/", p)
	switch {
	case clean == "/" && (p == "." || strings.HasSuffix(p, "/.")):
		return "/."
	case clean == "/":
		return "/"
	case strings.HasSuffix(p, "/."):
		return clean + "/."
	case strings.HasSuffix(p, "/"):
		return clean + "/"
	}
	return clean
}

// name is the last element of the path as asked for: "." for "/x/.", "/" for the root.
func (t target) name() string { return path.Base(t.asked) }

func (t target) info() (Info, error) {
	i := Info{
		Name:  t.name(),
		Size:  t.stat.Size,
		Mode:  uint32(goMode(t.stat.Mode)),
		Mtime: time.Unix(t.stat.Mtim.Unix()).UTC(),
		UID:   t.stat.Uid,
		GID:   t.stat.Gid,
	}
	if t.stat.Mode&syscall.S_IFMT != syscall.S_IFLNK {
		return i, nil
	}
	end, err := follow(t.resolved)
	i.LinkTarget = end
	return i, err
}

// follow resolves every symlink in p below the (confined) root, in user space: what does not exist is kept as it is
// written, as Docker does. The result is only a name: use it with ResolveNoSymlinks.
func follow(p string) (string, error) {
	resolved, rest := "/", p
	for links := 0; rest != ""; {
		var element string
		if i := strings.IndexByte(rest, '/'); i >= 0 {
			element, rest = rest[:i], rest[i+1:]
		} else {
			element, rest = rest, ""
		}
		if element == "" || element == "." {
			continue
		}
		next := path.Join(resolved, element) // the root's .. is the root
		if element == ".." {
			resolved = next
			continue
		}
		link, err := readlink(next)
		switch {
		case err == syscall.EINVAL || err == syscall.ENOENT || err == syscall.ENOTDIR:
			resolved = next
			continue
		case err != nil:
			return "", &sys.PathError{Op: "readlink", Path: next, Err: err}
		}
		if links++; links > 255 {
			return "", &sys.PathError{Op: "resolve", Path: p, Err: syscall.ELOOP}
		}
		if strings.HasPrefix(link, "/") {
			resolved = "/"
		}
		rest = link + "/" + rest
	}
	return resolved, nil
}

func readlink(p string) (string, error) {
	for size := 256; ; size *= 4 {
		b := make([]byte, size)
		n, err := syscall.Readlink(p, b)
		if err != nil {
			return "", err
		}
		if n < size {
			return string(b[:n]), nil
		}
	}
}

// lstat describes what follow has named, without going through a symlink that has been put in its way since.
func lstat(p string, st *syscall.Stat_t) error {
	fd, err := sys.Openat2(sys.AtFdcwd, p, sys.OPath|syscall.O_NOFOLLOW, 0, sys.ResolveNoSymlinks)
	if err != nil {
		return err
	}
	defer syscall.Close(fd)
	return syscall.Fstat(fd, st)
}

// openDir opens a directory whose name follow has given; a symlink that has taken its place since fails with ELOOP.
func openDir(p string) (int, error) {
	fd, err := sys.Openat2(sys.AtFdcwd, p, syscall.O_RDONLY|syscall.O_DIRECTORY|syscall.O_NOFOLLOW, 0,
		sys.ResolveNoMagiclinks|sys.ResolveNoSymlinks)
	if err != nil {
		return -1, &sys.PathError{Op: "open", Path: p, Err: err}
	}
	return fd, nil
}

// goMode converts st_mode as Go's os package does.
func goMode(mode uint32) os.FileMode {
	m := os.FileMode(mode & 0o777)
	switch mode & syscall.S_IFMT {
	case syscall.S_IFDIR:
		m |= os.ModeDir
	case syscall.S_IFLNK:
		m |= os.ModeSymlink
	case syscall.S_IFIFO:
		m |= os.ModeNamedPipe
	case syscall.S_IFSOCK:
		m |= os.ModeSocket
	case syscall.S_IFCHR:
		m |= os.ModeDevice | os.ModeCharDevice
	case syscall.S_IFBLK:
		m |= os.ModeDevice
	}
	if mode&syscall.S_ISUID != 0 {
		m |= os.ModeSetuid
	}
	if mode&syscall.S_ISGID != 0 {
		m |= os.ModeSetgid
	}
	if mode&syscall.S_ISVTX != 0 {
		m |= os.ModeSticky
	}
	return m
}
