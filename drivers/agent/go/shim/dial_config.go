package shim

import (
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

const dialPrefix = "SOCKERLESS_AGENT_"

// gatewayName is what the gateway's certificate says, whatever its address.
const gatewayName = "gateway.sockerless.internal"

// dialConfig is what dial mode is told by its environment. Without args the daemon tells the command later.
type dialConfig struct {
	url, container, token string
	ca                    []byte
	name                  string
	args, env             []string
	user, workdir         string
	groups                []string
	tty, stdin, stdinOnce bool
	startAtOnce           bool
	dialFor, linger       time.Duration
	logBytes              int64
	deadline              time.Time // of an invocation; zero where there is none
	scratch               string    // all that can be written to; empty where that is everything
}

// readDialConfig takes our variables and leaves the rest for the user's command.
func readDialConfig(environ []string) (*dialConfig, error) {
	c := &dialConfig{name: gatewayName, dialFor: 10 * time.Minute, linger: time.Minute, logBytes: 4 << 20}
	for _, entry := range environ {
		key, value, _ := strings.Cut(entry, "=")
		if !strings.HasPrefix(key, dialPrefix) {
			c.env = append(c.env, entry)
			continue
		}
		if err := c.set(key[len(dialPrefix):], value); err != nil {
			return nil, fmt.Errorf("%s: %w", key, err)
		}
	}
	for name, missing := range map[string]bool{
		"URL": c.url == "", "CONTAINER": c.container == "", "TOKEN": c.token == "",
	} {
		if missing {
			return nil, fmt.Errorf("%s%s is not set", dialPrefix, name)
		}
	}
	if c.args != nil && len(c.args) == 0 {
		return nil, fmt.Errorf("%sARGV is empty", dialPrefix)
	}
	if c.args == nil && c.startAtOnce {
		return nil, fmt.Errorf("%sSTART without a command", dialPrefix)
	}
	return c, nil
}

func (c *dialConfig) set(name, value string) (err error) {
	switch name {
	case "URL":
		c.url = value
	case "CONTAINER":
		c.container = value
	case "TOKEN":
		c.token = value
	case "CA":
		c.ca = []byte(value)
	case "CA_FILE":
		c.ca, err = os.ReadFile(value)
	case "SERVER_NAME":
		c.name = value
	case "ARGV":
		err = json.Unmarshal([]byte(value), &c.args)
	case "USER":
		c.user = value
	case "GROUPS":
		err = json.Unmarshal([]byte(value), &c.groups)
	case "WORKDIR":
		c.workdir = value
	case "TTY":
		c.tty, err = strconv.ParseBool(value)
	case "STDIN":
		c.stdin, err = strconv.ParseBool(value)
	case "STDIN_ONCE":
		c.stdinOnce, err = strconv.ParseBool(value)
	case "START":
		c.startAtOnce, err = strconv.ParseBool(value)
	case "DIAL_SECONDS":
		c.dialFor, err = seconds(value)
	case "LINGER_SECONDS":
		c.linger, err = seconds(value)
	case "LOG_BYTES":
		c.logBytes, err = strconv.ParseInt(value, 10, 64)
	default:
		err = fmt.Errorf("unknown variable")
	}
	return err
}

func seconds(text string) (time.Duration, error) {
	n, err := strconv.ParseUint(text, 10, 31)
	return time.Duration(n) * time.Second, err
}
