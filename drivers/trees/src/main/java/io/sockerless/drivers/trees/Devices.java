package io.sockerless.drivers.trees;

import java.nio.ByteBuffer;
import java.security.SecureRandom;

/** The character devices that a sandbox has, with Linux's numbers. All others cannot be opened. */
public enum Devices implements Data {
    NULL(1, 3),
    ZERO(1, 5),
    FULL(1, 7),
    RANDOM(1, 8),
    URANDOM(1, 9);

    /** Its reader and writer is the guest's terminal, which the guest's own descriptors know. */
    public static final long TTY = number(5, 0);

    private static final SecureRandom CHANCE = new SecureRandom();

    private final long device;

    Devices(long major, long minor) {
        device = number(major, minor);
    }

    public static long number(long major, long minor) {
        return major << 32 | minor;
    }

    public long device() {
        return device;
    }

    static Data open(long number) {
        for (Devices device : values()) {
            if (device.device == number) {
                return device;
            }
        }
        throw new FsException(Errno.NXIO);
    }

    @Override
    public int read(ByteBuffer to, long at) {
        if (this == NULL) {
            return 0;
        }
        byte[] bytes = new byte[to.remaining()];
        if (this == RANDOM || this == URANDOM) {
            CHANCE.nextBytes(bytes);
        }
        to.put(bytes);
        return bytes.length;
    }

    @Override
    public int write(ByteBuffer from, long at) {
        if (this == FULL) {
            throw new FsException(Errno.NOSPC);
        }
        int length = from.remaining();
        from.position(from.limit());
        return length;
    }

    @Override
    public long size() {
        return 0;
    }

    @Override
    public void truncate(long size) {}

    @Override
    public void sync() {}

    @Override
    public void close() {}
}
