package files

import (
	"syscall"

	"sockerless.io/agent/sys"
)

type inode struct{ dev, ino uint64 }

// DiskUsage sums the sizes of the files below path, each inode once and directories not, as `docker system df` and
// `docker ps -s` count. It follows no symlink and enters no mount. What vanishes meanwhile, or is not there at all, counts nothing.
func DiskUsage(path string) (int64, error) {
	fd, err := syscall.Open(path, syscall.O_RDONLY|syscall.O_DIRECTORY|syscall.O_CLOEXEC, 0)
	if err == syscall.ENOTDIR {
		var st syscall.Stat_t
		if err := syscall.Lstat(path, &st); err == syscall.ENOENT {
			return 0, nil
		} else if err != nil {
			return 0, &sys.PathError{Op: "lstat", Path: path, Err: err}
		}
		return st.Size, nil
	}
	if err == syscall.ENOENT {
		return 0, nil
	}
	if err != nil {
		return 0, &sys.PathError{Op: "open", Path: path, Err: err}
	}
	var total int64
	err = sys.OnThread(func() error {
		if err := syscall.Unshare(syscall.CLONE_FS); err != nil {
			return err
		}
		total, err = usage(fd, map[inode]bool{})
		return err
	})
	syscall.Close(fd)
	if err != nil {
		return 0, &sys.PathError{Op: "usage", Path: path, Err: err}
	}
	return total, nil
}

func usage(fd int, seen map[inode]bool) (int64, error) {
	children, err := sys.ReadDir(fd)
	if err == syscall.ENOENT { // the directory has been removed since it was opened
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	var total int64
	if err := syscall.Fchdir(fd); err != nil {
		return 0, err
	}
	var directories []string
	for _, c := range children {
		var st syscall.Stat_t
		if c.Type != sys.TypeDirectory {
			if err := syscall.Lstat(c.Name, &st); err == syscall.ENOENT {
				continue
			} else if err != nil {
				return 0, err
			}
			if st.Mode&syscall.S_IFMT != syscall.S_IFDIR {
				key := inode{uint64(st.Dev), st.Ino}
				if st.Nlink < 2 || !seen[key] {
					total += st.Size
				}
				if st.Nlink > 1 {
					seen[key] = true
				}
				continue
			}
		}
		directories = append(directories, c.Name)
	}
	for _, name := range directories {
		sub, err := sys.Openat2(fd, name, syscall.O_RDONLY|syscall.O_DIRECTORY|syscall.O_NOFOLLOW, 0, sys.ResolveNoXdev)
		if err == syscall.ENOENT || err == syscall.EXDEV || err == syscall.ENOTDIR || err == syscall.ELOOP {
			continue // removed, a mount, or another kind of file by now
		}
		if err != nil {
			return 0, err
		}
		n, err := usage(sub, seen)
		syscall.Close(sub)
		if err != nil {
			return 0, err
		}
		total += n
	}
	return total, nil
}
