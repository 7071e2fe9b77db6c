// Stands in for Ryuk, Testcontainers' reaper, whose module cannot be had everywhere: the same protocol, settings and
// calls, over the socket that Testcontainers mounts. A client sends lines of label filters and is answered ACK; once no
// client is connected any more, for as long as a new one may take, everything that matches the filters is removed.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"
)

type reaper struct {
	mutex   sync.Mutex
	filters map[string][]string
	clients int
	waiting *time.Timer
	alone   chan struct{}
}

func main() {
	listener, err := net.Listen("tcp", ":"+setting("RYUK_PORT", "8080"))
	if err != nil {
		log.Fatal(err)
	}
	if err := call(http.MethodGet, "/_ping", nil); err != nil {
		log.Fatal("no daemon behind the mounted socket: ", err)
	}
	r := &reaper{filters: map[string][]string{}, alone: make(chan struct{}, 1)}
	r.waitFor("RYUK_CONNECTION_TIMEOUT", "1m")
	log.Print("Started")
	go r.accept(listener)
	ended := make(chan os.Signal, 1)
	signal.Notify(ended, syscall.SIGTERM, syscall.SIGINT)
	select {
	case <-ended:
	case <-r.alone:
	}
	for _, labels := range r.filters {
		prune(labels)
	}
}

// waitFor says that without a client for that long, nobody is left. The mutex is held, or r is not shared yet.
func (r *reaper) waitFor(name, fallback string) {
	patience, err := time.ParseDuration(setting(name, fallback))
	if err != nil {
		log.Fatal(err)
	}
	r.waiting = time.AfterFunc(patience, func() { r.alone <- struct{}{} })
}

func (r *reaper) accept(listener net.Listener) {
	for {
		client, err := listener.Accept()
		if err != nil {
			log.Fatal(err)
		}
		r.mutex.Lock()
		r.clients++
		r.waiting.Stop()
		r.mutex.Unlock()
		go r.serve(client)
	}
}

func (r *reaper) serve(client net.Conn) {
	lines := bufio.NewScanner(client)
	for lines.Scan() {
		query, err := url.ParseQuery(lines.Text())
		// Without a label everything would match.
		if err != nil || len(query["label"]) == 0 {
			continue
		}
		r.mutex.Lock()
		r.filters[lines.Text()] = query["label"]
		r.mutex.Unlock()
		fmt.Fprint(client, "ACK\n")
	}
	client.Close()
	r.mutex.Lock()
	defer r.mutex.Unlock()
	if r.clients--; r.clients == 0 {
		r.waitFor("RYUK_RECONNECTION_TIMEOUT", "10s")
	}
}

// prune removes in the order of use: what uses the others goes first.
func prune(labels []string) {
	filters, _ := json.Marshal(map[string][]string{"label": labels})
	query := "filters=" + url.QueryEscape(string(filters))
	var containers, images []struct{ Id string }
	var networks []struct{ ID string }
	var volumes struct{ Volumes []struct{ Name string } }
	list("/containers/json?all=1&"+query, &containers)
	for _, c := range containers {
		remove("/containers/" + c.Id + "?force=1&v=1")
	}
	list("/networks?"+query, &networks)
	for _, n := range networks {
		remove("/networks/" + n.ID)
	}
	list("/volumes?"+query, &volumes)
	for _, v := range volumes.Volumes {
		remove("/volumes/" + url.PathEscape(v.Name) + "?force=1")
	}
	list("/images/json?"+query, &images)
	for _, i := range images {
		remove("/images/" + i.Id + "?force=1")
	}
}

func list(path string, into any) {
	if err := call(http.MethodGet, path, into); err != nil {
		log.Print(err)
	}
}

// remove tries again: what is being removed still holds its network and volumes.
func remove(path string) {
	var err error
	for range 10 {
		if err = call(http.MethodDelete, path, nil); err == nil {
			return
		}
		time.Sleep(time.Second)
	}
	log.Print(err)
}

var daemon = http.Client{Transport: &http.Transport{
	DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "unix", "/var/run/docker.sock")
	},
}}

func call(method, path string, into any) error {
	request, err := http.NewRequest(method, "http://docker"+path, nil)
	if err != nil {
		return err
	}
	answer, err := daemon.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		return err
	}
	if answer.StatusCode >= 300 && answer.StatusCode != http.StatusNotFound {
		return fmt.Errorf("%s %s: %s %s", method, path, answer.Status, body)
	}
	if into == nil {
		return nil
	}
	return json.Unmarshal(body, into)
}

func setting(name, fallback string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}
	return fallback
}
