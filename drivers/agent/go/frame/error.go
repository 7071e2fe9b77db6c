package frame

import (
	"errors"
	"fmt"
	"syscall"
)

// Codes of errors that cross the wire.
const (
	NotFound    = "not_found"
	Invalid     = "invalid"
	Conflict    = "conflict"
	Forbidden   = "forbidden"
	Unsupported = "unsupported"
	Internal    = "internal"
)

// Error is a failure with a code the client can act upon.
type Error struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

func (e *Error) Error() string { return e.Message }

// Errorf makes an Error.
func Errorf(code, format string, args ...any) error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...)}
}

// wireError finds the code of any error: its own, or the one its errno stands for.
func wireError(err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return &Error{Code: e.Code, Message: err.Error()}
	}
	code := Internal
	var errno syscall.Errno
	if errors.As(err, &errno) {
		switch errno {
		case syscall.ENOENT, syscall.ESRCH, syscall.ENODEV, syscall.ENXIO:
			code = NotFound
		case syscall.EEXIST, syscall.EBUSY, syscall.ENOTEMPTY:
			code = Conflict
		case syscall.EINVAL, syscall.ENOTDIR, syscall.EISDIR, syscall.ENAMETOOLONG, syscall.ELOOP:
			code = Invalid
		case syscall.EPERM, syscall.EACCES, syscall.EROFS:
			code = Forbidden
		case syscall.ENOSYS, syscall.EOPNOTSUPP, syscall.EAFNOSUPPORT:
			code = Unsupported
		}
	}
	return &Error{Code: code, Message: err.Error()}
}
