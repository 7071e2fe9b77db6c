package io.sockerless.drivers.trees;

/** A failed operation on a container's files. Without a stack trace: guests cause as many as they like. */
public final class FsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Errno errno;

    public FsException(Errno errno, String what) {
        super(what.isEmpty() ? errno.name() : errno.name() + ": " + what, null, false, false);
        this.errno = errno;
    }

    public FsException(Errno errno) {
        this(errno, "");
    }

    public Errno errno() {
        return errno;
    }
}
