package sealed

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func TestTheCopyRunsAndCannotBeWritten(t *testing.T) {
	path := script(t, "one")
	var copies Copies
	file, err := copies.Of(path)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := copies.Of(path); err != nil || again != file {
		t.Fatal("copied twice", err)
	}
	p, err := Inherited(int(file.Fd()), path)
	if err != nil {
		t.Fatal(err)
	}
	// Not p's own name for it: a child has its descriptors elsewhere.
	command := exec.Command("/proc/self/fd/3")
	command.ExtraFiles = []*os.File{file}
	if out, err := command.CombinedOutput(); strings.TrimSpace(string(out)) != "one" {
		t.Fatalf("%s %v", out, err)
	}
	if p.InsteadOf(path) == path || p.InsteadOf("/bin/true") != "/bin/true" {
		t.Fatal("wrong program")
	}
	if _, err := file.WriteAt([]byte("x"), 0); err == nil {
		t.Fatal("the copy was written to")
	}
	// Somebody has tried, which shows in its time.
	if p.InsteadOf(path) != path {
		t.Fatal("a copy that was tampered with still runs")
	}
}

func TestAReplacedProgramIsTheNewOne(t *testing.T) {
	path := script(t, "old")
	var copies Copies
	file, err := copies.Of(path)
	if err != nil {
		t.Fatal(err)
	}
	p, err := Inherited(int(file.Fd()), path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(script(t, "newer"), path); err != nil {
		t.Fatal(err)
	}
	if p.InsteadOf(path) != path {
		t.Fatal("the old program still runs")
	}
	if fresh, err := copies.Of(path); err != nil || fresh == file {
		t.Fatal("not copied anew", err)
	}
}

func TestWhatIsNotSealedIsRefused(t *testing.T) {
	file, err := os.Open(script(t, "x"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if _, err := Inherited(int(file.Fd()), file.Name()); err == nil {
		t.Fatal("taken for a sealed copy")
	}
}

func script(t *testing.T, word string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "program")
	if err := os.WriteFile(path, []byte("#!/bin/sh\necho "+word+"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	return path
}
