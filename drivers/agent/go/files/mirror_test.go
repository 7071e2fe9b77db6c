package files

import (
	"archive/tar"
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"
)

// sides are two mirrors, of which the first one's other is the second.
type sides struct {
	t      *testing.T
	a, b   string
	ma, mb *Mirror
}

func newSides(t *testing.T, skip ...string) *sides {
	if os.Getuid() != 0 {
		t.Skip("needs root")
	}
	s := &sides{t: t, a: t.TempDir(), b: t.TempDir()}
	s.ma, s.mb = NewMirror(Place{Root: s.a, Path: "/", Skip: skip}), NewMirror(Place{Root: "/", Path: s.b, Skip: skip})
	return s
}

// pass has one side's changes at the other, and gives the names that were told.
func (s *sides) pass(from, to *Mirror, taken, whole bool) []string {
	s.t.Helper()
	var told bytes.Buffer
	if err := from.Out(taken, &told); err != nil {
		s.t.Fatal(err)
	}
	names := []string{}
	for tr := tar.NewReader(bytes.NewReader(told.Bytes())); ; {
		h, err := tr.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			s.t.Fatal(err)
		}
		names = append(names, h.Name+strings.ReplaceAll(h.PAXRecords[removedRecord], "\x00", "-"))
	}
	if _, err := to.In(whole, &told); err != nil {
		s.t.Fatal(err)
	}
	return names
}

