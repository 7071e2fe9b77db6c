package files

import (
	"archive/tar"
	"bufio"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
	"syscall"

	"sockerless.io/agent/sys"
)

// Whiteouts says what `.wh.` entries of a tar do.
type Whiteouts string

const (
	// Literal takes them for ordinary names.
	Literal Whiteouts = ""
	// Overlay turns them into overlayfs's own: a character device 0/0, and trusted.overlay.opaque.
	Overlay Whiteouts = "overlay"
	// Remove deletes what earlier layers have put below the root.
	Remove Whiteouts = "remove"
)

// Owner overrides the owner of everything extracted.
type Owner struct {
	UID int `json:"uid"`
	GID int `json:"gid"`
}

// Extracted counts what an extraction has done.
type Extracted struct {
	Entries int64 `json:"entries"`
	Bytes   int64 `json:"bytes"` // of regular files, and of symlinks the lengths of their targets, as DiskUsage counts
}

// BadArchive is a fault of the archive, or a refusal that follows from its contents.
type BadArchive struct{ Reason string }

func (e *BadArchive) Error() string { return e.Reason }

func badArchive(format string, args ...any) error { return &BadArchive{fmt.Sprintf(format, args...)} }

// Unpack extracts a layer's tar below root, which is made when missing. parents are the extracted layers below it,
// topmost first: a directory that the tar leaves out gets the attributes it has there. sync flushes the file system
// at the end.
func Unpack(root string, whiteouts Whiteouts, parents []string, sync bool, in io.Reader) (Extracted, error) {
	if err := syscall.Mkdir(root, 0o755); err != nil && err != syscall.EEXIST {
		return Extracted{}, &sys.PathError{Op: "mkdir", Path: root, Err: err}
	}
	x := &extractor{dest: "/", whiteouts: whiteouts, applyRoot: true}
	for _, p := range parents {
		fd, err := syscall.Open(p, syscall.O_DIRECTORY|syscall.O_CLOEXEC, 0)
		if err != nil {
			x.close()
			return Extracted{}, &sys.PathError{Op: "open", Path: p, Err: err}
		}
		x.parents = append(x.parents, fd)
	}
	defer x.close()
	err := sys.Confined(root, func() error {
		if err := x.begin("/"); err != nil {
			return err
		}
		if err := x.run(in); err != nil || !sync {
			return err
		}
		return sys.Syncfs(x.base)
	})
	return x.done, err
}

// TarIn extracts a tar into the directory p inside root, as PUT /containers/{id}/archive does. owner may be nil.
func TarIn(root, p string, noOverwriteDirNonDir bool, owner *Owner, in io.Reader) (Extracted, error) {
	x := &extractor{keepKind: noOverwriteDirNonDir, owner: owner}
	defer x.close()
	err := sys.Confined(root, func() error {
		dest, err := follow(absolute(p))
		if err != nil {
			return err
		}
		var st syscall.Stat_t
		if err := lstat(dest, &st); err != nil {
			return &sys.PathError{Op: "lstat", Path: p, Err: err}
		}
		if st.Mode&syscall.S_IFMT != syscall.S_IFDIR {
			return &notDirectory{"extraction point is not a directory"}
		}
		x.dest = dest
		if err := x.begin(dest); err != nil {
			return err
		}
		return x.run(in)
	})
	return x.done, err
}

type notDirectory struct{ message string }

func (e *notDirectory) Error() string { return e.message }
func (e *notDirectory) Unwrap() error { return syscall.ENOTDIR }

// extractor writes entries. Its thread's working directory is always the parent of the entry at hand, so that every
// call but the opening of that parent names a single path element.
type extractor struct {
	dest      string // as seen below the root; for messages and for the rules about names
	whiteouts Whiteouts
	applyRoot bool // the entry "." sets the attributes of dest
	keepKind  bool
	owner     *Owner
	parents   []int

	rename  func(name string) (string, error)     // of each entry; nil for none
	global  func(records map[string]string) error // told global headers; nil for none
	made    func(name string)                     // told what was made; nil for none
	anyLink bool                                  // symlinks may lead anywhere by their letters

	base   int // dest, open
	begun  bool
	cwd    string // of the working directory, relative to dest
	cwdGID int    // group that new files inherit, -1 for none
	dirs   []timed
	fresh  map[string]bool // what this archive has made or whited out, for whiteouts only
	buffer []byte
	done   Extracted
}

