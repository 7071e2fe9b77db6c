package files

import (
	"archive/tar"
	"errors"
	"io"
	"path"
	"strings"
	"syscall"
	"time"

	"sockerless.io/agent/sys"
)

const xattrPrefix = "SCHILY.xattr."

// errLeftOut tells that an entry is not made, on purpose.
var errLeftOut = errors.New("left out")

// create makes the entry as base in the working directory, replacing what is there; only two directories are merged.
// A regular file is complete afterwards, times included.
func (x *extractor) create(h *tar.Header, data io.Reader, name, base string) error {
	for attempt := 0; ; attempt++ {
		err := x.make(h, data, name, base)
		if err == errLeftOut {
			return err
		}
		if err != syscall.EEXIST {
			return x.named("create", name, err)
		}
		merged, err := x.replace(h, name, base)
		if err != nil || merged {
			return err
		}
		if attempt > 100 { // someone inside the container keeps making it
			return &sys.PathError{Op: "create", Path: path.Join(x.dest, name), Err: syscall.EEXIST}
		}
	}
}

// named adds the path to a bare errno.
func (x *extractor) named(op, name string, err error) error {
	if errno, bare := err.(syscall.Errno); bare {
		return &sys.PathError{Op: op, Path: path.Join(x.dest, name), Err: errno}
	}
	return err
}

func (x *extractor) make(h *tar.Header, data io.Reader, name, base string) error {
	mode := uint32(h.Mode & 0o7777)
	switch h.Typeflag {
	case tar.TypeDir:
		return syscall.Mkdir(base, mode)
	case tar.TypeReg, tar.TypeRegA, tar.TypeCont, tar.TypeGNUSparse: //nolint — TypeRegA: old archives have it
		return x.makeFile(h, data, base)
	case tar.TypeSymlink:
		return x.makeSymlink(h, name, base)
	case tar.TypeLink:
		return x.makeLink(h, name, base)
	case tar.TypeChar:
		return x.makeDevice(h, base, syscall.S_IFCHR|mode)
	case tar.TypeBlock:
		return x.makeDevice(h, base, syscall.S_IFBLK|mode)
	case tar.TypeFifo:
		return syscall.Mknod(base, syscall.S_IFIFO|mode, 0)
	}
	return badArchive("unhandled tar header type %d", h.Typeflag)
}

// makeDevice makes a device node. Without root nobody can; those below dev are left out then, for a container's /dev is
// mounted over them anyway.
func (x *extractor) makeDevice(h *tar.Header, base string, mode uint32) error {
	err := syscall.Mknod(base, mode, int(sys.Mkdev(h.Devmajor, h.Devminor)))
	if err != syscall.EPERM || !sys.Rootless() {
		return err
	}
	if strings.HasPrefix(path.Join("/", h.Name), "/dev/") {
		return errLeftOut
	}
	return badArchive("device node %q cannot be made by an engine without root", h.Name)
}

func (x *extractor) makeFile(h *tar.Header, data io.Reader, base string) error {
	const flags = syscall.O_WRONLY | syscall.O_CREAT | syscall.O_EXCL | syscall.O_NOFOLLOW | syscall.O_CLOEXEC
	fd, err := syscall.Open(base, flags, uint32(h.Mode&0o7777))
	if err != nil {
		return err
	}
	defer syscall.Close(fd)
	if err := x.fill(fd, data); err != nil {
		return err
	}
	uid, gid := x.ownerOf(h)
	if uid != 0 || gid != x.cwdGID {
		if err := syscall.Fchown(fd, uid, gid); err != nil {
			return err
		}
	}
	if h.Mode&0o7022 != 0 { // writing and chown clear the upper bits, and a umask the lower
		if err := syscall.Fchmod(fd, uint32(h.Mode&0o7777)); err != nil {
			return err
		}
	}
	if err := eachXattr(h, func(attr string, value []byte) error { return sys.Fsetxattr(fd, attr, value) }); err != nil {
		return err
	}
	times := timesOf(h)
	return sys.Futimens(fd, &times)
}

func (x *extractor) fill(fd int, data io.Reader) error {
	for {
		n, err := data.Read(x.buffer)
		for out := x.buffer[:n]; len(out) > 0; {
			w, err := syscall.Write(fd, out)
			if err == syscall.EINTR {
				continue
			}
			if err != nil {
				return err
			}
			out = out[w:]
		}
		x.done.Bytes += int64(n)
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return archiveError(err)
		}
	}
}

// makeSymlink refuses, as dockerd does, a relative target that by its letters leads out of dest. (It could do no harm
// here: nothing is ever resolved beyond the root.)
func (x *extractor) makeSymlink(h *tar.Header, name, base string) error {
	full := path.Join(x.dest, name)
	if !x.anyLink && !within(x.dest, path.Join(path.Dir(full), h.Linkname)) {
		return badArchive("invalid symlink %q -> %q", full, h.Linkname)
	}
	if err := syscall.Symlink(h.Linkname, base); err != nil {
		return err
	}
	x.done.Bytes += int64(len(h.Linkname))
	return nil
}

