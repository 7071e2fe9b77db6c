package io.sockerless.simulators.aws.efs;

/** A file system that cannot be mounted, in the words of Amazon's mount helper. */
public final class MountException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int code;

    public MountException(int code, String message) {
        super(message);
        this.code = code;
    }

    /** With which the helper ends: 1 for what it finds itself, 32 for what mount says. */
    public int code() {
        return code;
    }

    /** @param directory that was to be mounted, and is not there */
    public static MountException noDirectory(String directory) {
        return new MountException(
                32,
                "b'mount.nfs4: mounting 127.0.0.1:" + directory
                        + " failed, reason given by server: No such file or directory'");
    }
}
