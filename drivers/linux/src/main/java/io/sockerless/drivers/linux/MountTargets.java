package io.sockerless.drivers.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * The layer between image and container that holds what every container is mounted onto, as Docker has one. Without it
 * those directories and empty files would be made in the container's own layer, and be shown as its changes.
 */
final class MountTargets {
    private static final List<String> DIRECTORIES = List.of("etc", "dev/pts", "dev/shm", "proc", "sys");
    private static final List<String> FILES =
            List.of(".dockerenv", "dev/console", "etc/hostname", "etc/hosts", "etc/resolv.conf");

    private MountTargets() {}

    /** Makes what is missing. */
    static Path in(Path directory) throws IOException {
        for (String name : DIRECTORIES) {
            Files.createDirectories(directory.resolve(name));
        }
        for (String name : FILES) {
            if (!Files.exists(directory.resolve(name))) {
                Files.createFile(directory.resolve(name));
                Files.setPosixFilePermissions(directory.resolve(name), PosixFilePermissions.fromString("rwxr-xr-x"));
            }
        }
        Path mounts = directory.resolve("etc/mtab");
        if (!Files.isSymbolicLink(mounts)) {
            Files.createSymbolicLink(mounts, Path.of("/proc/mounts"));
        }
        return directory;
    }
}
