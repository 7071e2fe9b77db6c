package io.sockerless.drivers.agent;

import java.util.Optional;

/**
 * How to extract a tar into a container.
 *
 * @param path an existing directory; symlinks are followed
 * @param keepKinds refuse to replace a directory by something else and the other way round
 * @param owner of everything extracted, instead of the numbers in the tar
 */
public record TarIn(String path, boolean keepKinds, Optional<Owner> owner) {
    /** Numeric owner. */
    public record Owner(long uid, long gid) {}
}
