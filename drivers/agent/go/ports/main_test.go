package ports

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"sockerless.io/agent/dns"
	"sockerless.io/agent/netlink"
)

func TestServedNamesKeepTheProcess(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("needs root: it makes a network namespace")
	}
	namespace := filepath.Join(t.TempDir(), "ns")
	if err := netlink.CreateNamespace(namespace); err != nil {
		t.Fatal(err)
	}
	defer netlink.DeleteNamespace(namespace)
	s, err := listen(filepath.Join(t.TempDir(), "ports.sock"))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.names.Set(dns.Params{Owner: "c", Netns: namespace}); err != nil {
		t.Fatal(err)
	}
	idle = 5 * time.Millisecond
	ended := make(chan error, 1)
	go s.endWhenUseless()
	go func() { ended <- s.serve() }()
	select {
	case err := <-ended:
		t.Fatal("ended while names are served: ", err)
	case <-time.After(40 * idle):
	}
	s.names.Drop("c")
	select {
	case err := <-ended:
		if err != nil {
			t.Fatal(err)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("stays, although useless")
	}
}
