package io.sockerless.drivers.linux;

import io.sockerless.drivers.linux.spec.ScopedPath;
import io.sockerless.drivers.spi.TaskSpec.MountSpec;
import io.sockerless.engine.model.EngineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Mounts volumes and binds of a container that does not run, so that its file system can be read as it would be. */
final class StoppedMounts {
    private StoppedMounts() {}

    /** The place on the host that now has the mount. */
    static Path bind(HostAgent host, Path root, MountSpec mount) {
        Path source = Path.of(mount.source());
        try {
            // Resolved here, within the root: the agent would follow a link of the image out of it.
            Path target = ScopedPath.resolve(root, mount.target());
            if (Files.isDirectory(source)) {
                Files.createDirectories(target);
            } else if (!Files.exists(target)) {
                Files.createDirectories(target.getParent());
                Files.createFile(target);
            }
            host.mounts().bind(source, target, mount.readOnly(), true);
            return target;
        } catch (IOException e) {
            throw EngineException.internal("mounting " + mount.target() + ": " + e.getMessage(), e);
        }
    }
}
