package sys

import "os"

// Rootless tells whether this process is in namespaces of an ordinary user, which package rootless has made.
func Rootless() bool { return os.Getenv("SOCKERLESS_OUTSIDE") != "" }

// OverlayXattrs is what the names of overlayfs's own extended attributes begin with.
func OverlayXattrs() string {
	if Rootless() {
		return "user.overlay."
	}
	return "trusted.overlay."
}
