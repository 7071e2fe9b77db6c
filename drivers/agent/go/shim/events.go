package shim

import (
	"sync"
	"time"

	"sockerless.io/agent/frame"
)

// logPause is the shortest time between two events that only tell of a grown log.
const logPause = 5 * time.Millisecond

type startedEvent struct {
	Event     string    `json:"event"`
	StartedAt time.Time `json:"startedAt"`
}

type exitedEvent struct {
	Event string `json:"event"`
	exitRecord
}

type execExitEvent struct {
	Event  string `json:"event"`
	ExecID string `json:"execId"`
	Code   int    `json:"code"`
}

type logEvent struct {
	Event     string `json:"event"`
	Size      int64  `json:"size"`
	Rotations int    `json:"rotations"`
}

// hub hands events to subscribed connections, each at its own pace.
type hub struct {
	mu          sync.Mutex
	subscribers map[*frame.Conn]*subscriber
}

// subscriber is one connection's queue. Of log events only the newest is kept.
type subscriber struct {
	mu     sync.Mutex
	queue  []any
	log    *logEvent
	signal chan struct{} // holds one token while there is something to send
}

func (h *hub) subscribe(conn *frame.Conn) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if _, twice := h.subscribers[conn]; twice {
		return
	}
	if h.subscribers == nil {
		h.subscribers = map[*frame.Conn]*subscriber{}
	}
	s := &subscriber{signal: make(chan struct{}, 1)}
	h.subscribers[conn] = s
	go func() {
		s.run(conn)
		h.mu.Lock()
		delete(h.subscribers, conn)
		h.mu.Unlock()
	}()
}

// publish queues an event for everybody, and for also if it is not subscribed.
func (h *hub) publish(event any, also *frame.Conn) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for conn, s := range h.subscribers {
		s.add(func() { s.queue = append(s.queue, event) })
		if conn == also {
			also = nil
		}
	}
	if also != nil {
		// The connection may have gone; then nobody waits for the event.
		go func() { _ = also.Event(0, event) }()
	}
}

func (h *hub) logGrew(size int64, rotations int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, s := range h.subscribers {
		s.add(func() { s.log = &logEvent{"log", size, rotations} })
	}
}

func (s *subscriber) add(change func()) {
	s.mu.Lock()
	change()
	s.mu.Unlock()
	select {
	case s.signal <- struct{}{}:
	default:
	}
}

func (s *subscriber) run(conn *frame.Conn) {
	for {
		select {
		case <-conn.Done():
			return
		case <-s.signal:
		}
		s.mu.Lock()
		events, log := s.queue, s.log
		s.queue, s.log = nil, nil
		s.mu.Unlock()
		if log != nil { // before an exit that was queued after it
			events = append([]any{*log}, events...)
		}
		for _, e := range events {
			if conn.Event(0, e) != nil {
				return
			}
		}
		if log != nil {
			time.Sleep(logPause)
		}
	}
}
