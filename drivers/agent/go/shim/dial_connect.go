package shim

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"time"

	"sockerless.io/agent/resume"
)

const (
	greetingTime = 10 * time.Second
	firstPause   = 100 * time.Millisecond
	longestPause = 5 * time.Second
	// awayTime is how long a session waits for its gateway to be reachable again.
	awayTime = 5 * time.Minute
)

var errRefused = errors.New("the gateway refused us")

type dialer struct {
	config   *dialConfig
	roots    *x509.CertPool
	target   *url.URL
	disowned func() // told when the gateway goes on refusing us
}

func newDialer(c *dialConfig) (*dialer, error) {
	target, err := url.Parse(c.url)
	if err != nil {
		return nil, err
	}
	d := &dialer{config: c, target: target, roots: x509.NewCertPool()}
	switch target.Scheme {
	case "tls":
		if !d.roots.AppendCertsFromPEM(c.ca) {
			return nil, errors.New("no certificate in " + dialPrefix + "CA to check the gateway with")
		}
	case "tcp", "unix": // for tests: nothing is checked
	default:
		return nil, fmt.Errorf("the gateway's URL %q is of no kind that can be dialed", c.url)
	}
	return d, nil
}

// patiently dials until it succeeds, over a certain time.
func (d *dialer) patiently(session string, received uint64, patience time.Duration) (*resume.Carrier, error) {
	end := time.Now().Add(patience)
	var refused time.Time
	for pause := firstPause; ; pause *= 2 {
		carrier, err := d.once(session, received)
		if err == nil {
			return carrier, nil
		}
		switch {
		case !errors.Is(err, errRefused):
			refused = time.Time{}
		case refused.IsZero():
			refused = time.Now()
		case time.Since(refused) > disownedTime && !d.config.deadline.IsZero():
			d.disowned()
		}
		if pause > longestPause {
			pause = longestPause
		}
		if time.Now().Add(pause).After(end) {
			return nil, fmt.Errorf("dialing %s: %w", d.target.Host, err)
		}
		time.Sleep(pause)
	}
}

func (d *dialer) once(session string, received uint64) (*resume.Carrier, error) {
	conn, err := d.connect()
	if err != nil {
		return nil, err
	}
	carrier, err := d.greet(conn, session, received)
	if err != nil {
		conn.Close()
		return nil, err
	}
	return carrier, nil
}

func (d *dialer) connect() (net.Conn, error) {
	plain := &net.Dialer{Timeout: greetingTime}
	switch d.target.Scheme {
	case "unix":
		return plain.Dial("unix", d.target.Path)
	case "tcp":
		return plain.Dial("tcp", d.target.Host)
	}
	return tls.DialWithDialer(plain, "tcp", d.target.Host, &tls.Config{
		RootCAs: d.roots, ServerName: d.config.name, MinVersion: tls.VersionTLS13,
	})
}

// greet says who we are; both messages are a u32 length and JSON.
func (d *dialer) greet(conn net.Conn, session string, received uint64) (*resume.Carrier, error) {
	if err := conn.SetDeadline(time.Now().Add(greetingTime)); err != nil {
		return nil, err
	}
	hello, err := json.Marshal(map[string]any{
		"protocol": 1, "container": d.config.container, "token": d.config.token,
		"session": session, "received": received,
	})
	if err != nil {
		return nil, err
	}
	if _, err := conn.Write(append(binary.BigEndian.AppendUint32(nil, uint32(len(hello))), hello...)); err != nil {
		return nil, err
	}
	var size [4]byte
	if _, err := io.ReadFull(conn, size[:]); err != nil {
		return nil, err
	}
	length := binary.BigEndian.Uint32(size[:])
	if length > 16<<10 {
		return nil, fmt.Errorf("a welcome of %d bytes", length)
	}
	text := make([]byte, length)
	if _, err := io.ReadFull(conn, text); err != nil {
		return nil, err
	}
	var welcome struct {
		Session  string
		Received uint64
		Error    string
	}
	if err := json.Unmarshal(text, &welcome); err != nil {
		return nil, err
	}
	if welcome.Session == "" {
		return nil, fmt.Errorf("%w: %s", errRefused, welcome.Error)
	}
	return &resume.Carrier{Conn: conn, Session: welcome.Session, Received: welcome.Received}, conn.SetDeadline(time.Time{})
}
