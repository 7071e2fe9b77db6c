package shim

import (
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"math/rand"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// escapeSlowly is the format rule by rule, to compare with.
func escapeSlowly(text string) string {
	var b strings.Builder
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			b.WriteString(`\ufffd`)
		case r == '"' || r == '\\':
			b.WriteString(`\` + string(r))
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\r':
			b.WriteString(`\r`)
		case r < 0x20 || r == '<' || r == '>' || r == '&' || r == 0x2028 || r == 0x2029:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteString(text[i : i+size])
		}
		i += size
	}
	return b.String()
}

func TestEscapeEqualsTheRules(t *testing.T) {
	check := func(text string) {
		t.Helper()
		got := string(appendEscaped(nil, []byte(text)))
		if want := escapeSlowly(text); got != want {
			t.Fatalf("%q: got %s, want %s", text, got, want)
		}
		var back string
		if err := json.Unmarshal([]byte(`"`+got+`"`), &back); err != nil || back != string([]rune(text)) {
			t.Fatalf("%q came back as %q: %v", text, back, err)
		}
	}
	for b := 0; b < 256; b++ {
		for at := 0; at < 9; at++ {
			check(strings.Repeat("x", at) + string([]byte{byte(b)}) + strings.Repeat(" ", 9-at))
		}
	}
	check("\u2028\u2029\u2027 ä€😀\xf0\x9f\x98 \xed\xa0\x80 \xc0\xaf")
	alphabet := []string{"a", " ", "<", "&", "\"", "\\", "\n", "\t", "\x1f", "\x7f", "é", "\u2028", "\xff", "😀", "\xe2\x80"}
	random := rand.New(rand.NewSource(1))
	for i := 0; i < 20000; i++ {
		var b strings.Builder
		for n := random.Intn(40); n > 0; n-- {
			b.WriteString(alphabet[random.Intn(len(alphabet))])
		}
		check(b.String())
	}
}

var noon = time.Date(2026, 11, 24, 12, 0, 0, 120_000_000, time.UTC)

type written struct{ Log, Stream, Time string }

func newTestLog(t testing.TB, maxSize int64, maxFile int) (*logFile, func(suffix string) []written) {
	path := filepath.Join(t.TempDir(), "log")
	l, err := openLog(logParams{Driver: "json-file", Path: path, MaxSize: maxSize, MaxFile: maxFile}, nil)
	if err != nil {
		t.Fatal(err)
	}
	l.now = func() time.Time { return noon }
	return l, func(suffix string) (entries []written) {
		text, err := os.ReadFile(path + suffix)
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range strings.SplitAfter(string(text), "\n") {
			if line == "" {
				continue
			}
			var w written
			if err := json.Unmarshal([]byte(line), &w); err != nil {
				t.Fatalf("%q: %v", line, err)
			}
			entries = append(entries, w)
		}
		return entries
	}
}

func TestEntryBytes(t *testing.T) {
	l, _ := newTestLog(t, 0, 1)
	s := l.stream("stderr")
	s.write([]byte("hello\n"))
	s.flush()
	text, err := os.ReadFile(l.path)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"log":"hello\n","stream":"stderr","time":"2026-11-24T12:00:00.12Z"}` + "\n"
	if string(text) != want {
		t.Fatalf("got %s", text)
	}
}

func TestLinesAreCutAsDockerCutsThem(t *testing.T) {
	long := strings.Repeat("0123456789abcdef", 3<<10) // 48 KiB
	for name, c := range map[string]struct {
		in   []string
		want []string
	}{
		"pieces of a line":     {[]string{"a", "b", "c\nd"}, []string{"abc\n", "d"}},
		"empty lines":          {[]string{"\n\n"}, []string{"\n", "\n"}},
		"parts":                {[]string{long[:40<<10] + "\n"}, []string{long[:16<<10], long[16<<10 : 32<<10], long[32<<10:40<<10] + "\n"}},
		"one byte short":       {[]string{long[:16<<10-1] + "\n"}, []string{long[:16<<10-1] + "\n"}},
		"newline is too much":  {[]string{long[:16<<10] + "\n"}, []string{long[:16<<10], "\n"}},
		"parts come in pieces": {[]string{long[:10<<10], long[10<<10 : 20<<10], "\nx\n"}, []string{long[:16<<10], long[16<<10:20<<10] + "\n", "x\n"}},
	} {
		t.Run(name, func(t *testing.T) {
			l, read := newTestLog(t, 0, 1)
			s := l.stream("stdout")
			for _, piece := range c.in {
				s.write([]byte(piece))
			}
			s.end()
			got := read("")
			if len(got) != len(c.want) {
				t.Fatalf("%d entries", len(got))
			}
			for i, w := range got {
				if w.Log != c.want[i] || w.Stream != "stdout" {
					t.Fatalf("entry %d has %d bytes", i, len(w.Log))
				}
			}
		})
	}
}

func TestRotationKeepsTheYoungest(t *testing.T) {
	l, read := newTestLog(t, 1000, 3)
	s := l.stream("stdout")
	for i := 0; i < 100; i++ {
		s.write([]byte(fmt.Sprintf("line %03d\n", i)))
		if i%7 == 0 {
			s.flush()
		}
	}
	s.end()
	var all []written
	for _, suffix := range []string{".2", ".1", ""} {
		entries := read(suffix)
		if suffix != "" {
			info, err := os.Stat(l.path + suffix)
			if err != nil || info.Size() < 1000 || info.Size() >= 1100 {
				t.Fatal(info, err)
			}
		}
		all = append(all, entries...)
	}
	if _, err := os.Stat(l.path + ".3"); !os.IsNotExist(err) {
		t.Fatal("too many files")
	}
	for i, w := range all {
		if want := fmt.Sprintf("line %03d\n", 100-len(all)+i); w.Log != want {
			t.Fatalf("%q, not %q", w.Log, want)
		}
	}
}

func TestOneFileIsTruncated(t *testing.T) {
	l, read := newTestLog(t, 500, 1)
	s := l.stream("stdout")
	for i := 0; i < 50; i++ {
		s.write([]byte(fmt.Sprintf("%d\n", i)))
	}
	s.end()
	entries := read("")
	if entries[len(entries)-1].Log != "49\n" || len(entries) > 9 {
		t.Fatal(entries)
	}
}

func BenchmarkLog(b *testing.B) {
	for name, line := range map[string]string{
		"text80":  strings.Repeat("the quick brown fox ", 4)[:79] + "\n",
		"json200": strings.Repeat(`{"level":"info","n":1}`, 9) + "\n",
		"long":    strings.Repeat("x", 8000) + "\n",
	} {
		b.Run(name, func(b *testing.B) {
			l, err := openLog(logParams{Driver: "json-file", Path: os.DevNull}, nil)
			if err != nil {
				b.Fatal(err)
			}
			s := l.stream("stdout")
			chunk := []byte(strings.Repeat(line, 64<<10/len(line)))
			b.SetBytes(int64(len(chunk)))
			b.ResetTimer()
			for i := 0; i < b.N; i++ {
				s.write(chunk)
			}
		})
	}
}

func TestRotatedFilesAreCompressed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "log")
	l, err := openLog(logParams{Driver: "json-file", Path: path, MaxSize: 1, MaxFile: 3, Compress: true,
		Attributes: map[string]string{"tag": "<t>", "a": "b"}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	s := l.stream("stdout")
	for _, line := range []string{"one\n", "two\n", "three\n", "four\n"} {
		s.write([]byte(line))
		s.flush()
	}
	s.end()
	l.awaitPacking()
	for name, want := range map[string]string{path + ".1.gz": "three", path + ".2.gz": "two"} {
		file, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		z, err := gzip.NewReader(file)
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(z)
		if err != nil || z.Comment == "" {
			t.Fatalf("%s: %v, comment %q", name, err, z.Comment)
		}
		prefix := `{"log":"` + want + `\n","stream":"stdout","attrs":{"a":"b","tag":"\u003ct\u003e"},"time":"`
		if !strings.HasPrefix(string(text), prefix) {
			t.Errorf("%s holds %s", name, text)
		}
		file.Close()
	}
	left, err := filepath.Glob(path + "*")
	if err != nil || len(left) != 3 {
		t.Errorf("files: %v %v", left, err)
	}
}

func TestRingDropsWhatDoesNotFitAndKeepsOrder(t *testing.T) {
	path := filepath.Join(t.TempDir(), "log")
	l, err := openLog(logParams{Driver: "json-file", Path: path, MaxFile: 1, Buffer: 10}, nil)
	if err != nil {
		t.Fatal(err)
	}
	s := l.stream("stdout")
	l.mu.Lock() // the file is stuck
	for i := 0; i < 20; i++ {
		s.write([]byte("12345\n"))
	}
	l.mu.Unlock()
	s.write([]byte("last"))
	s.end()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Count(string(text), "\n")
	if lines == 0 || lines > 5 {
		t.Errorf("%d lines of 21 were kept with room for two", lines)
	}
}
