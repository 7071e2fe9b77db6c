package io.sockerless.drivers.aws;

import io.sockerless.drivers.agent.dial.DialedAgent;
import io.sockerless.drivers.aws.WarmTask.Note;
import io.sockerless.engine.model.EngineException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Tasks that wait to become containers. Each has a definition like that of the containers that may have it, and its agent
 * has dialed in; what it is to run it is told when a container takes it, and another one is started in its place. They
 * outlive this process: the next one has them again. Without one they end by themselves, as their agents wait for it in
 * vain.
 */
final class WarmPool implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(WarmPool.class.getName());
    private static final String DIRECTORY = "waiting";
    /** For what is under way at the end. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Warm warm;
    private final WarmTask.Cloud cloud;
    private final SmallFiles<Note> notes;
    private final Map<Warm.Image, Place> places = new HashMap<>();
    private final Map<String, WarmTask> waiting = new ConcurrentHashMap<>();
    private final List<Thread> leaving = new ArrayList<>();
    private boolean closed;

    /** The tasks of one image, and who keeps them there. */
    private record Place(String image, List<WarmKeeper> keepers) {}

    /** @param claimed runs that containers have already */
    WarmPool(EcsConfig config, WarmTask.Cloud cloud, Set<String> claimed) {
        this.warm = config.warm();
        this.cloud = cloud;
        notes = notes(config.state()).cleared();
        Map<Warm.Image, List<Note>> left = new HashMap<>();
        for (String run : notes.names()) {
            Note note = notes.read(run).orElseThrow();
            Optional<Warm.Image> image =
                    warm.of(note.name()).filter(kept -> kept.limits().equals(note.limits()));
            if (claimed.contains(run)) {
                notes.delete(run);
            } else if (image.isPresent()) {
                left.computeIfAbsent(image.get(), _ -> new ArrayList<>()).add(note);
            } else {
                end(new WarmTask(note, cloud), "no task of " + note.name() + " is to wait any more");
            }
        }
        left.forEach(this::resume);
        if (!warm.images().isEmpty()) {
            LOG.log(
                    System.Logger.Level.INFO,
                    "driver ecs: {0} tasks are kept waiting once their images are used, at {1} USD an hour",
                    warm.images().stream().mapToInt(Warm.Image::count).sum(),
                    warm.price());
        }
    }

    private static SmallFiles<Note> notes(Path state) {
        return SmallFiles.in(state.resolve(DIRECTORY), Note.class);
    }

    /** Whether a driver of before has left tasks. */
    static boolean isLeft(Path state) {
        return !notes(state).names().isEmpty();
    }

    /** How many wait, of how many, and what that costs: pairs of words. */
    List<List<String>> status() {
        List<List<String>> all = new ArrayList<>();
        for (Warm.Image image : warm.images()) {
            String name = image.name().familiar();
            long there = waiting.values().stream()
                    .filter(task ->
                            task.note().name().equals(name) && task.agent().isConnected())
                    .count();
            all.add(List.of("Waiting tasks of " + name, there + " of " + image.count()));
        }
        if (!warm.images().isEmpty()) {
            all.add(List.of("Waiting tasks cost", warm.price() + " USD an hour"));
        }
        return all;
    }

    private void resume(Warm.Image image, List<Note> left) {
        String brought = left.getFirst().image();
        Place place = new Place(brought, new ArrayList<>());
        places.put(image, place);
        for (Note note : left) {
            if (place.keepers().size() < image.count() && note.image().equals(brought)) {
                place.keepers().add(keeper(image, Optional.of(note), () -> note.definition(), brought));
            } else {
                end(new WarmTask(note, cloud), "there are enough of " + note.name());
            }
        }
    }

    /**
     * A container was made of an image: from now on its tasks wait.
     *
     * @param name as the client has named it
     * @param image as tasks pull it
     * @param definition of its tasks, by its limits; asked by another thread
     */
    synchronized void use(String name, String image, Function<Warm.Image, String> definition) {
        Optional<Warm.Image> wanted = warm.of(name);
        if (wanted.isEmpty() || closed) {
            return;
        }
        Warm.Image kept = wanted.get();
        Place before = places.get(kept);
        boolean same = before != null && before.image().equals(image);
        if (!same && before != null) {
            before.keepers().forEach(WarmKeeper::end);
        }
        Place place = same ? before : new Place(image, new ArrayList<>());
        places.put(kept, place);
        while (place.keepers().size() < kept.count()) {
            place.keepers().add(keeper(kept, Optional.empty(), () -> definition.apply(kept), image));
        }
    }

    private WarmKeeper keeper(Warm.Image image, Optional<Note> left, Supplier<String> definition, String brought) {
        return new WarmKeeper(image, brought, definition, cloud, notes, waiting, left);
    }

    /**
     * A waiting task for a container, which is the caller's now: it is to write that down and then to {@link #settle} it.
     *
     * @param definition that its task is to have
     * @param told tells its agent what it is; one that cannot be told is passed over
     */
    Optional<WarmTask> take(String definition, Consumer<DialedAgent> told) {
        for (WarmTask task : List.copyOf(waiting.values())) {
            if (!family(task.note().definition()).equals(family(definition)) || !task.take()) {
                continue;
            }
            waiting.remove(task.note().run());
            try {
                if (task.agent().isConnected()) {
                    told.accept(task.agent());
                    return Optional.of(task);
                }
                LOG.log(
                        System.Logger.Level.WARNING,
                        "driver ecs: {0} waited, but its agent is away",
                        task.note().arn());
            } catch (EngineException e) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "driver ecs: {0} waited, but cannot be told its container: {1}",
                        task.note().arn(),
                        e.getMessage());
            }
            end(task, "it does not answer");
        }
        return Optional.empty();
    }

    /** What is in a definition makes its family: further revisions are the same, made by several at the same time. */
    private static String family(String definition) {
        return definition.substring(0, definition.lastIndexOf(':'));
    }

    /** It is a container now, and written down as such. */
    void settle(WarmTask task) {
        notes.delete(task.note().run());
    }

    /** Stops a task, and forgets it then. */
    void end(WarmTask task, String reason) {
        Thread leaver = Thread.ofVirtual().name("ecs-leaving").start(() -> {
            try {
                task.stop(reason);
                notes.delete(task.note().run());
            } catch (EngineException e) {
                // Its note is there: the next driver tries again. Meanwhile its agent waits in vain, and ends.
                LOG.log(System.Logger.Level.WARNING, "driver ecs: a task that waited: {0}", e.getMessage());
            }
        });
        synchronized (leaving) {
            leaving.removeIf(thread -> !thread.isAlive());
            leaving.add(leaver);
        }
    }

    /** They go on waiting. Those that are being stopped are. */
    @Override
    public void close() {
        List<WarmKeeper> keepers = new ArrayList<>();
        synchronized (this) {
            closed = true;
            places.values().forEach(place -> keepers.addAll(place.keepers()));
        }
        keepers.forEach(WarmKeeper::leave);
        List<Thread> leavers;
        synchronized (leaving) {
            leavers = List.copyOf(leaving);
        }
        try {
            for (WarmKeeper keeper : keepers) {
                keeper.join(PATIENCE);
            }
            for (Thread thread : leavers) {
                thread.join(PATIENCE);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
