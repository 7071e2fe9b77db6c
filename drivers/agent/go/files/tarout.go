package files

import (
	"archive/tar"
	"bufio"
	"io"
	"path"
	"strings"
	"syscall"
	"time"

	"sockerless.io/agent/sys"
)

// TarOut writes the tar that GET /containers/{id}/archive gives of p inside root: the entries' names start with the
// last element of p as asked for.
func TarOut(root, p string, out io.Writer) error {
	return sys.Confined(root, func() error {
		t, err := locate(p)
		if err != nil {
			return err
		}
		w := newArchiver(out)
		if err := syscall.Lstat("/", &w.root); err != nil {
			return err
		}
		w.skipKernel = true
		if err := w.enter(path.Dir(t.resolved)); err != nil {
			return err
		}
		base := path.Base(t.resolved)
		if base == "/" {
			base = "."
		}
		if err := w.add(base, t.name()); err != nil {
			return err
		}
		return w.finish()
	})
}

// Pack writes a tar of the tree below root: of the given paths (relative to root; their parents are not added), or of
// everything but the root directory itself.
func Pack(root string, paths []string, out io.Writer) error {
	return pack(root, paths, false, out)
}

// Diff writes the tar of an overlay's upper directory as a layer: whiteouts and opaque directories become `.wh.`
// entries again.
func Diff(upper string, out io.Writer) error {
	return pack(upper, nil, true, out)
}

func pack(root string, paths []string, layer bool, out io.Writer) error {
	return sys.Confined(root, func() error {
		w := newArchiver(out)
		w.layer = layer
		if len(paths) == 0 {
			if err := w.enter("/"); err != nil {
				return err
			}
			fd, err := openDir("/")
			if err != nil {
				return err
			}
			defer syscall.Close(fd)
			if err := w.children(fd, ""); err != nil {
				return err
			}
		}
		for _, p := range paths {
			clean := path.Join("/", p)
			if err := w.enter(path.Dir(clean)); err != nil {
				return err
			}
			if err := w.add(path.Base(clean), clean[1:]); err != nil {
				return err
			}
		}
		return w.finish()
	})
}

// archiver writes entries. Its thread's working directory is the parent of the entry at hand.
type archiver struct {
	tar        *tar.Writer
	buffered   *bufio.Writer
	layer      bool
	skipKernel bool
	exact      bool // times of files to the nanosecond
	root       syscall.Stat_t
	links      map[inode]string
	buffer     []byte
}

func newArchiver(out io.Writer) *archiver {
	buffered := bufio.NewWriterSize(out, 64<<10)
	return &archiver{
		tar:      tar.NewWriter(buffered),
		buffered: buffered,
		links:    map[inode]string{},
		buffer:   make([]byte, 64<<10),
	}
}

func (w *archiver) finish() error {
	if err := w.tar.Close(); err != nil {
		return err
	}
	return w.buffered.Flush()
}

func (w *archiver) enter(dir string) error {
	fd, err := openDir(dir)
	if err != nil {
		return err
	}
	defer syscall.Close(fd)
	return syscall.Fchdir(fd)
}

// add writes base, a name in the working directory, and what is below it as name. What vanishes meanwhile is left out.
// The working directory is the same afterwards.
func (w *archiver) add(base, name string) error {
	var st syscall.Stat_t
	if err := syscall.Lstat(base, &st); err == syscall.ENOENT {
		return nil
	} else if err != nil {
		return &sys.PathError{Op: "lstat", Path: name, Err: err}
	}
	h := header(&st, name)
	if w.exact {
		h.ModTime = time.Unix(int64(st.Mtim.Sec), int64(st.Mtim.Nsec))
	}
	switch st.Mode & syscall.S_IFMT {
	case syscall.S_IFSOCK:
		return nil
	case syscall.S_IFLNK:
		link, err := readlink(base)
		if err == syscall.ENOENT || err == syscall.EINVAL {
			return nil
		}
		if err != nil {
			return &sys.PathError{Op: "readlink", Path: name, Err: err}
		}
		h.Linkname = link
	case syscall.S_IFREG:
		return w.file(base, &st, h)
	case syscall.S_IFDIR:
		return w.directory(base, name, &st, h)
	}
	if w.layer && isWhiteout(&st) {
		dir, hidden := path.Split(name)
		return w.tar.WriteHeader(&tar.Header{
			Typeflag: tar.TypeReg, Name: dir + whiteoutPrefix + hidden, Mode: 0o600, ModTime: h.ModTime,
			Uid: h.Uid, Gid: h.Gid, Format: tar.FormatPAX,
		})
	}
	return w.tar.WriteHeader(h)
}