// makeLink links to an entry that is named from dest.
func (x *extractor) makeLink(h *tar.Header, name, base string) error {
	full := path.Join(x.dest, h.Linkname)
	if !within(x.dest, full) || full == x.dest {
		return badArchive("invalid hardlink %q -> %q", full, h.Linkname)
	}
	to, err := x.relative(h.Linkname)
	if err != nil {
		return err
	}
	dir, target := path.Split(to)
	fd := sys.AtFdcwd
	if dir = path.Clean(dir); dir != x.cwd {
		fd, err = sys.Openat2(x.base, dir, sys.OPath|syscall.O_DIRECTORY, 0, sys.ResolveNoMagiclinks)
		if err == nil {
			defer syscall.Close(fd)
		}
	}
	if err == nil {
		err = sys.Linkat(fd, target, sys.AtFdcwd, base)
	}
	if err == nil || err == syscall.EEXIST {
		return err
	}
	if err == syscall.ENOENT || err == syscall.ENOTDIR {
		return badArchive("link %s %s: %v", full, path.Join(x.dest, name), err)
	}
	return &sys.PathError{Op: "link", Path: full + " " + path.Join(x.dest, name), Err: err}
}

func within(dir, p string) bool {
	return dir == "/" || p == dir || strings.HasPrefix(p, dir+"/")
}

// replace makes room for an entry whose name exists. merged: both are directories, nothing is to be made.
func (x *extractor) replace(h *tar.Header, name, base string) (merged bool, err error) {
	var st syscall.Stat_t
	if err := syscall.Lstat(base, &st); err == syscall.ENOENT {
		return false, nil
	} else if err != nil {
		return false, x.named("lstat", name, err)
	}
	wasDir, isDir := st.Mode&syscall.S_IFMT == syscall.S_IFDIR, h.Typeflag == tar.TypeDir
	full := path.Join(x.dest, name)
	switch {
	case wasDir && isDir:
		return true, nil
	case x.keepKind && wasDir:
		return false, badArchive("cannot overwrite directory %q with non-directory %q", full, x.dest)
	case x.keepKind && isDir:
		return false, badArchive("cannot overwrite non-directory %q with directory %q", full, x.dest)
	}
	cwd, err := syscall.Open(".", syscall.O_DIRECTORY|syscall.O_CLOEXEC, 0)
	if err != nil {
		return false, x.named("open", name, err)
	}
	defer syscall.Close(cwd)
	if err := removeAt(cwd, base); err != nil {
		return false, err
	}
	if isDir && x.whiteouts == Overlay && isWhiteout(&st) {
		// The archive has whited it out before: what lower layers have in the new directory must stay hidden.
		if err := syscall.Mkdir(base, uint32(h.Mode&0o7777)); err != nil {
			return false, x.named("mkdir", name, err)
		}
		return true, x.named("setxattr", name, sys.Setxattr(base, opaqueXattr, []byte("y")))
	}
	return false, nil
}

// finish sets owner, mode, xattrs and times of an entry that has been made.
func (x *extractor) finish(h *tar.Header, base, name string) error {
	switch h.Typeflag {
	case tar.TypeLink: // shares the attributes of its target
		return nil
	case tar.TypeDir, tar.TypeSymlink, tar.TypeChar, tar.TypeBlock, tar.TypeFifo:
	default:
		return nil // a file is complete
	}
	uid, gid := x.ownerOf(h)
	if err := syscall.Lchown(base, uid, gid); err != nil {
		return x.named("lchown", name, err)
	}
	if h.Typeflag != tar.TypeSymlink {
		if err := x.chmod(base, h); err != nil {
			return x.named("chmod", name, err)
		}
	}
	err := eachXattr(h, func(attr string, value []byte) error { return sys.Setxattr(base, attr, value) })
	if err != nil {
		return x.named("setxattr", name, err)
	}
	if h.Typeflag == tar.TypeDir {
		x.dirs = append(x.dirs, timed{name, timesOf(h)})
		return nil
	}
	times := timesOf(h)
	return x.named("utimes", name, sys.Utimens(base, &times))
}

// chmod follows no symlink: mknod has set the mode of a device already, but for the bits that chown clears; a directory
// is opened first.
func (x *extractor) chmod(base string, h *tar.Header) error {
	if h.Typeflag != tar.TypeDir {
		return nil
	}
	fd, err := syscall.Open(base, syscall.O_RDONLY|syscall.O_DIRECTORY|syscall.O_NOFOLLOW|syscall.O_CLOEXEC, 0)
	if err != nil {
		return err
	}
	defer syscall.Close(fd)
	return syscall.Fchmod(fd, uint32(h.Mode&0o7777))
}

func (x *extractor) ownerOf(h *tar.Header) (int, int) {
	if x.owner != nil {
		return x.owner.UID, x.owner.GID
	}
	return h.Uid, h.Gid
}

// eachXattr calls set for the entry's extended attributes. Those of overlayfs are not an archive's to set; a file
// system without extended attributes is not an error, as in Docker.
func eachXattr(h *tar.Header, set func(attr string, value []byte) error) error {
	for key, value := range h.PAXRecords {
		attr := strings.TrimPrefix(key, xattrPrefix)
		if attr == key || strings.HasPrefix(attr, sys.OverlayXattrs()) {
			continue
		}
		if err := set(attr, []byte(value)); err != nil && err != syscall.ENOTSUP {
			return err
		}
	}
	return nil
}

func timesOf(h *tar.Header) [2]syscall.Timespec {
	access := h.AccessTime
	if access.Before(h.ModTime) {
		access = h.ModTime
	}
	return [2]syscall.Timespec{timespec(access), timespec(h.ModTime)}
}

func timespec(t time.Time) syscall.Timespec {
	return syscall.Timespec{Sec: t.Unix(), Nsec: int64(t.Nanosecond())}
}
