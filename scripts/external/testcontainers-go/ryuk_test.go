package suite

import (
	"bufio"
	"context"
	"fmt"
	"os"
	osexec "os/exec"
	"strings"
	"testing"
	"time"

	"github.com/docker/docker/api/types/events"
	"github.com/docker/docker/api/types/filters"
	"github.com/docker/docker/api/types/volume"
	tc "github.com/testcontainers/testcontainers-go"
	"github.com/testcontainers/testcontainers-go/network"
)

// abandon makes a container, a network and a volume, tells their names, and waits to be killed.
func abandon() {
	ctx := context.Background()
	docker, err := tc.NewDockerClientWithOpts(ctx)
	fatal(err)
	v, err := docker.VolumeCreate(ctx, volume.CreateOptions{Name: word(), Labels: tc.GenericLabels()})
	fatal(err)
	n, err := network.New(ctx)
	fatal(err)
	c, err := tc.Run(ctx, "busybox:latest", tc.WithCmd("sh", "-c", idle), network.WithNetwork(nil, n),
		tc.WithMounts(tc.VolumeMount(v.Name, "/v")))
	fatal(err)
	fmt.Println("made", c.GetContainerID(), n.ID, v.Name)
	select {}
}

func fatal(err error) {
	if err != nil {
		panic(err)
	}
}

func TestReaper(t *testing.T) {
	docker, err := tc.NewDockerClientWithOpts(t.Context())
	must(t, err)
	kept := run(t, idle)
	// Testcontainers takes the parent for the session.
	program := osexec.Command(os.Args[0])
	program.Env = append(os.Environ(), "ABANDONS=1", "RYUK_RECONNECTION_TIMEOUT=2s")
	program.Stderr = os.Stderr
	output, err := program.StdoutPipe()
	must(t, err)
	ctx, cancel := context.WithTimeout(t.Context(), 60*time.Second)
	defer cancel()
	destroyed, failed := docker.Events(ctx, events.ListOptions{Filters: filters.NewArgs(filters.Arg("event", "destroy"))})
	must(t, program.Start())
	defer program.Process.Kill()
	made := map[string]bool{}
	for lines := bufio.NewScanner(output); len(made) == 0 && lines.Scan(); {
		if names, found := strings.CutPrefix(lines.Text(), "made "); found {
			for _, name := range strings.Fields(names) {
				made[name] = true
			}
		}
	}
	equal(t, len(made), 3)
	must(t, program.Process.Kill())
	for len(made) > 0 {
		select {
		case event := <-destroyed:
			delete(made, event.Actor.ID)
		case err := <-failed:
			t.Fatalf("%v: still there: %v", err, made)
		}
	}
	equal(t, kept.IsRunning(), true)
}
