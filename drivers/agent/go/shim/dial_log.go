package shim

import (
	"encoding/binary"
	"sync"
	"time"

	"sockerless.io/agent/frame"
)

// entryOverhead is what an entry costs beside its bytes.
const entryOverhead = 64

type logPart struct {
	channel byte
	at      time.Time
	offset  uint64
	bytes   []byte
}

// outputLog keeps the newest output, up to a limit. While somebody follows, output that they have not got is not
// dropped: the command waits, as it would for a slow terminal.
type outputLog struct {
	limit int64

	mu        sync.Mutex
	changed   *sync.Cond
	parts     []logPart
	size      int64
	next      uint64 // offset of the next byte
	open      int    // channels that have not ended
	unbounded bool
	followers map[*follower]struct{}
}

type follower struct {
	offset uint64 // of the first byte that it has not got
	gone   bool
}

func newOutputLog(limit int64) *outputLog {
	l := &outputLog{limit: limit, followers: map[*follower]struct{}{}}
	l.changed = sync.NewCond(&l.mu)
	return l
}

// logChannel is one output's way into the log.
type logChannel struct {
	log    *outputLog
	number byte
}

func (l *outputLog) channel(number byte) recorder {
	l.hold()
	return logChannel{l, number}
}

// hold keeps those who follow from believing that it has ended, until the other's end.
func (l *outputLog) hold() logChannel {
	l.mu.Lock()
	l.open++
	l.mu.Unlock()
	return logChannel{log: l}
}

func (c logChannel) flush() {}

func (c logChannel) end() {
	c.log.mu.Lock()
	c.log.open--
	c.log.changed.Broadcast()
	c.log.mu.Unlock()
}

func (c logChannel) write(p []byte) {
	l := c.log
	l.mu.Lock()
	defer l.mu.Unlock()
	need := int64(len(p) + entryOverhead)
	for l.size+need > l.limit && len(l.parts) > 0 && !l.unbounded {
		oldest := l.parts[0]
		if l.wanted(oldest.offset + uint64(len(oldest.bytes))) {
			l.changed.Wait()
			continue
		}
		l.size -= int64(len(oldest.bytes) + entryOverhead)
		l.parts[0] = logPart{}
		l.parts = l.parts[1:]
	}
	l.parts = append(l.parts, logPart{c.number, time.Now(), l.next, append([]byte(nil), p...)})
	l.next += uint64(len(p))
	l.size += need
	l.changed.Broadcast()
}

// wanted tells whether somebody has yet to get what ends at an offset. The caller holds mu.
func (l *outputLog) wanted(end uint64) bool {
	for f := range l.followers {
		if f.offset < end {
			return true
		}
	}
	return false
}

// unbound stops all waiting: the command has ended, and what it left in its pipes is little.
func (l *outputLog) unbound() {
	l.mu.Lock()
	l.unbounded = true
	l.changed.Broadcast()
	l.mu.Unlock()
}

// send writes what there is since an offset, and what comes, to a stream.
func (l *outputLog) send(stream *frame.Stream, offset uint64, follow bool, done <-chan struct{}) {
	stream.WriteOnly()
	f := &follower{offset: offset}
	l.mu.Lock()
	end := l.next
	if follow {
		l.followers[f] = struct{}{}
	}
	l.mu.Unlock()
	stop := make(chan struct{})
	go func() {
		select {
		case <-done:
		case <-stop:
		}
		l.mu.Lock()
		f.gone = true
		delete(l.followers, f)
		l.changed.Broadcast()
		l.mu.Unlock()
	}()
	defer close(stop)
	for {
		part, more := l.after(f, follow, end)
		if !more {
			// The reader may have gone meanwhile.
			_ = stream.CloseWrite()
			return
		}
		head := append(make([]byte, 0, 21+len(part.bytes)), part.channel)
		head = binary.BigEndian.AppendUint64(head, uint64(part.at.UnixNano()))
		head = binary.BigEndian.AppendUint64(head, part.offset)
		head = binary.BigEndian.AppendUint32(head, uint32(len(part.bytes)))
		if _, err := stream.Write(append(head, part.bytes...)); err != nil {
			return
		}
		l.mu.Lock()
		f.offset = part.offset + uint64(len(part.bytes))
		l.changed.Broadcast()
		l.mu.Unlock()
	}
}

// after waits for the part that a follower wants next.
func (l *outputLog) after(f *follower, follow bool, end uint64) (logPart, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for {
		if f.gone {
			return logPart{}, false
		}
		// The parts are in order; those that were dropped are skipped.
		low, high := 0, len(l.parts)
		for low < high {
			middle := (low + high) / 2
			if p := l.parts[middle]; p.offset+uint64(len(p.bytes)) <= f.offset {
				low = middle + 1
			} else {
				high = middle
			}
		}
		if low < len(l.parts) && (follow || l.parts[low].offset < end) {
			part := l.parts[low]
			if part.offset < f.offset {
				skip := f.offset - part.offset
				part.offset, part.bytes = f.offset, part.bytes[skip:]
			}
			return part, true
		}
		if !follow || l.open == 0 {
			return logPart{}, false
		}
		l.changed.Wait()
	}
}
