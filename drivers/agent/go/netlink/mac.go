package netlink

import (
	"encoding/hex"
	"fmt"
	"strings"
	"syscall"
)

// parseMac reads 02:42:ac:11:00:02.
func parseMac(s string) ([]byte, error) {
	mac, err := hex.DecodeString(strings.ReplaceAll(s, ":", ""))
	if err != nil || len(mac) != 6 || len(s) != 17 {
		return nil, fmt.Errorf("%w: hardware address %q", syscall.EINVAL, s)
	}
	return mac, nil
}

func macText(mac []byte) string {
	parts := make([]string, len(mac))
	for i := range mac {
		parts[i] = hex.EncodeToString(mac[i : i+1])
	}
	return strings.Join(parts, ":")
}