func (w *archiver) directory(base, name string, st *syscall.Stat_t, h *tar.Header) error {
	fd, err := sys.Openat2(sys.AtFdcwd, base, syscall.O_RDONLY|syscall.O_DIRECTORY|syscall.O_NOFOLLOW, 0,
		sys.ResolveNoMagiclinks)
	if err == syscall.ENOENT || err == syscall.ENOTDIR || err == syscall.ELOOP {
		return nil
	}
	if err != nil {
		return &sys.PathError{Op: "open", Path: name, Err: err}
	}
	defer syscall.Close(fd)
	if !strings.HasSuffix(h.Name, "/") {
		h.Name += "/"
	}
	if err := w.xattrs(base, h); err != nil {
		return err
	}
	if err := w.tar.WriteHeader(h); err != nil {
		return err
	}
	if w.layer && isOpaque(base) {
		err := w.tar.WriteHeader(&tar.Header{
			Typeflag: tar.TypeReg, Name: h.Name + whiteoutOpaque, Mode: h.Mode & 0o777, ModTime: h.ModTime,
			Uid: h.Uid, Gid: h.Gid, Format: tar.FormatPAX,
		})
		if err != nil {
			return err
		}
	}
	if w.skipKernel && st.Dev != w.root.Dev && ofKernel(fd, name) {
		return nil
	}
	if base != "." {
		up, err := syscall.Open(".", sys.OPath|syscall.O_DIRECTORY|syscall.O_CLOEXEC, 0)
		if err != nil {
			return &sys.PathError{Op: "open", Path: name, Err: err}
		}
		defer syscall.Close(up)
		defer func() { _ = syscall.Fchdir(up) }() // cannot fail on an open directory that was the working directory
	}
	if err := syscall.Fchdir(fd); err != nil {
		return &sys.PathError{Op: "chdir", Path: name, Err: err}
	}
	return w.children(fd, h.Name)
}

// children adds everything in fd, which is the working directory.
func (w *archiver) children(fd int, prefix string) error {
	all, err := sys.ReadDir(fd)
	if err != nil {
		return &sys.PathError{Op: "list", Path: prefix, Err: err}
	}
	for _, c := range all {
		if err := w.add(c.Name, prefix+c.Name); err != nil {
			return err
		}
	}
	return nil
}

func (w *archiver) file(base string, st *syscall.Stat_t, h *tar.Header) error {
	key := inode{uint64(st.Dev), st.Ino}
	if st.Nlink > 1 {
		if first, seen := w.links[key]; seen {
			h.Typeflag, h.Linkname, h.Size = tar.TypeLink, first, 0
			return w.tar.WriteHeader(h)
		}
		w.links[key] = h.Name
	}
	const flags = syscall.O_RDONLY | syscall.O_NOFOLLOW | syscall.O_NONBLOCK | syscall.O_CLOEXEC
	fd, err := syscall.Open(base, flags, 0)
	if err == syscall.ENOENT || err == syscall.ELOOP {
		return nil
	}
	if err != nil {
		return &sys.PathError{Op: "open", Path: h.Name, Err: err}
	}
	defer syscall.Close(fd)
	var now syscall.Stat_t
	if err := syscall.Fstat(fd, &now); err != nil {
		return &sys.PathError{Op: "stat", Path: h.Name, Err: err}
	}
	if now.Mode&syscall.S_IFMT != syscall.S_IFREG {
		return nil // replaced since
	}
	h.Size = now.Size
	if err := w.xattrs(base, h); err != nil {
		return err
	}
	if err := w.tar.WriteHeader(h); err != nil {
		return err
	}
	return w.content(fd, h)
}

