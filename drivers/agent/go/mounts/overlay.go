package mounts

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"sockerless.io/agent/sys"
)

// optionLimit is the kernel's: a page with its NUL.
const optionLimit = 4095

// Overlay mounts lower (topmost first) under upper on target. upper, work and target are made when missing; without
// upper the mount is read-only. options are further ones of overlayfs; index, metacopy and redirect_dir are off unless
// named there, so that upper holds plain whiteouts and copies only.
func Overlay(lower []string, upper, work, target, options string) error {
	for _, dir := range []string{upper, work, target} {
		if dir == "" {
			continue
		}
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return err
		}
	}
	flags, data := Parse(options)
	data = withDefaults(data)
	whole := describe(lower, upper, work, data)
	if len(whole) <= optionLimit && !anySpecial(lower, upper, work) {
		return mountOverlay(target, flags, whole)
	}
	return overlayByLinks(lower, upper, work, target, flags, data)
}

func mountOverlay(target string, flags uintptr, data string) error {
	if err := syscall.Mount("overlay", target, "overlay", flags, data); err != nil {
		return &sys.PathError{Op: "mount overlay on", Path: target, Err: err}
	}
	return nil
}

func describe(lower []string, upper, work, data string) string {
	parts := []string{"lowerdir=" + strings.Join(lower, ":")}
	if upper != "" {
		parts = append(parts, "upperdir="+upper, "workdir="+work)
	}
	if data != "" {
		parts = append(parts, data)
	}
	return strings.Join(parts, ",")
}

func anySpecial(lower []string, others ...string) bool {
	for _, p := range append(others, lower...) {
		if strings.ContainsAny(p, `:,\`) {
			return true
		}
	}
	return false
}

// withDefaults switches off what the kernel may have been configured to switch on.
func withDefaults(data string) string {
	for _, feature := range []string{"index", "metacopy", "redirect_dir"} {
		if strings.Contains(data, feature+"=") {
			continue
		}
		on, err := os.ReadFile("/sys/module/overlay/parameters/" + feature)
		if err != nil || !strings.HasPrefix(string(on), "Y") {
			continue
		}
		if data != "" {
			data += ","
		}
		data += feature + "=off"
	}
	if sys.Rootless() {
		if data != "" {
			data += ","
		}
		data += "userxattr"
	}
	return data
}

// overlayByLinks names each directory by a short symlink in the working directory of a thread: the option text has no
// room for many long names, and no way to write some of their characters.
func overlayByLinks(lower []string, upper, work, target string, flags uintptr, data string) error {
	links, err := os.MkdirTemp("", "overlay")
	if err != nil {
		return err
	}
	defer os.RemoveAll(links)
	short := make([]string, len(lower))
	for i, dir := range lower {
		short[i] = strconv.Itoa(i)
		if err := os.Symlink(dir, filepath.Join(links, short[i])); err != nil {
			return err
		}
	}
	shortUpper := ""
	if upper != "" {
		shortUpper = "u"
		for name, dir := range map[string]string{"u": upper, "w": work} {
			if err := os.Symlink(dir, filepath.Join(links, name)); err != nil {
				return err
			}
		}
	}
	target, err = filepath.Abs(target)
	if err != nil {
		return err
	}
	return sys.OnThread(func() error {
		if err := syscall.Unshare(syscall.CLONE_FS); err != nil {
			return err
		}
		if err := syscall.Chdir(links); err != nil {
			return err
		}
		return mountOverlay(target, flags, describe(short, shortUpper, "w", data))
	})
}
