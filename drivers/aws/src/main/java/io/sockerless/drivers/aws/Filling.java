package io.sockerless.drivers.aws;

import io.sockerless.drivers.agent.TarIn;
import io.sockerless.drivers.agent.dial.DialedAgent;
import io.sockerless.drivers.spi.TaskSpec;
import io.sockerless.drivers.spi.TaskSpec.MountSpec;
import io.sockerless.drivers.trees.ContainerTrees;
import io.sockerless.drivers.trees.ImageDirectory;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * Fills empty volumes with what the image has at their target, before a container's command runs. The image's directory is
 * below the volume's in the task and cannot be seen there, so it comes from here, through the agent.
 */
final class Filling {
    private static final int DIRECTORY = 0755;

    private final Volumes volumes;
    private final ContainerTrees trees;
    /** One at a time fills a volume. */
    private final Map<String, Object> locks = new ConcurrentHashMap<>();

    Filling(Volumes volumes, ContainerTrees trees) {
        this.volumes = volumes;
        this.trees = trees;
    }

    void run(TaskSpec spec, DialedAgent agent) {
        for (MountSpec mount : spec.mounts()) {
            if (!isMounted(mount, spec)) {
                directory(mount.target(), agent);
            } else if (mount.copyUp()) {
                synchronized (locks.computeIfAbsent(mount.volume(), _ -> new Object())) {
                    fill(spec, mount, agent);
                }
            }
        }
    }

    /** A directory of the task's own needs no mount: what the image has there is there. */
    private static boolean isMounted(MountSpec mount, TaskSpec spec) {
        return !Volumes.isOfTask(mount) || spec.host().bool("ReadonlyRootfs");
    }

    private void fill(TaskSpec spec, MountSpec mount, DialedAgent agent) {
        String what = "driver ecs: filling the volume at " + mount.target() + ": ";
        try {
            if (!isEmpty(mount.target(), agent) && !volumes.isHalfFilled(mount)) {
                return;
            }
            Optional<ImageDirectory> found = trees.imageDirectory(spec.id(), mount.target());
            if (found.isEmpty()) {
                return;
            }
            try (ImageDirectory content = found.get()) {
                if (mount.readOnly() && !content.isEmpty()) {
                    throw EngineException.notImplemented(what
                            + "it is read-only and still empty; mount it once for writing to get the image's files");
                }
                if (!mount.readOnly()) {
                    volumes.markHalfFilled(mount, true);
                    send(content, agent);
                    volumes.markHalfFilled(mount, false);
                }
            }
        } catch (IOException e) {
            throw EngineException.internal(what + e.getMessage(), e);
        }
    }

    private static boolean isEmpty(String directory, DialedAgent agent) throws IOException {
        String end = agent.stat(directory).linkTarget();
        try (InputStream out = agent.tarOut(end.isEmpty() ? directory : end);
                TarArchiveInputStream tar = new TarArchiveInputStream(out)) {
            return tar.getNextEntry() == null || tar.getNextEntry() == null;
        }
    }

    /** From the root, so that the directory itself gets the image's owner and mode, and links may lead out of it. */
    private static void send(ImageDirectory content, DialedAgent agent) throws IOException {
        Piped.through(content::write, tar -> agent.tarIn(new TarIn("/", false, Optional.empty()), tar));
    }

    private static void directory(String target, DialedAgent agent) {
        try {
            agent.stat(target);
        } catch (EngineException e) {
            if (e.kind() != ErrorKind.NOT_FOUND) {
                throw e;
            }
            make(target, agent);
        }
    }

    private static void make(String target, DialedAgent agent) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
                TarArchiveEntry entry = new TarArchiveEntry(target.substring(1) + "/");
                entry.setMode(DIRECTORY);
                entry.setIds(0, 0);
                tar.putArchiveEntry(entry);
                tar.closeArchiveEntry();
            }
            agent.tarIn(new TarIn("/", false, Optional.empty()), new ByteArrayInputStream(bytes.toByteArray()));
        } catch (IOException e) {
            throw EngineException.internal("driver ecs: making " + target + ": " + e.getMessage(), e);
        }
    }
}
