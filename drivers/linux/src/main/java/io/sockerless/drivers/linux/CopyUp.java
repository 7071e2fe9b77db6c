package io.sockerless.drivers.linux;

import io.sockerless.drivers.agent.FileTree;
import io.sockerless.drivers.agent.TarIn;
import io.sockerless.drivers.linux.spec.ScopedPath;
import io.sockerless.drivers.spi.TaskSpec;
import io.sockerless.drivers.spi.TaskSpec.MountSpec;
import io.sockerless.engine.model.EngineException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Fills new volumes with what the image has at their target, as Docker does when it creates a container. */
record CopyUp(HostAgent host, RootFs roots, Volumes volumes) {
    void run(TaskSpec spec) {
        List<MountSpec> wanted = spec.mounts().stream()
                .filter(mount -> mount.copyUp() && isEmpty(Path.of(mount.source())))
                .toList();
        if (wanted.isEmpty()) {
            return;
        }
        List<String> chain =
                spec.layers().stream().map(layer -> layer.chainId()).toList();
        try (RootFs.Lease root = roots.mount(spec.id(), chain)) {
            for (MountSpec mount : wanted) {
                try (KeyedLocks.Held _ = volumes.lock(mount.source())) {
                    Path from = ScopedPath.resolve(root.path(), mount.target());
                    if (Files.isDirectory(from) && isEmpty(Path.of(mount.source()))) {
                        copy(root.path(), from, Path.of(mount.source()));
                    }
                } catch (IOException e) {
                    throw EngineException.internal(
                            "copying the image's " + mount.target() + " to a volume: " + e.getMessage(), e);
                }
            }
        }
    }

    private static boolean isEmpty(Path directory) {
        return Files.isDirectory(directory) && Layout.names(directory).isEmpty();
    }

    private void copy(Path root, Path from, Path to) throws IOException {
        if (!isEmpty(from)) {
            try (InputStream tar = host.files().pack(from)) {
                host.files().tarIn(new FileTree.Directory(to), new TarIn("/", false, Optional.empty()), tar);
            }
        }
        Map<String, Object> owner = Files.readAttributes(from, "unix:uid,gid");
        Files.setAttribute(to, "unix:uid", owner.get("uid"));
        Files.setAttribute(to, "unix:gid", owner.get("gid"));
        Set<PosixFilePermission> mode = Files.getPosixFilePermissions(from);
        Files.setPosixFilePermissions(to, mode);
    }
}
