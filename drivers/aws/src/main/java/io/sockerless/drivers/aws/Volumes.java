package io.sockerless.drivers.aws;

import io.sockerless.drivers.spi.HasVolumes;
import io.sockerless.drivers.spi.TaskSpec;
import io.sockerless.drivers.spi.TaskSpec.MountSpec;
import io.sockerless.engine.model.EngineException;
import java.time.Duration;
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
    private static final Duration RETRY = Duration.ofSeconds(10);

    private final Optional<AccessPoints> points;
    private final Cleaning cleaning;
    private final Map<String, AccessPointDescription> known = new ConcurrentHashMap<>();
    private final Set<String> made = ConcurrentHashMap.newKeySet();
    /** Ids of access points that are not a volume any more, even if their mark could not be made yet. */
    private final Set<String> removed = ConcurrentHashMap.newKeySet();

    private final Set<String> cleaned = ConcurrentHashMap.newKeySet();
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
        made.add(name);
        return place(find(name).orElseGet(() -> created(name)));
    }

    private AccessPointDescription created(String name) {
        AccessPointDescription point = points.orElseThrow().create(name);
        known.put(name, point);
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
            if (!AccessPoints.isRemoved(point) && !removed.contains(point.accessPointId())) {
                known.put(AccessPoints.volume(point), point);
            }
        }
    }

    /** @throws EngineException NOT_FOUND when it is not there any more */
    synchronized AccessPointDescription of(MountSpec mount) {
        if (points.isEmpty()) {
            throw EngineException.conflict("driver ecs: volume " + mount.volume()
                    + " is in a file system that the daemon" + " is not given any more: --ecs file-system=fs-…");
        }
        return find(mount.volume())
                .orElseThrow(() -> EngineException.notFound(
                        "driver ecs: volume " + mount.volume() + ": its access point is not in the file system "
                                + points.orElseThrow().fileSystem()));
    }

    /**
     * Makes volumes of another daemon's this one's.
     *
     * @param accessPoints by which they are mounted
     */
    synchronized void takeOver(List<String> accessPoints) {
        if (!accessPoints.isEmpty() && points.isEmpty()) {
            throw EngineException.conflict("driver ecs: its volumes are in a file system that the daemon was not given:"
                    + " --ecs file-system=fs-…");
        }
        accessPoints.forEach(id -> points.orElseThrow().takeOver(id));
    }

    @Override
    public synchronized void removeVolume(String name) {
        if (points.isPresent()) {
            find(name).ifPresent(point -> {
                removed.add(point.accessPointId());
                known.remove(name);
                made.remove(name);
                try {
                    points.get().markRemoved(point);
                } catch (EngineException e) {
                    inBackground(() -> markAtLast(point));
                    throw e;
                }
                inBackground(() -> clean(point));
            });
        }
    }

    private void markAtLast(AccessPointDescription point) {
        try {
            while (true) {
                Thread.sleep(RETRY);
                try {
                    points.orElseThrow().markRemoved(point);
                    clean(point);
                    return;
                } catch (EngineException e) {
                    LOG.log(System.Logger.Level.DEBUG, "removing " + point.accessPointId(), e);
                }
            }
        } catch (InterruptedException _) {
            // The next daemon finds a directory whose volume nobody knows.
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
                    } else {
                        removeUnless(wanted, point);
                    }
                }
            });
        }
    }

    private synchronized void removeUnless(List<String> wanted, AccessPointDescription point) {
        String name = AccessPoints.volume(point);
        if (!wanted.contains(name) && !made.contains(name)) {
            removeVolume(name);
        }
    }

    private void clean(AccessPointDescription point) {
        if (!cleaned.add(point.accessPointId())) {
            return;
        }
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

    /** Whether its filling was begun and has not ended. */
    boolean isHalfFilled(MountSpec mount) {
        return !isOfTask(mount) && points.orElseThrow().isHalfFilled(of(mount));
    }

    /** Remembers, where every daemon finds it, that a volume is not whole yet, or that it is now. */
    void markHalfFilled(MountSpec mount, boolean half) {
        if (!isOfTask(mount)) {
            points.orElseThrow().markHalfFilled(of(mount), half);
        }
    }

    @Override
    public void close() {
        working.forEach(Thread::interrupt);
    }
}
