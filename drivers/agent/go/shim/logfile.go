package shim

import (
	"bytes"
	"encoding/json"
	"os"
	"sync"
	"time"

	"sockerless.io/agent/frame"
)

const (
	// partSize is the longest piece of a line that becomes one entry.
	partSize = 16 << 10
	// flushSize is how much is collected before it is written although more is coming.
	flushSize = 128 << 10
)

// logBuffers serves busy logs; an idle one holds only a small buffer.
var logBuffers = sync.Pool{New: func() any { b := make([]byte, 0, 2*flushSize); return &b }}

type logParams struct {
	Driver     string            `json:"driver"`
	Path       string            `json:"path"`
	MaxSize    int64             `json:"maxSize"`
	MaxFile    int               `json:"maxFile"`
	Compress   bool              `json:"compress"`
	Attributes map[string]string `json:"attributes"`
	Buffer     int64             `json:"buffer"` // bytes that may wait; 0 makes the writer wait
}

// logFile is a container's log in the format of Docker's json-file driver, shared by its outputs.
type logFile struct {
	path       string
	maxSize    int64 // 0 for no limit
	maxFile    int
	compress   bool
	attributes string // as JSON, with what goes before it
	grew       func(size int64, rotations int)
	now        func() time.Time
	ring       *logRing // nil when the writer waits

	mu        sync.Mutex
	file      *os.File
	size      int64 // of the file, buf included
	buf       []byte
	rotations int
	packing   chan struct{} // closed when the last rotated file is compressed
	failure   error         // the last failed write; the container goes on, as under Docker
}

// openLog opens the log for appending; nil for driver none.
func openLog(p logParams, grew func(size int64, rotations int)) (*logFile, error) {
	switch p.Driver {
	case "none", "":
		return nil, nil
	case "json-file":
	default:
		return nil, frame.Errorf(frame.Unsupported, "log driver %q", p.Driver)
	}
	l := &logFile{path: p.Path, maxSize: p.MaxSize, maxFile: p.MaxFile, compress: p.Compress, grew: grew, now: time.Now}
	if len(p.Attributes) > 0 {
		text, err := json.Marshal(p.Attributes)
		if err != nil {
			return nil, err
		}
		l.attributes = `","attrs":` + string(text) + `,"time":"`
	} else {
		l.attributes = `","time":"`
	}
	if err := l.open(os.O_APPEND); err != nil {
		return nil, err
	}
	if _, err := os.Lstat(p.Path + ".1"); err == nil { // the last run ended too soon for it
		l.startPacking()
	}
	if p.Buffer > 0 {
		l.ring = newLogRing(p.Buffer)
	}
	return l, nil
}

func (l *logFile) open(flag int) error {
	file, err := os.OpenFile(l.path, os.O_CREATE|os.O_WRONLY|flag, 0o640)
	if err != nil {
		return err
	}
	info, err := file.Stat()
	if err != nil {
		file.Close()
		return err
	}
	l.file, l.size = file, info.Size()
	return nil
}

// entry adds one entry. Like Docker, a file is full when it has reached its limit, not when it would.
func (l *logFile) entry(line, suffix []byte) {
	if l.maxSize > 0 && l.size >= l.maxSize {
		l.write()
		l.rotate()
	}
	before := len(l.buf)
	l.buf = append(l.buf, `{"log":"`...)
	l.buf = appendEscaped(l.buf, line)
	l.buf = append(l.buf, suffix...)
	l.size += int64(len(l.buf) - before)
	if len(l.buf) >= flushSize {
		l.write()
	}
}

// write empties the buffer into the file.
func (l *logFile) write() {
	if len(l.buf) == 0 || l.file == nil {
		return
	}
	if _, err := l.file.Write(l.buf); err != nil {
		l.failure = err
	}
	l.buf = l.buf[:0]
	if l.grew != nil {
		l.grew(l.size, l.rotations)
	}
}

// logStream cuts one output into entries.
type logStream struct {
	log     *logFile
	name    string
	pending []byte // a line that has not ended
	cut     time.Time
}

func (l *logFile) stream(name string) *logStream {
	if l == nil {
		return nil
	}
	return &logStream{log: l, name: name}
}

// recorder is the stream, or nil without a log.
func (l *logFile) recorder(name string) recorder {
	if l == nil {
		return nil
	}
	return l.stream(name)
}

// write takes any bytes of the output; with a ring they are written later, or dropped.
func (s *logStream) write(p []byte) {
	if ring := s.log.ring; ring != nil {
		ring.put(s, p)
		return
	}
	s.cutUp(p)
}

// cutUp makes entries of complete lines; the rest waits for its end or for partSize.
func (s *logStream) cutUp(p []byte) {
	s.log.mu.Lock()
	defer s.log.mu.Unlock()
	if s.log.buf == nil && len(p) > 8<<10 {
		s.log.buf = *logBuffers.Get().(*[]byte)
	}
	now := s.log.now().UTC()
	suffix := s.suffix(now)
	for len(p) > 0 {
		line := p
		newline := bytes.IndexByte(p, '\n')
		if newline >= 0 {
			line = p[:newline+1]
		}
		room := partSize - len(s.pending)
		whole := newline >= 0 && len(line) <= room
		if len(line) > room {
			line = line[:room]
		}
		p = p[len(line):]
		if !whole && len(s.pending)+len(line) < partSize {
			s.pending = append(s.pending, line...)
			return
		}
		if len(s.pending) > 0 {
			s.pending = append(s.pending, line...)
			line = s.pending
		}
		if s.cut.IsZero() {
			s.log.entry(line, suffix)
		} else { // all parts of a line have the time of the first
			s.log.entry(line, s.suffix(s.cut))
		}
		s.pending = s.pending[:0]
		if whole {
			s.cut = time.Time{}
		} else if s.cut.IsZero() {
			s.cut = now
		}
	}
}

func (s *logStream) suffix(t time.Time) []byte {
	b := make([]byte, 0, 80)
	b = append(b, `","stream":"`...)
	b = append(b, s.name...)
	b = append(b, s.log.attributes...)
	b = t.AppendFormat(b, time.RFC3339Nano)
	return append(b, '"', '}', '\n')
}

// flush brings complete entries to the file. A ring does that by itself.
func (s *logStream) flush() {
	if s.log.ring == nil {
		s.bring()
	}
}

func (s *logStream) bring() {
	s.log.mu.Lock()
	s.log.write()
	if idle := s.log.buf; cap(idle) > 8<<10 {
		logBuffers.Put(&idle)
		s.log.buf = nil
	}
	if cap(s.pending) > 1<<10 && len(s.pending) == 0 {
		s.pending = nil
	}
	s.log.mu.Unlock()
}

// end writes the last line, which had no newline.
func (s *logStream) end() {
	if ring := s.log.ring; ring != nil {
		ring.drain()
	}
	s.log.mu.Lock()
	if len(s.pending) > 0 {
		at := s.cut
		if at.IsZero() {
			at = s.log.now().UTC()
		}
		s.log.entry(s.pending, s.suffix(at))
		s.pending = nil
	}
	s.log.write()
	s.log.mu.Unlock()
}
