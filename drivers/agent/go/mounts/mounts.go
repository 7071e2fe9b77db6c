// Package mounts makes and removes mounts in the process's own mount namespace.
package mounts

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"sockerless.io/agent/sys"
)

// Bind mounts source on target, which is made when missing: a directory, or an empty file.
func Bind(source, target string, readOnly, recursive bool) error {
	info, err := os.Stat(source)
	if err != nil {
		return err
	}
	if err := makeTarget(target, info.IsDir()); err != nil {
		return err
	}
	flags := uintptr(syscall.MS_BIND)
	if recursive {
		flags |= syscall.MS_REC
	}
	if err := syscall.Mount(source, target, "", flags, ""); err != nil {
		return &sys.PathError{Op: "bind " + source + " on", Path: target, Err: err}
	}
	if !readOnly {
		return nil
	}
	var st syscall.Statfs_t
	if err := syscall.Statfs(target, &st); err != nil {
		return &sys.PathError{Op: "statfs", Path: target, Err: err}
	}
	// A remount replaces all flags of the mount, and may be refused if it dropped one: keep nosuid, nodev and so on.
	const kept = syscall.MS_NOSUID | syscall.MS_NODEV | syscall.MS_NOEXEC | syscall.MS_NOATIME | syscall.MS_NODIRATIME
	again := syscall.MS_BIND | syscall.MS_REMOUNT | syscall.MS_RDONLY | uintptr(st.Flags)&kept
	if err := syscall.Mount("", target, "", again, ""); err != nil {
		_ = syscall.Unmount(target, syscall.MNT_DETACH) // the failure to tell is that of the mount
		return &sys.PathError{Op: "make read-only", Path: target, Err: err}
	}
	return nil
}

func makeTarget(target string, dir bool) error {
	if dir {
		return os.MkdirAll(target, 0o755)
	}
	if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
		return err
	}
	f, err := os.OpenFile(target, os.O_CREATE|os.O_RDONLY|syscall.O_NOFOLLOW, 0o755)
	if err != nil {
		return err
	}
	return f.Close()
}

// Mount mounts a file system, as mount -t kind -o options device target does; target is made when missing.
func Mount(kind, device, target, options string) error {
	if err := os.MkdirAll(target, 0o755); err != nil {
		return err
	}
	flags, data := Parse(options)
	if err := syscall.Mount(device, target, kind, flags, data); err != nil {
		return &sys.PathError{Op: "mount " + kind + " " + device + " on", Path: target, Err: err}
	}
	return nil
}

// Unmount removes the mount on target; no mount there is a success. lazy detaches it now and lets users finish.
func Unmount(target string, lazy bool) error {
	const umountNoFollow = 8
	flags := umountNoFollow
	if lazy {
		flags |= syscall.MNT_DETACH
	}
	err := syscall.Unmount(target, flags)
	if err == nil || err == syscall.EINVAL || err == syscall.ENOENT {
		return nil
	}
	return &sys.PathError{Op: "unmount", Path: target, Err: err}
}

// Under lists the mount points below dir and dir itself if it is one, in the order in which they were made.
func Under(dir string) ([]string, error) {
	table, err := os.ReadFile("/proc/self/mountinfo")
	if err != nil {
		return nil, err
	}
	found := []string{}
	for _, line := range strings.Split(string(table), "\n") {
		fields := strings.Fields(line)
		if len(fields) < 5 {
			continue
		}
		point := unescape(fields[4])
		if point == dir || strings.HasPrefix(point, strings.TrimSuffix(dir, "/")+"/") {
			found = append(found, point)
		}
	}
	return found, nil
}

// unescape undoes the kernel's \ooo.
func unescape(s string) string {
	if !strings.Contains(s, `\`) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+3 < len(s) {
			if c, err := strconv.ParseUint(s[i+1:i+4], 8, 8); err == nil {
				b.WriteByte(byte(c))
				i += 3
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}
