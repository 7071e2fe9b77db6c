package shim

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/textproto"
	"strconv"
	"strings"
	"time"
)

const (
	runtimePath = "/2018-06-01/runtime/invocation/"
	// longestEvent is more than Lambda gives to anybody.
	longestEvent = 8 << 20
)

// lambdaAPI is what a runtime asks for its events and tells its answers: plain HTTP within the machine. The client of
// the standard library would be half as large as the rest of the agent.
type lambdaAPI struct {
	host string
}

// next waits for an event.
func (a lambdaAPI) next() (*lambdaTurn, error) {
	head, payload, err := a.ask("GET", "next", nil)
	if err != nil {
		return nil, err
	}
	turn := &lambdaTurn{id: head.Get("Lambda-Runtime-Aws-Request-Id"), payload: payload}
	if turn.id == "" {
		return nil, errors.New("an event without Lambda-Runtime-Aws-Request-Id")
	}
	turn.deadline, err = parseDeadline(head.Get("Lambda-Runtime-Deadline-Ms"))
	return turn, err
}

func (a lambdaAPI) post(id, what string, answer any) error {
	text, err := json.Marshal(answer)
	if err != nil {
		return err
	}
	_, _, err = a.ask("POST", id+"/"+what, text)
	return err
}

func (a lambdaAPI) ask(method, path string, body []byte) (textproto.MIMEHeader, []byte, error) {
	conn, err := net.DialTimeout("tcp", a.host, greetingTime)
	if err != nil {
		return nil, nil, err
	}
	defer conn.Close()
	request := fmt.Sprintf("%s %s%s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\nContent-Type: application/json\r\n"+
		"Content-Length: %d\r\n\r\n", method, runtimePath, path, a.host, len(body))
	if _, err := conn.Write(append([]byte(request), body...)); err != nil {
		return nil, nil, err
	}
	if method == "POST" {
		if err := conn.SetReadDeadline(time.Now().Add(greetingTime)); err != nil {
			return nil, nil, err
		}
	}
	return readAnswer(method+" "+path, bufio.NewReader(conn))
}

func readAnswer(what string, in *bufio.Reader) (textproto.MIMEHeader, []byte, error) {
	text := textproto.NewReader(in)
	status, err := text.ReadLine()
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", what, err)
	}
	head, err := text.ReadMIMEHeader()
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", what, err)
	}
	body, err := readBody(head, in)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", what, err)
	}
	if f := strings.Fields(status); len(f) < 2 || len(f[1]) != 3 || f[1][0] != '2' {
		return nil, nil, fmt.Errorf("%s: %s: %.500s", what, status, body)
	}
	return head, body, nil
}

func readBody(head textproto.MIMEHeader, in *bufio.Reader) ([]byte, error) {
	if strings.EqualFold(head.Get("Transfer-Encoding"), "chunked") {
		return readChunks(in)
	}
	if length := head.Get("Content-Length"); length != "" {
		n, err := strconv.ParseUint(length, 10, 31)
		if err != nil || n > longestEvent {
			return nil, fmt.Errorf("a body of %s bytes", length)
		}
		body := make([]byte, n)
		_, err = io.ReadFull(in, body)
		return body, err
	}
	return io.ReadAll(io.LimitReader(in, longestEvent))
}

func readChunks(in *bufio.Reader) ([]byte, error) {
	var body []byte
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return nil, err
		}
		size, _, _ := strings.Cut(strings.TrimSpace(line), ";")
		n, err := strconv.ParseUint(size, 16, 31)
		if err != nil || uint64(len(body))+n > longestEvent {
			return nil, fmt.Errorf("a chunk of %q bytes", size)
		}
		if n == 0 {
			return body, nil
		}
		chunk := make([]byte, n+2) // and the end of its line
		if _, err := io.ReadFull(in, chunk); err != nil {
			return nil, err
		}
		body = append(body, chunk[:n]...)
	}
}
