package shim

import (
	"compress/gzip"
	"io"
	"os"
	"strconv"
	"syscall"
)

// packed is the ending of compressed files.
const packed = ".gz"

// rotate starts a new file: path.1 is the youngest of at most maxFile-1 old ones. It waits until the one before it is
// compressed, so that an old file always has one of two names.
func (l *logFile) rotate() {
	l.awaitPacking()
	l.file.Close()
	for i := l.maxFile - 1; i > 0; i-- {
		to := l.path + "." + strconv.Itoa(i)
		os.Remove(to + packed)
		from := l.path
		if i > 1 {
			from += "." + strconv.Itoa(i-1)
			l.rename(from+packed, to+packed)
		}
		l.rename(from, to)
	}
	if l.maxFile < 2 {
		os.Remove(l.path) // who still reads it is not cut short
	}
	l.rotations++
	if err := l.open(os.O_TRUNC | os.O_APPEND); err != nil {
		l.failure, l.file = err, nil
	}
	l.startPacking()
}

// startPacking compresses the youngest of the old files beside the writing.
func (l *logFile) startPacking() {
	if !l.compress || l.maxFile < 2 {
		return
	}
	done := make(chan struct{})
	l.packing = done
	go func() {
		defer close(done)
		pack(l.path + ".1") // a file that cannot be compressed is as good as it is
	}()
}

func (l *logFile) rename(from, to string) {
	if err := os.Rename(from, to); err != nil && !os.IsNotExist(err) {
		l.failure = err
	}
}

func (l *logFile) awaitPacking() {
	if l.packing != nil {
		<-l.packing
		l.packing = nil
	}
}

// pack compresses a file. Its inode is kept as the comment, by which a reader that had it open finds its place.
func pack(path string) (err error) {
	in, err := os.Open(path)
	if err != nil {
		return err
	}
	defer in.Close()
	info, err := in.Stat()
	if err != nil {
		return err
	}
	temporary := path + ".tmp"
	out, err := os.OpenFile(temporary, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o640)
	if err != nil {
		return err
	}
	defer func() {
		out.Close()
		if err != nil {
			os.Remove(temporary)
		}
	}()
	z := gzip.NewWriter(out)
	if status, ok := info.Sys().(*syscall.Stat_t); ok {
		z.Comment = strconv.FormatUint(status.Ino, 10)
	}
	if _, err = io.Copy(z, in); err != nil {
		return err
	}
	if err = z.Close(); err != nil {
		return err
	}
	if err = os.Rename(temporary, path+packed); err != nil {
		return err
	}
	return os.Remove(path)
}
