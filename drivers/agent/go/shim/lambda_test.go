package shim

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/textproto"
	"reflect"
	"strings"
	"testing"
	"time"
)

// answering serves one request and tells it.
func answering(t *testing.T, answer string) (lambdaAPI, <-chan string) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	asked := make(chan string, 1)
	go func() {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		in := textproto.NewReader(bufio.NewReader(conn))
		line, _ := in.ReadLine()
		head, _ := in.ReadMIMEHeader()
		var n int
		fmt.Sscan(head.Get("Content-Length"), &n)
		body := make([]byte, n)
		_, _ = io.ReadFull(in.R, body)
		asked <- line + "|" + string(body)
		fmt.Fprint(conn, answer)
	}()
	return lambdaAPI{l.Addr().String()}, asked
}

func TestAnEventIsTakenWhole(t *testing.T) {
	head := "HTTP/1.1 200 OK\r\nLambda-Runtime-Aws-Request-Id: 7e\r\nLambda-Runtime-Deadline-Ms: 1700000000123\r\n"
	for what, rest := range map[string]string{
		"length": "Content-Length: 12\r\n\r\nhello, world",
		"chunks": "Transfer-Encoding: chunked\r\n\r\n7\r\nhello, \r\n5;x=y\r\nworld\r\n0\r\n\r\n",
		"end":    "\r\nhello, world",
	} {
		api, asked := answering(t, head+rest)
		turn, err := api.next()
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		if line := <-asked; line != "GET /2018-06-01/runtime/invocation/next HTTP/1.1|" {
			t.Errorf("%s: asked %q", what, line)
		}
		if turn.id != "7e" || string(turn.payload) != "hello, world" || !turn.deadline.Equal(time.UnixMilli(1700000000123)) {
			t.Errorf("%s: %+v", what, turn)
		}
	}
}

func TestAnAnswerIsPostedAndItsRefusalTold(t *testing.T) {
	api, asked := answering(t, "HTTP/1.1 400 Bad Request\r\nContent-Length: 5\r\n\r\nno id")
	err := api.post("7e", "response", map[string]int{"exitCode": 3})
	if line := <-asked; line != `POST /2018-06-01/runtime/invocation/7e/response HTTP/1.1|{"exitCode":3}` {
		t.Errorf("asked %q", line)
	}
	if err == nil || !strings.Contains(err.Error(), "no id") {
		t.Errorf("told %v", err)
	}
}

func TestTheRuntimeAPIIsOursAlone(t *testing.T) {
	ours := []string{"AWS_REGION=r", "AWS_ACCESS_KEY_ID=k", runtimeAPI + "=h", "LD_LIBRARY_PATH=/x", "PATH=/y"}
	got := lambdaEnviron(ours, []string{"AWS_REGION=own", "HOSTNAME=h", "A=b"})
	want := []string{"AWS_ACCESS_KEY_ID=k", "AWS_REGION=own", "HOSTNAME=h", "A=b"}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%q", got)
	}
}
