package frame

import (
	"context"
	"encoding/json"
	"fmt"
)

// Op serves one request. params is the whole request object; ctx ends with the connection. The result is sent as
// {"ok": result} (nil means {}), an error as {"error": …}. Ops of one connection run concurrently.
type Op func(ctx context.Context, params json.RawMessage, conn *Conn) (any, error)

// Last is a result (also beside an error) with something to do once the answer has been sent.
type Last struct {
	Result any
	Then   func()
}

type entry struct {
	op           Op
	streamFields []string
}

// Ops is the set of operations that a mode serves. Fill it before the first Serve.
type Ops struct {
	entries map[string]entry
}

// Register adds an operation. streamFields names the request's fields that carry stream ids: those streams are open
// before the next frame is read, so that no byte of an eager client is lost.
func (o *Ops) Register(name string, op Op, streamFields ...string) {
	if o.entries == nil {
		o.entries = map[string]entry{}
	}
	if _, twice := o.entries[name]; twice {
		panic("operation registered twice: " + name)
	}
	o.entries[name] = entry{op, streamFields}
}

// Typed adapts a function with a parameter type of its own to an Op.
func Typed[P any](f func(ctx context.Context, params P, conn *Conn) (any, error)) Op {
	return func(ctx context.Context, raw json.RawMessage, conn *Conn) (any, error) {
		var p P
		if err := json.Unmarshal(raw, &p); err != nil {
			return nil, Errorf(Invalid, "bad parameters: %v", err)
		}
		return f(ctx, p, conn)
	}
}

// streamsOf lists the stream ids of a request in the order of its declared fields; absent and 0 are skipped.
func (e entry) streamsOf(raw json.RawMessage) ([]uint32, error) {
	if len(e.streamFields) == 0 {
		return nil, nil
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(raw, &fields); err != nil {
		return nil, err
	}
	var ids []uint32
	for _, name := range e.streamFields {
		value, present := fields[name]
		if !present {
			continue
		}
		var id uint32
		if err := json.Unmarshal(value, &id); err != nil {
			return nil, fmt.Errorf("stream id %s: %w", name, err)
		}
		if id != 0 {
			ids = append(ids, id)
		}
	}
	return ids, nil
}