func tree(t *testing.T, root string) string {
	var all []string
	err := filepath.Walk(root, func(p string, info os.FileInfo, err error) error {
		if err != nil {
			return err
		}
		line := fmt.Sprintf("%s %v", strings.TrimPrefix(p, root), info.Mode())
		if info.Mode().IsRegular() {
			content, _ := os.ReadFile(p)
			line += " " + string(content) + info.ModTime().Format(" .000000000")
		}
		if link, err := os.Readlink(p); err == nil {
			line += " -> " + link
		}
		all = append(all, line)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	sort.Strings(all)
	return strings.Join(all, "\n")
}

func (s *sides) alike() {
	s.t.Helper()
	if a, b := tree(s.t, s.a), tree(s.t, s.b); a != b {
		s.t.Errorf("one side:\n%s\nthe other:\n%s", a, b)
	}
}

func act(t *testing.T, dir string, lines ...string) {
	t.Helper()
	for _, line := range lines {
		f := strings.Fields(line)
		p := filepath.Join(dir, f[1])
		var err error
		switch f[0] {
		case "write":
			err = os.WriteFile(p, []byte(f[2]), 0o640)
		case "mkdir":
			err = os.MkdirAll(p, 0o751)
		case "rm":
			err = os.RemoveAll(p)
		case "mv":
			err = os.Rename(p, filepath.Join(dir, f[2]))
		case "ln":
			err = os.Symlink(f[2], p)
		case "chmod":
			err = os.Chmod(p, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestMirrorsBecomeAlike(t *testing.T) {
	s := newSides(t)
	act(t, s.a, "mkdir d/e", "write d/e/f one", "write g two", "ln up ../../outside", "mkdir empty")
	act(t, s.b, "mkdir of/image", "write g image")
	s.pass(s.ma, s.mb, false, true)
	s.alike()
	act(t, s.b, "write d/e/new three", "write g four", "rm empty", "mv d/e/f moved", "chmod moved")
	s.pass(s.mb, s.ma, false, false)
	s.alike()
	act(t, s.a, "rm d", "write d file", "mkdir moved-too", "rm up", "write g five")
	s.pass(s.ma, s.mb, true, false)
	s.alike()
	act(t, s.b, "rm d", "mkdir d/sub", "write d/sub/x six")
	act(t, s.a, "write elsewhere seven")
	s.pass(s.mb, s.ma, true, false)
	s.pass(s.ma, s.mb, true, false)
	s.alike()
}

func TestMirrorTellsNothingTwice(t *testing.T) {
	s := newSides(t)
	act(t, s.a, "mkdir d", "write d/f one", "write g two")
	s.pass(s.ma, s.mb, false, true)
	if told := s.pass(s.mb, s.ma, false, false); len(told) != 0 {
		t.Errorf("the other side says again what it was told: %q", told)
	}
	act(t, s.b, "write d/f three", "rm g")
	want := "[removed-g d/f]"
	for _, taken := range []bool{true, false} { // what was not taken is told again
		var told bytes.Buffer
		if err := s.mb.Out(taken, &told); err != nil {
			t.Fatal(err)
		}
	}
	if told := s.pass(s.mb, s.ma, false, false); fmt.Sprint(told) != want {
		t.Errorf("%q, not %q", told, want)
	}
	s.alike()
	// Files as young as that are told again; then no more.
	_ = s.pass(s.mb, s.ma, true, false)
	s.alike()
	for i := 0; ; i++ {
		told := s.pass(s.mb, s.ma, true, false)
		if len(told) == 0 {
			break
		}
		if i == 20 {
			t.Fatalf("still %q", told)
		}
	}
}

func TestMirrorLeavesAloneWhatIsAnothers(t *testing.T) {
	s := newSides(t, "d/own", "file")
	act(t, s.a, "mkdir d/own", "write d/own/x a", "write file a", "write d/y a")
	act(t, s.b, "mkdir d/own", "write d/own/z b", "write file b", "write d/gone b")
	s.pass(s.ma, s.mb, false, true)
	want := map[string]string{"d/own/z": "b", "file": "b", "d/y": "a"}
	for name, content := range want {
		if got, err := os.ReadFile(filepath.Join(s.b, name)); err != nil || string(got) != content {
			t.Errorf("%s is %q, %v", name, got, err)
		}
	}
	act(t, s.a, "rm d")
	s.pass(s.ma, s.mb, true, false)
	if _, err := os.Stat(filepath.Join(s.b, "d/own/z")); err != nil {
		t.Error(err)
	}
}

func TestMirrorOfOneFile(t *testing.T) {
	s := newSides(t)
	s.ma = NewMirror(Place{Root: s.a, Path: "/", Only: "here"})
	s.mb = NewMirror(Place{Root: "/", Path: s.b + "/deep/er", Only: "there"})
	act(t, s.a, "write here one", "write beside x")
	s.pass(s.ma, s.mb, false, true)
	there := filepath.Join(s.b, "deep/er/there")
	if got, err := os.ReadFile(there); err != nil || string(got) != "one" {
		t.Fatalf("%q, %v", got, err)
	}
	act(t, s.b, "write deep/er/there two", "write deep/er/beside y")
	s.pass(s.mb, s.ma, false, false)
	if got := tree(t, s.a); !strings.Contains(got, "/here -rw-r----- two ") || strings.Contains(got, "y") {
		t.Error(got)
	}
	var told bytes.Buffer
	w := tar.NewWriter(&told)
	_ = w.WriteHeader(&tar.Header{Name: "../evil", Typeflag: tar.TypeReg})
	_ = w.Close()
	if _, err := s.ma.In(false, &told); err == nil {
		t.Error("another file was taken")
	}
}

// What a hostile other side tells stays below the root.
func TestMirrorIsConfined(t *testing.T) {
	s := newSides(t)
	outside := t.TempDir()
	act(t, outside, "write kept x")
	var told bytes.Buffer
	w := tar.NewWriter(&told)
	_ = w.WriteHeader(&tar.Header{Typeflag: tar.TypeXGlobalHeader, Name: "r",
		PAXRecords: map[string]string{removedRecord: "\x00../" + filepath.Base(outside) + "/kept\x00link/kept"}})
	_ = w.WriteHeader(&tar.Header{Name: "link", Linkname: outside, Typeflag: tar.TypeSymlink})
	_ = w.WriteHeader(&tar.Header{Name: "link/new", Typeflag: tar.TypeReg})
	_ = w.Close()
	_, _ = s.ma.In(false, &told)
	if got := tree(t, outside); strings.Contains(got, "new") || !strings.Contains(got, "kept") {
		t.Error(got)
	}
}