type timed struct {
	name  string
	times [2]syscall.Timespec
}

func (x *extractor) begin(dest string) error {
	fd, err := openDir(dest)
	if err != nil {
		return err
	}
	x.base, x.begun = fd, true
	x.buffer = make([]byte, 256<<10)
	if x.whiteouts != Literal {
		x.fresh = map[string]bool{}
	}
	return x.enterFd(fd, ".")
}

func (x *extractor) close() {
	if x.begun {
		syscall.Close(x.base)
	}
	for _, fd := range x.parents {
		syscall.Close(fd)
	}
}

func (x *extractor) run(in io.Reader) error {
	source := &source{in: in}
	buffered := bufio.NewReaderSize(source, 128<<10)
	tr := tar.NewReader(buffered)
	for {
		h, err := tr.Next()
		if err == io.EOF {
			// The trailer may be followed by padding; a sender that is still writing must not be cut off.
			if _, err := io.Copy(io.Discard, buffered); err != nil {
				return err
			}
			return x.restoreTimes()
		}
		if err != nil && source.err == nil {
			return badArchive("%v", err)
		}
		if err != nil {
			return err
		}
		if h.Typeflag == tar.TypeXGlobalHeader {
			if x.global != nil {
				if err := x.global(h.PAXRecords); err != nil {
					return err
				}
			}
			continue
		}
		if err := x.entry(h, tr); err != nil {
			return err
		}
		x.done.Entries++
	}
}

// source remembers why reading failed, so that a fault of the archive can be told from one of its sender.
type source struct {
	in  io.Reader
	err error
}

func (s *source) Read(p []byte) (int, error) {
	n, err := s.in.Read(p)
	if err != nil && err != io.EOF {
		s.err = err
	}
	return n, err
}

func archiveError(err error) error {
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, tar.ErrHeader) || errors.Is(err, tar.ErrFieldTooLong) {
		return badArchive("%v", err)
	}
	return err
}

func (x *extractor) entry(h *tar.Header, data io.Reader) error {
	asked := h.Name
	if x.rename != nil {
		var err error
		if asked, err = x.rename(asked); err != nil {
			return err
		}
	}
	name, err := x.relative(asked)
	if err != nil {
		return err
	}
	if name == "." {
		if !x.applyRoot || h.Typeflag != tar.TypeDir {
			return nil
		}
		if err := x.enterFd(x.base, "."); err != nil {
			return err
		}
		x.tell(name)
		return x.finish(h, ".", name)
	}
	dir, base := path.Split(name)
	if err := x.enter(path.Clean(dir)); err != nil {
		return err
	}
	if x.whiteouts != Literal && strings.HasPrefix(base, whiteoutPrefix) {
		return x.whiteout(h, path.Clean(dir), base)
	}
	if err := x.create(h, data, name, base); err == errLeftOut {
		return nil
	} else if err != nil {
		return err
	}
	if x.fresh != nil {
		x.fresh[name] = true
	}
	x.tell(name)
	return x.finish(h, base, name)
}

func (x *extractor) tell(name string) {
	if x.made != nil {
		x.made(name)
	}
}

// relative cleans an entry's name and makes it relative to dest. Names that lead out of dest are an error.
func (x *extractor) relative(name string) (string, error) {
	full := path.Join(x.dest, name)
	if full == x.dest {
		return ".", nil
	}
	prefix := x.dest
	if prefix != "/" {
		prefix += "/"
	}
	if !strings.HasPrefix(full, prefix) {
		return "", badArchive("%q is outside of %q", path.Clean(name), x.dest)
	}
	return full[len(prefix):], nil
}

