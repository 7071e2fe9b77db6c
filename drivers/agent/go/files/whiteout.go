package files

import (
	"archive/tar"
	"path"
	"strings"
	"syscall"

	"sockerless.io/agent/sys"
)

const (
	whiteoutPrefix = ".wh."
	whiteoutOpaque = ".wh..wh..opq"
	whiteoutMeta   = ".wh..wh."
)

// opaqueXattr is trusted.overlay.opaque, or where no process is trusted that much, overlayfs's name for such places
// (its option userxattr).
var opaqueXattr = sys.OverlayXattrs() + "opaque"

func isWhiteout(st *syscall.Stat_t) bool {
	return st.Mode&syscall.S_IFMT == syscall.S_IFCHR && st.Rdev == 0
}

// whiteout applies a `.wh.` entry of a layer to the working directory. It concerns only what lower layers have: a
// name that this archive itself has made stays.
func (x *extractor) whiteout(h *tar.Header, dir, base string) error {
	hidden := strings.TrimPrefix(base, whiteoutPrefix)
	full := path.Join(dir, hidden)
	switch {
	case base == whiteoutOpaque && x.whiteouts == Overlay:
		return x.named("setxattr", dir, sys.Setxattr(".", opaqueXattr, []byte("y")))
	case base == whiteoutOpaque:
		return x.removeChildren(dir)
	case strings.HasPrefix(base, whiteoutMeta): // bookkeeping of aufs
		return nil
	case hidden == "" || hidden == "." || hidden == "..":
		return badArchive("invalid whiteout %q", h.Name)
	case x.whiteouts == Overlay:
		return x.hide(h, full, hidden)
	case x.fresh[full]:
		return nil
	}
	cwd, err := syscall.Open(".", syscall.O_DIRECTORY|syscall.O_CLOEXEC, 0)
	if err != nil {
		return x.named("open", dir, err)
	}
	defer syscall.Close(cwd)
	return removeAt(cwd, hidden)
}

// hide makes overlayfs's whiteout. A directory that the archive has made before becomes opaque instead.
func (x *extractor) hide(h *tar.Header, full, name string) error {
	uid, gid := x.ownerOf(h)
	err := syscall.Mknod(name, syscall.S_IFCHR, 0)
	if err == nil {
		if uid != 0 || gid != x.cwdGID {
			err = syscall.Lchown(name, uid, gid)
		}
		return x.named("chown", full, err)
	}
	if err != syscall.EEXIST {
		return x.named("mknod", full, err)
	}
	var st syscall.Stat_t
	if err := syscall.Lstat(name, &st); err != nil {
		return x.named("lstat", full, err)
	}
	if st.Mode&syscall.S_IFMT == syscall.S_IFDIR {
		return x.named("setxattr", full, sys.Setxattr(name, opaqueXattr, []byte("y")))
	}
	return nil
}

// removeChildren empties the working directory of everything that this archive has not made.
func (x *extractor) removeChildren(dir string) error {
	fd, err := syscall.Open(".", syscall.O_RDONLY|syscall.O_DIRECTORY|syscall.O_CLOEXEC, 0)
	if err != nil {
		return x.named("open", dir, err)
	}
	defer syscall.Close(fd)
	return x.removeOld(fd, dir)
}

func (x *extractor) removeOld(fd int, dir string) error {
	children, err := sys.ReadDir(fd)
	if err != nil {
		return x.named("list", dir, err)
	}
	for _, c := range children {
		full := path.Join(dir, c.Name)
		if !x.madeBelow(full) {
			if err := removeAt(fd, c.Name); err != nil {
				return err
			}
			continue
		}
		sub, err := sys.Openat2(fd, c.Name, syscall.O_RDONLY|syscall.O_DIRECTORY|syscall.O_NOFOLLOW, 0,
			sys.ResolveNoXdev)
		if err == syscall.ENOTDIR || err == syscall.ELOOP {
			continue
		}
		if err != nil {
			return x.named("open", full, err)
		}
		err = x.removeOld(sub, full)
		syscall.Close(sub)
		if err != nil {
			return err
		}
	}
	return nil
}

// madeBelow tells whether the archive has made name or something in it.
func (x *extractor) madeBelow(name string) bool {
	if x.fresh[name] {
		return true
	}
	for made := range x.fresh {
		if strings.HasPrefix(made, name+"/") {
			return true
		}
	}
	return false
}
