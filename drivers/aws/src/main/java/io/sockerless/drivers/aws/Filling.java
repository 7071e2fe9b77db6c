package io.sockerless.drivers.aws;

import io.sockerless.drivers.agent.TarIn;
import io.sockerless.drivers.agent.dial.DialedAgent;
import io.sockerless.drivers.spi.TaskSpec;
import io.sockerless.drivers.spi.TaskSpec.MountSpec;
import io.sockerless.engine.model.EngineException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * Fills empty volumes with what the image has at their target, before a container's command runs. The image's directory is
 * below the volume's in the task and cannot be seen there, so it comes from here, through the agent.
 */
final class Filling {
    private static final int BUFFER = 64 << 10;

    /** One at a time fills a volume. */
    private final Map<String, Object> locks = new ConcurrentHashMap<>();

    void run(TaskSpec spec, DialedAgent agent) {
        for (MountSpec mount : spec.mounts()) {
            if (isWanted(mount, spec)) {
                synchronized (locks.computeIfAbsent(mount.volume(), _ -> new Object())) {
                    fill(spec, mount, agent);
                }
            }
        }
    }

    /** A directory of the task's own shows the image's files unless it is a mount. */
    private static boolean isWanted(MountSpec mount, TaskSpec spec) {
        return mount.copyUp() && (!Volumes.isOfTask(mount) || spec.host().bool("ReadonlyRootfs"));
    }

    private static void fill(TaskSpec spec, MountSpec mount, DialedAgent agent) {
        String what = "driver ecs: filling the volume at " + mount.target() + ": ";
        try {
            if (!isEmpty(mount.target(), agent)) {
                return;
            }
            ImageContent content = ImageContent.below(mount.target(), spec.layers());
            if (mount.readOnly() && !content.isEmpty()) {
                throw EngineException.notImplemented(
                        what + "it is read-only and still empty; mount it once for writing to get the image's files");
            }
            if (!mount.readOnly()) {
                send(content, mount.target(), agent);
            }
        } catch (IOException e) {
            throw EngineException.internal(what + e.getMessage(), e);
        }
    }

    private static boolean isEmpty(String directory, DialedAgent agent) throws IOException {
        try (InputStream out = agent.tarOut(directory);
                TarArchiveInputStream tar = new TarArchiveInputStream(out)) {
            return tar.getNextEntry() == null || tar.getNextEntry() == null;
        }
    }

    private static void send(ImageContent content, String directory, DialedAgent agent) throws IOException {
        Path path = Path.of(directory);
        try (PipedInputStream tar = new PipedInputStream(BUFFER)) {
            Writing writing = new Writing(content, path.getFileName().toString(), new PipedOutputStream(tar));
            // From above, so that the directory itself gets the image's owner and mode.
            agent.tarIn(new TarIn(path.getParent().toString(), false, Optional.empty()), tar);
            writing.check();
        }
    }

    /** Writes the tar while it is read. */
    private static final class Writing {
        private final Thread thread;
        private volatile Exception failure;

        Writing(ImageContent content, String name, PipedOutputStream to) {
            thread = Thread.ofVirtual().name("ecs-filling").start(() -> {
                try (to) {
                    content.write(name, to);
                } catch (IOException | EngineException e) {
                    failure = e;
                }
            });
        }

        void check() throws IOException {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
            if (failure instanceof EngineException known) {
                throw known;
            }
            if (failure != null) {
                throw new IOException(failure);
            }
        }
    }
}
