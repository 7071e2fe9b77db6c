package files

import (
	"archive/tar"
	"bytes"
	"io"
	"sort"
	"strings"
	"testing"
	"time"
)

// changedIn tells each entry: its name, and the content of a file, the target of a link or the names in a directory.
func changedIn(t *testing.T, dir string, act string) map[string]string {
	t.Helper()
	since, err := Moment()
	if err != nil {
		t.Fatal(err)
	}
	sh(t, act, "D="+dir)
	var out bytes.Buffer
	if err := Changed(dir, since, &out); err != nil {
		t.Fatal(err)
	}
	return read(t, &out)
}

func read(t *testing.T, out io.Reader) map[string]string {
	t.Helper()
	found := map[string]string{}
	for in := tar.NewReader(out); ; {
		h, err := in.Next()
		if err == io.EOF {
			return found
		}
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		found[h.Name] += string(content) + h.Linkname + h.PAXRecords[namesRecord]
	}
}

// tick lets the kernel's coarse clock go on, so that what was made before is earlier than what comes.
func tick(t *testing.T) {
	t.Helper()
	before, err := Moment()
	for now := before; now == before && err == nil; now, err = Moment() {
		time.Sleep(time.Millisecond)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestChangedTellsWhatIsNewAndWhatDirectoriesHave(t *testing.T) {
	needRoot(t)
	dir := t.TempDir()
	sh(t, `cd "$D"; mkdir -p a/deep quiet; echo old >a/kept; echo old >a/gone; echo old >a/deep/edited; echo q >quiet/q
		echo old >moded; ln a/kept linked`, "D="+dir)
	tick(t)
	found := changedIn(t, dir, `cd "$D"; rm a/gone; echo more >>a/deep/edited; mkdir new; ln -s ../a new/link; chmod 600 moded
		ln quiet/q new/q`)
	want := map[string]string{
		"./":            "/a/linked/moded/new/quiet",
		"a/":            "/deep/kept",
		"a/deep/edited": "old\nmore\n",
		"moded":         "old\n",
		"new/":          "/link/q",
		"new/link":      "../a",
		"new/q":         "q\n",
		"quiet/q":       "new/q",
	}
	for name, content := range want {
		if found[name] != content {
			t.Errorf("%s: %q, not %q", name, found[name], content)
		}
	}
	if len(found) != len(want) {
		names := []string{}
		for name := range found {
			names = append(names, name)
		}
		sort.Strings(names)
		t.Errorf("told of %s", strings.Join(names, " "))
	}
}

func TestChangedTellsManyNames(t *testing.T) {
	needRoot(t)
	dir := t.TempDir()
	// More than archive/tar takes in one header.
	found := changedIn(t, dir, `mkdir "$D/many"; cd "$D/many"; seq -f '%0100.0f' 12000 | xargs touch`)
	if names := strings.Count(found["many/"], "/"); names != 12000 {
		t.Errorf("told of %d names", names)
	}
}

func TestChangedLeavesMountsOut(t *testing.T) {
	needRoot(t)
	dir := t.TempDir()
	sh(t, `mkdir "$D/mounted"; touch "$D/file"`, "D="+dir)
	tick(t)
	t.Cleanup(func() { sh(t, `umount "$D/mounted"`, "D="+dir) })
	found := changedIn(t, dir, `mount -t tmpfs none "$D/mounted"; touch "$D/mounted/inside" "$D/beside"`)
	if _, told := found["mounted/inside"]; told {
		t.Error("told of what is in a mount")
	}
	if _, told := found["beside"]; !told {
		t.Error("did not tell of what is beside a mount")
	}
	if names := found["./"]; names != "/beside/file//mounted" {
		t.Errorf("told that there are %q", names)
	}
}

func TestHeldTellsAllThatAMountHas(t *testing.T) {
	needRoot(t)
	dir := t.TempDir()
	sh(t, `mkdir "$D/scratch"; mount -t tmpfs none "$D/scratch"; mkdir "$D/scratch/d"; echo one >"$D/scratch/d/one"
		touch "$D/beside"`, "D="+dir)
	t.Cleanup(func() { sh(t, `umount "$D/scratch"`, "D="+dir) })
	var out bytes.Buffer
	if err := Held(dir, "/scratch", &out); err != nil {
		t.Fatal(err)
	}
	found := read(t, &out)
	if len(found) != 3 || found["scratch/"] != "/d" || found["scratch/d/"] != "/one" || found["scratch/d/one"] != "one\n" {
		t.Errorf("told of %v", found)
	}
}
