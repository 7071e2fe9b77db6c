package files

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"sockerless.io/agent/sys"
)

func sh(t *testing.T, script string, env ...string) string {
	t.Helper()
	c := exec.Command("sh", "-euc", script)
	c.Env = append(os.Environ(), env...)
	var out, err bytes.Buffer
	c.Stdout, c.Stderr = &out, &err
	if e := c.Run(); e != nil {
		t.Fatalf("%v: %s", e, err.String())
	}
	return out.String()
}

func needRoot(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("needs root")
	}
}

const listing = `cd "$D" && find . -printf '%P %y %m %U:%G %n %T@ %l\n' | sort && find . -type f -exec sha256sum {} + | sort`

// what find shows of a tree, and the xattrs that matter; sizes of devices by stat.
func listTree(t *testing.T, dir string) string {
	t.Helper()
	text := sh(t, listing+`; find . \( -type c -o -type b \) -exec stat -c '%n %t,%T' {} + | sort`, "D="+dir)
	err := filepath.Walk(dir, func(p string, _ os.FileInfo, err error) error {
		if err != nil {
			return err
		}
		for _, attr := range []string{"user.colour", "security.capability"} {
			if value, err := sys.Getxattr(p, attr); err == nil {
				text += strings.TrimPrefix(p, dir) + " " + attr + "=" + string(value) + "\n"
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return text
}

var fraction = regexp.MustCompile(`(\d)\.\d{10}\b`)

func wholeSeconds(s string) string { return fraction.ReplaceAllString(s, "$1") }

const fixture = `
mkdir -p "$D/a/b/empty" "$D/sticky" "$D/sg"
chmod 1777 "$D/sticky"; chgrp 55 "$D/sg"; chmod 2755 "$D/sg"; echo ingroup > "$D/sg/f"
head -c 300001 /dev/urandom > "$D/a/b/random"; ln "$D/a/b/random" "$D/a/hard"; ln -s b/random "$D/a/soft"
ln -s /etc/passwd "$D/a/abs"; touch "$D/a/none"; chmod 0 "$D/a/none"
cp /bin/true "$D/suid"; chown 12:13 "$D/suid"; chmod 6755 "$D/suid"
mknod "$D/null" c 1 3; chmod 666 "$D/null"; mknod "$D/blk" b 259 70000; mkfifo -m 640 "$D/pipe"; chown 3000000000:7 "$D/pipe"
L=$(printf 'l%.0s' $(seq 200)); mkdir -p "$D/$L/$L"; echo deep > "$D/$L/$L/$L"; ln "$D/$L/$L/$L" "$D/$L/other"
printf 'nl' > "$D/umlaut-ü €"; chown -h 5:6 "$D/a/soft"
truncate -s 1000000 "$D/sparse"; printf x >> "$D/sparse"
touch -h -d '2001-02-03 04:05:06.123456789' "$D/a/soft" "$D/a/b/random" "$D/a/b" "$D/null" "$D/a"
`

func TestUnpackEqualsGnuTar(t *testing.T) {
	needRoot(t)
	for _, format := range []string{"posix", "gnu"} {
		t.Run(format, func(t *testing.T) {
			src, gnu, ours := t.TempDir(), t.TempDir(), filepath.Join(t.TempDir(), "new")
			sh(t, fixture, "D="+src)
			if err := sys.Setxattr(filepath.Join(src, "a/b/random"), "user.colour", []byte("gr\x00n")); err != nil {
				t.Fatal(err)
			}
			capability := []byte{1, 0, 0, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}
			if err := sys.Setxattr(filepath.Join(src, "suid"), "security.capability", capability); err != nil {
				t.Fatal(err)
			}
			flags := "--format=" + format + " --sparse"
			if format == "posix" {
				flags += " --xattrs --xattrs-include='*' --pax-option=delete=atime,delete=ctime"
			}
			archive := filepath.Join(t.TempDir(), "x.tar")
			sh(t, `tar -C "$D" -cf "$A" $F . ; tar -C "$G" --xattrs --xattrs-include='*' -p --numeric-owner -xf "$A"`,
				"D="+src, "A="+archive, "G="+gnu, "F="+strings.ReplaceAll(flags, "'", ""))
			in, err := os.Open(archive)
			if err != nil {
				t.Fatal(err)
			}
			defer in.Close()
			done, err := Unpack(ours, Overlay, nil, true, in)
			if err != nil {
				t.Fatal(err)
			}
			if want, got := listTree(t, gnu), listTree(t, ours); want != got {
				t.Errorf("GNU tar:\n%s\nours:\n%s", want, got)
			}
			if done.Entries < 20 || done.Bytes < 1300000 {
				t.Errorf("counted %+v", done)
			}
			var again bytes.Buffer
			if err := Pack(ours, nil, &again); err != nil {
				t.Fatal(err)
			}
			second := t.TempDir()
			if _, err := Unpack(second, Overlay, nil, false, &again); err != nil {
				t.Fatal(err)
			}
			// Pack keeps whole seconds, and not the root's own attributes.
			same := func(dir string) string {
				sh(t, `touch -d @0 "$D"; chmod 700 "$D"`, "D="+dir)
				return listTree(t, dir)
			}
			if want, got := wholeSeconds(same(ours)), wholeSeconds(same(second)); want != got {
				t.Errorf("before Pack:\n%s\nafter:\n%s", want, got)
			}
		})
	}
}