// content copies as many bytes as the header says: a file that grows is cut, one that shrinks is filled with zeros.
func (w *archiver) content(fd int, h *tar.Header) error {
	for left := h.Size; left > 0; {
		b := w.buffer
		if int64(len(b)) > left {
			b = b[:left]
		}
		n, err := syscall.Read(fd, b)
		if err == syscall.EINTR {
			continue
		}
		if err != nil {
			return &sys.PathError{Op: "read", Path: h.Name, Err: err}
		}
		if n == 0 {
			for i := range b {
				b[i] = 0
			}
			n = len(b)
		}
		if _, err := w.tar.Write(b[:n]); err != nil {
			return err
		}
		left -= int64(n)
	}
	return nil
}

// xattrs adds what Docker keeps: capabilities, and user attributes.
func (w *archiver) xattrs(base string, h *tar.Header) error {
	list, err := sys.Listxattr(base)
	if err == syscall.ENOTSUP || err == syscall.ENOENT {
		return nil
	}
	if err != nil {
		return &sys.PathError{Op: "listxattr", Path: h.Name, Err: err}
	}
	for _, attr := range strings.Split(string(list), "\x00") {
		if attr != "security.capability" && !strings.HasPrefix(attr, "user.") ||
			strings.HasPrefix(attr, "user.overlay.") {
			continue
		}
		value, err := sys.Getxattr(base, attr)
		if err == syscall.ENODATA || err == syscall.ENOENT {
			continue
		}
		if err != nil {
			return &sys.PathError{Op: "getxattr", Path: h.Name, Err: err}
		}
		if h.PAXRecords == nil {
			h.PAXRecords = map[string]string{}
		}
		h.PAXRecords[xattrPrefix+attr] = string(value)
	}
	return nil
}

func header(st *syscall.Stat_t, name string) *tar.Header {
	h := &tar.Header{
		Name:    name,
		Mode:    int64(st.Mode & 0o7777),
		Uid:     int(st.Uid),
		Gid:     int(st.Gid),
		ModTime: time.Unix(int64(st.Mtim.Sec), 0), // whole seconds, as Docker's
		Format:  tar.FormatPAX,
	}
	switch st.Mode & syscall.S_IFMT {
	case syscall.S_IFDIR:
		h.Typeflag = tar.TypeDir
	case syscall.S_IFLNK:
		h.Typeflag = tar.TypeSymlink
	case syscall.S_IFCHR, syscall.S_IFBLK:
		h.Typeflag = tar.TypeChar
		if st.Mode&syscall.S_IFMT == syscall.S_IFBLK {
			h.Typeflag = tar.TypeBlock
		}
		h.Devmajor, h.Devminor = sys.Major(uint64(st.Rdev)), sys.Minor(uint64(st.Rdev))
	case syscall.S_IFIFO:
		h.Typeflag = tar.TypeFifo
	default:
		h.Typeflag = tar.TypeReg
	}
	return h
}

func isOpaque(name string) bool {
	value, err := sys.Getxattr(name, opaqueXattr)
	return err == nil && string(value) == "y"
}

// ofKernel tells a mounted procfs, sysfs, cgroup and so on, and a tmpfs on /dev: dockerd's archives of a running
// container do not have their contents either.
func ofKernel(fd int, name string) bool {
	var fs syscall.Statfs_t
	if err := syscall.Fstatfs(fd, &fs); err != nil {
		return true
	}
	switch uint32(fs.Type) {
	case 0x9fa0, 0x62656572, 0x27e0eb, 0x63677270, 0x1cd1, 0x19800202: // proc, sysfs, cgroup, cgroup2, devpts, mqueue
		return true
	case 0x01021994: // tmpfs
		return strings.Trim(name, "./") == "dev"
	}
	return false
}
