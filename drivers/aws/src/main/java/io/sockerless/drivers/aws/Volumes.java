package io.sockerless.drivers.aws;

import io.sockerless.drivers.spi.HasVolumes;
import io.sockerless.drivers.spi.TaskSpec;
import io.sockerless.drivers.spi.TaskSpec.MountSpec;
import io.sockerless.engine.model.EngineException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.efs.model.AccessPointDescription;

/**
 * Volumes are directories in a file system of Amazon EFS, each with an access point, whose tags say which daemon's it is
 * and its name. A volume that was removed is marked so at once; a task then empties its directory. Without a file system
 * there are those that an image asks for and nobody named: they are directories of the task's own, and go with it.
 */
final class Volumes implements HasVolumes, AutoCloseable {
    /** What {@link #createVolume} answers for a directory of the task's own. */
    static final String OF_TASK = "task:";

    private static final System.Logger LOG = System.getLogger(Volumes.class.getName());
    /** The engine names volumes so that nobody named. */
    private static final Pattern NAMELESS = Pattern.compile("[0-9a-f]{64}");

    private static final int AT_ONCE = 4;

    private final Optional<AccessPoints> points;
    private final Cleaning cleaning;
    private final Map<String, AccessPointDescription> known = new ConcurrentHashMap<>();
    private final Set<String> made = ConcurrentHashMap.newKeySet();
    private final Semaphore turns = new Semaphore(AT_ONCE);
    private final Set<Thread> working = ConcurrentHashMap.newKeySet();

    /** @param points empty when there is no file system */
    Volumes(Optional<AccessPoints> points, Cleaning cleaning) {
        this.points = points;
        this.cleaning = cleaning;
    }

    static boolean isOfTask(MountSpec mount) {
        return mount.source().equals(OF_TASK);
    }

    @Override
    public synchronized String createVolume(String name, Map<String, String> options) {
        if (!options.isEmpty()) {
            throw EngineException.notImplemented(
                    "driver ecs: options of volumes, " + String.join(", ", options.keySet())
                            + ": a volume is a directory in the file system of --ecs file-system");
        }
        if (points.isEmpty()) {
            if (NAMELESS.matcher(name).matches()) {
                return OF_TASK;
            }
            throw EngineException.notImplemented("driver ecs: volume " + name
                    + ": volumes are kept in a file system of Amazon EFS, and the daemon was given none: --ecs"
                    + " file-system=fs-…");
        }
        return place(find(name).orElseGet(() -> created(name)));
    }

    private AccessPointDescription created(String name) {
        AccessPointDescription point = points.orElseThrow().create(name);
        known.put(name, point);
        made.add(name);
        return point;
    }

    /** As NFS writes it. */
    private static String place(AccessPointDescription point) {
        return point.fileSystemId() + ":" + point.rootDirectory().path();
    }

    private Optional<AccessPointDescription> find(String name) {
        return Optional.ofNullable(known.get(name)).or(() -> {
            look();
            return Optional.ofNullable(known.get(name));
        });
    }

    private void look() {
        for (AccessPointDescription point : points.orElseThrow().all()) {
            if (!AccessPoints.isRemoved(point)) {
                known.put(AccessPoints.volume(point), point);
            }
        }
    }

    /** @throws EngineException NOT_FOUND when it is not there any more */
    AccessPointDescription of(MountSpec mount) {
        return find(mount.volume())
                .orElseThrow(() -> EngineException.notFound(
                        "driver ecs: volume " + mount.volume() + ": its access point is not in the file system "
                                + points.orElseThrow().fileSystem()));
    }

    @Override
    public synchronized void removeVolume(String name) {
        if (points.isPresent()) {
            find(name).ifPresent(point -> {
                points.get().markRemoved(point);
                known.remove(name);
                inBackground(() -> clean(point));
            });
        }
    }

    /** The cloud may be out of reach when the daemon starts, so this happens in the background. */
    @Override
    public void retainVolumes(Set<String> names) {
        if (points.isPresent()) {
            List<String> wanted = List.copyOf(names);
            inBackground(() -> {
                for (AccessPointDescription point : points.get().all()) {
                    if (AccessPoints.isRemoved(point)) {
                        inBackground(() -> clean(point));
                    } else if (!wanted.contains(AccessPoints.volume(point))
                            && !made.contains(AccessPoints.volume(point))) {
                        removeVolume(AccessPoints.volume(point));
                    }
                }
            });
        }
    }

    private void clean(AccessPointDescription point) {
        try {
            turns.acquire();
            try {
                cleaning.empty(point);
                points.orElseThrow().delete(point);
            } finally {
                turns.release();
            }
        } catch (InterruptedException _) {
            // Its mark is there for the next daemon.
        }
    }

    private void inBackground(Runnable work) {
        Thread.ofVirtual().name("ecs-volumes").start(() -> {
            working.add(Thread.currentThread());
            try {
                work.run();
            } catch (EngineException e) {
                LOG.log(System.Logger.Level.WARNING, "volumes: {0}; the next start tries again", e.getMessage());
            } finally {
                working.remove(Thread.currentThread());
            }
        });
    }

    /** Nobody can tell, short of looking at each file. */
    @Override
    public long volumeSize(String name) {
        return -1;
    }

    /** What a container's volumes lack, for who creates it. */
    static List<String> warnings(TaskSpec spec) {
        return spec.mounts().stream()
                .filter(Volumes::isOfTask)
                .map(mount -> "driver ecs: the volume at " + mount.target()
                        + " is kept no longer than the task runs: the daemon has no --ecs file-system=fs-…")
                .toList();
    }

    @Override
    public void close() {
        working.forEach(Thread::interrupt);
    }
}
