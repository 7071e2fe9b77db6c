package files

import (
	"archive/tar"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

func archiveOf(t *testing.T, headers ...tar.Header) io.Reader {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for i := range headers {
		h := headers[i]
		h.Mode = 0o644
		if err := w.WriteHeader(&h); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return &b
}

// A procfs inside the tree has links that lead out of any chroot.
func TestMagicLinksLeadNowhere(t *testing.T) {
	needRoot(t)
	root, outside := t.TempDir(), t.TempDir()
	proc := filepath.Join(root, "proc")
	if err := os.Mkdir(proc, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mount("proc", proc, "proc", 0, ""); err != nil {
		t.Fatal(err)
	}
	defer syscall.Unmount(proc, syscall.MNT_DETACH)
	if err := os.Symlink(fmt.Sprintf("/proc/%d/root%s", os.Getpid(), outside), filepath.Join(root, "l")); err != nil {
		t.Fatal(err)
	}
	if _, err := TarIn(root, "/", false, nil, archiveOf(t, tar.Header{Name: "l/escaped"})); !errors.Is(err, syscall.ELOOP) {
		t.Errorf("through a symlink: %v", err)
	}
	if _, err := TarIn(root, "/l", false, nil, archiveOf(t, tar.Header{Name: "escaped"})); err == nil {
		t.Error("the directory itself was reached")
	}
	if err := TarOut(root, "/l/", io.Discard); err == nil {
		t.Error("read through a magic link")
	}
	if _, err := Unpack(root, Overlay, nil, false, archiveOf(t, tar.Header{Name: "l/escaped"})); !errors.Is(err, syscall.ELOOP) {
		t.Errorf("unpack: %v", err)
	}
	if left, err := os.ReadDir(outside); err != nil || len(left) != 0 {
		t.Errorf("outside: %v %v", left, err)
	}
}

// A hostile neighbour swaps a directory for a symlink to the outside while files are extracted into it.
func TestSwappedDirectoriesDoNotLeadOutside(t *testing.T) {
	needRoot(t)
	base := t.TempDir()
	root, outside := filepath.Join(base, "root"), filepath.Join(base, "outside")
	for _, dir := range []string{filepath.Join(root, "d"), outside} {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink("../outside", filepath.Join(root, "link")); err != nil {
		t.Fatal(err)
	}
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for {
			select {
			case <-stop:
				return
			default:
				_ = os.Rename(filepath.Join(root, "d"), filepath.Join(root, "kept"))
				_ = os.Rename(filepath.Join(root, "link"), filepath.Join(root, "d"))
				_ = os.Rename(filepath.Join(root, "d"), filepath.Join(root, "link"))
				_ = os.Rename(filepath.Join(root, "kept"), filepath.Join(root, "d"))
			}
		}
	}()
	for i := 0; i < 500; i++ {
		// Failures are expected: the tree changes under the extraction.
		_, _ = TarIn(root, "/", false, nil, archiveOf(t, tar.Header{Name: "d/a"}, tar.Header{Name: "x"}, tar.Header{Name: "d/b"}))
		_, _ = TarIn(root, "/d", false, nil, archiveOf(t, tar.Header{Name: "c"}))
	}
	close(stop)
	<-stopped
	if left, err := os.ReadDir(outside); err != nil || len(left) != 0 {
		t.Errorf("outside: %v %v", left, err)
	}
}
