package io.sockerless.engine.core.container;

import io.sockerless.drivers.spi.CanPause;
import io.sockerless.drivers.spi.HasFiles;
import io.sockerless.drivers.spi.HasFiles.Change;
import io.sockerless.drivers.spi.HasFiles.PathStat;
import io.sockerless.engine.core.Containers.Sizes;
import io.sockerless.engine.core.container.ImageSource.CommitRequest;
import io.sockerless.engine.model.Container;
import io.sockerless.engine.model.ContainerState.Running;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import io.sockerless.engine.model.MountPoint;
import io.sockerless.engine.model.image.ImageReference;
import io.sockerless.engine.oci.Compression;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** A container's file system: copies in and out, changes, and images made of it. */
final class ContainerFiles {
    private final Context context;
    private final ImageSource images;

    ContainerFiles(Context context, ImageSource images) {
        this.context = context;
        this.images = images;
    }

    private HasFiles files(ContainerLife life) {
        if (context.driver() instanceof HasFiles files) {
            return files;
        }
        throw Refusals.ability(life.container(), "reach the files of containers");
    }

    PathStat stat(ContainerLife life, String ref, String path) {
        return named(ref, path, () -> files(life).stat(life.id(), path));
    }

    void archiveOut(ContainerLife life, String ref, String path, OutputStream tar) {
        named(ref, path, () -> {
            files(life).tarOut(life.id(), path, tar);
            return null;
        });
        context.events().publish(life.container(), "archive-path");
    }

    void archiveIn(
            ContainerLife life,
            String ref,
            String path,
            boolean noOverwriteDirNonDir,
            boolean copyOwner,
            InputStream tar) {
        requireWritable(life.container(), path);
        named(ref, path, () -> {
            try (InputStream plain = Compression.inflate(tar)) {
                files(life).tarIn(life.id(), path, noOverwriteDirNonDir, copyOwner, plain);
            } catch (IOException e) {
                throw new EngineException(ErrorKind.INVALID, "reading the archive: " + e.getMessage(), e);
            }
            return null;
        });
        context.events().publish(life.container(), "extract-to-dir");
    }

    private static void requireWritable(Container container, String path) {
        String target = MountPaths.clean(path.startsWith("/") ? path : "/" + path);
        Optional<MountPoint> mount = container.mounts().stream()
                .filter(m -> target.equals(m.destination()) || target.startsWith(m.destination() + "/"))
                .max(Comparator.comparingInt(m -> m.destination().length()));
        if (mount.isPresent() && !mount.get().readWrite()) {
            throw new EngineException(ErrorKind.FORBIDDEN, "mounted volume is marked read-only");
        }
        if (mount.isEmpty() && container.host().bool("ReadonlyRootfs")) {
            throw new EngineException(ErrorKind.FORBIDDEN, "container rootfs is marked read-only");
        }
    }

    /** dockerd names the path and the container as the client did. */
    private static <T> T named(String ref, String path, Supplier<T> action) {
        try {
            return action.get();
        } catch (EngineException e) {
            if (e.kind() == ErrorKind.NOT_FOUND) {
                throw new EngineException(
                        ErrorKind.NOT_FOUND, "Could not find the file " + path + " in container " + ref, e);
            }
            throw e;
        }
    }

    void export(ContainerLife life, OutputStream tar) {
        files(life).export(life.id(), tar);
        context.events().publish(life.container(), "export");
    }

    List<Change> changes(ContainerLife life) {
        return files(life).changes(life.id());
    }

    void diff(ContainerLife life, OutputStream tar) {
        files(life).diff(life.id(), tar);
    }

    /** One that is removed meanwhile holds nothing, and is no reason to tell nobody's size. */
    static long writable(Context context, ContainerLife life) {
        try {
            return context.driver() instanceof HasFiles files ? files.writableSize(life.id()) : 0;
        } catch (EngineException e) {
            if (e.kind() == ErrorKind.NOT_FOUND) {
                return 0;
            }
            throw e;
        }
    }

    Sizes sizes(ContainerLife life) {
        long writable = writable(context, life);
        return new Sizes(writable, writable + life.provision.size());
    }

    /** @param pause keep a running container still while its changes are read */
    String commit(ContainerLife life, boolean pause, CommitRequest request) {
        HasFiles files = files(life);
        CommitRequest reading = new CommitRequest(
                request.container(),
                request.config(),
                request.changes(),
                request.repository(),
                request.tag(),
                request.comment(),
                request.author(),
                tar -> files.diff(life.id(), tar));
        String image = pause ? paused(life, () -> images.commit(reading)) : images.commit(reading);
        String name = request.repository().isEmpty()
                ? ""
                : ImageReference.parse(request.repository())
                        .withTag(request.tag().isEmpty() ? ImageReference.DEFAULT_TAG : request.tag())
                        .familiar();
        context.events()
                .publish(
                        life.container(),
                        "commit",
                        Map.of("comment", request.comment(), "imageID", image, "imageRef", name));
        return image;
    }

    private <T> T paused(ContainerLife life, Supplier<T> action) {
        return life.locked(() -> {
            if (life.container().state() instanceof Running
                    && life.task().orElse(null) instanceof CanPause pausing
                    && pauses(pausing)) {
                context.events().publish(life.container(), "pause");
                try {
                    return action.get();
                } finally {
                    pausing.unpause();
                    context.events().publish(life.container(), "unpause");
                }
            }
            return action.get();
        });
    }

    /** What has just ended stands still as well. */
    private static boolean pauses(CanPause task) {
        try {
            task.pause();
            return true;
        } catch (EngineException e) {
            if (e.kind() != ErrorKind.CONFLICT) {
                throw e;
            }
            return false;
        }
    }
}
