package guard

import (
	"bytes"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sockerless.io/agent/netlink"
)

// Of orders that cannot be followed it says so, and those of before hold.
func TestServeAnswersEachOrder(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("needs root")
	}
	path := filepath.Join(t.TempDir(), "ns")
	if err := netlink.CreateNamespace(path); err != nil {
		t.Fatal(err)
	}
	defer netlink.DeleteNamespace(path)
	var out bytes.Buffer
	orders := `{"id":7,"rules":[{"egress":true,"protocol":17,"from":9,"to":9,"range":"10.0.0.0/8"}]}
{"id":8,"rules":[{"range":"nowhere"}]}
no order
`
	err := netlink.In(path, func() error {
		if _, err := (netlink.Bridge{Name: "br", Addresses: []string{"10.1.0.1/16"}}).Ensure(); err != nil {
			return err
		}
		serve(strings.NewReader(orders), &out)
		for port, allowed := range map[int]bool{9: true, 10: false} {
			c, err := net.DialUDP("udp4", nil, &net.UDPAddr{IP: net.IPv4(10, 1, 0, 2), Port: port})
			if err != nil {
				return err
			}
			_ = c.SetDeadline(time.Now().Add(time.Second))
			if _, err = c.Write([]byte("x")); (err == nil) != allowed {
				t.Errorf("port %d: %v", port, err)
			}
			c.Close()
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	said := strings.Split(out.String(), "\n")
	if len(said) != 4 || said[0] != "ok 7" || !strings.HasPrefix(said[1], "failed 8 ") || !strings.HasPrefix(said[2], "failed 0 ") {
		t.Errorf("%q", said)
	}
}
