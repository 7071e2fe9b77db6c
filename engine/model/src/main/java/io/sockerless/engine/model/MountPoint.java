package io.sockerless.engine.model;

/**
 * A mount of a container as inspect shows it.
 *
 * @param type {@code bind}, {@code volume}, {@code tmpfs} or {@code npipe}
 * @param name the volume's name, empty for other types
 * @param source the path on the host, empty for tmpfs
 * @param mode the options as the client gave them, for example {@code ro,z}
 */
public record MountPoint(
        String type,
        String name,
        String source,
        String destination,
        String driver,
        String mode,
        boolean readWrite,
        String propagation) {}