// enter makes dir (relative to dest) the working directory; directories that are missing are made.
func (x *extractor) enter(dir string) error {
	if dir == x.cwd {
		return nil
	}
	fd, err := sys.Openat2(x.base, dir, sys.OPath|syscall.O_DIRECTORY, 0, sys.ResolveNoMagiclinks)
	if err == syscall.ENOENT && dir != "." {
		if err := x.makeMissing(dir); err != nil {
			return err
		}
		fd, err = sys.Openat2(x.base, dir, sys.OPath|syscall.O_DIRECTORY, 0, sys.ResolveNoMagiclinks)
	}
	if err != nil {
		return &sys.PathError{Op: "open", Path: path.Join(x.dest, dir), Err: err}
	}
	defer syscall.Close(fd)
	return x.enterFd(fd, dir)
}

func (x *extractor) enterFd(fd int, dir string) error {
	x.cwd = "" // no valid name until all has succeeded
	if err := syscall.Fchdir(fd); err != nil {
		return &sys.PathError{Op: "chdir", Path: path.Join(x.dest, dir), Err: err}
	}
	var st syscall.Stat_t
	if err := syscall.Fstat(fd, &st); err != nil {
		return &sys.PathError{Op: "stat", Path: path.Join(x.dest, dir), Err: err}
	}
	x.cwd, x.cwdGID = dir, 0
	if st.Mode&syscall.S_ISGID != 0 {
		x.cwdGID = int(st.Gid)
	}
	return nil
}

// makeMissing makes dir, whose parents it makes first.
func (x *extractor) makeMissing(dir string) error {
	up, base := path.Split(dir)
	if err := x.enter(path.Clean(up)); err != nil {
		return err
	}
	err := syscall.Mkdir(base, 0o755)
	if err == syscall.EEXIST { // a whiteout that overlay put there, a dangling symlink, or a race
		return &sys.PathError{Op: "mkdir", Path: path.Join(x.dest, dir), Err: syscall.ENOTDIR}
	}
	if err != nil {
		return &sys.PathError{Op: "mkdir", Path: path.Join(x.dest, dir), Err: err}
	}
	for _, parent := range x.parents {
		if found, err := x.inherit(parent, dir, base); found || err != nil {
			return err
		}
	}
	if x.owner != nil {
		return syscall.Lchown(base, x.owner.UID, x.owner.GID)
	}
	return nil
}

// inherit gives base the owner, mode and times that dir has in a layer below.
func (x *extractor) inherit(parent int, dir, base string) (bool, error) {
	fd, err := sys.Openat2(parent, dir, sys.OPath|syscall.O_DIRECTORY|syscall.O_NOFOLLOW, 0,
		sys.ResolveBeneath|sys.ResolveNoSymlinks)
	if err != nil {
		return false, nil // not there, or a symlink there: nothing to inherit
	}
	defer syscall.Close(fd)
	var st syscall.Stat_t
	if err := syscall.Fstat(fd, &st); err != nil {
		return false, err
	}
	if err := syscall.Lchown(base, int(st.Uid), int(st.Gid)); err != nil {
		return false, err
	}
	if err := syscall.Chmod(base, st.Mode&0o7777); err != nil {
		return false, err
	}
	x.dirs = append(x.dirs, timed{dir, [2]syscall.Timespec{st.Mtim, st.Mtim}})
	return true, nil
}

// restoreTimes sets the times of directories, which the making of their children has changed.
func (x *extractor) restoreTimes() error {
	for i := range x.dirs {
		d := &x.dirs[i]
		fd, err := sys.Openat2(x.base, d.name, syscall.O_RDONLY|syscall.O_DIRECTORY|syscall.O_NOFOLLOW, 0,
			sys.ResolveNoMagiclinks)
		if err == syscall.ENOENT || err == syscall.ENOTDIR || err == syscall.ELOOP {
			continue // a later entry has replaced it
		}
		if err == nil {
			err = sys.Futimens(fd, &d.times)
			syscall.Close(fd)
		}
		if err != nil {
			return &sys.PathError{Op: "utimes", Path: path.Join(x.dest, d.name), Err: err}
		}
	}
	return nil
}
