package host

import (
	"bufio"
	"encoding/json"
	"io"
)

// linesOf writes each element as a line of JSON: a list may be longer than a frame.
func linesOf[T any](all []T) func(io.Writer) error {
	return func(out io.Writer) error {
		buffered := bufio.NewWriterSize(out, 64<<10)
		encoder := json.NewEncoder(buffered)
		for _, one := range all {
			if err := encoder.Encode(one); err != nil {
				return err
			}
		}
		return buffered.Flush()
	}
}
