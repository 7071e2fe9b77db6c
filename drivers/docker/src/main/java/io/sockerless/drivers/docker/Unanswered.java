package io.sockerless.drivers.docker;

import io.sockerless.engine.model.EngineException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The containers that the other engine was asked to make and has not answered. It goes on making them when we are killed:
 * whoever comes after us waits for them a while, so that they are known, and removed.
 */
final class Unanswered {
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final Duration LOOK = Duration.ofMillis(50);

    private final Path place;
    /** Those of before. */
    private final Set<String> left = ConcurrentHashMap.newKeySet();

    private Unanswered(Path place) {
        this.place = place;
    }

    static Unanswered in(Path state) {
        Unanswered unanswered = new Unanswered(state.resolve("unanswered"));
        try {
            Files.createDirectories(unanswered.place);
            try (Stream<Path> marks = Files.list(unanswered.place)) {
                marks.forEach(mark -> unanswered.left.add(mark.getFileName().toString()));
            }
        } catch (IOException e) {
            throw failure(e);
        }
        return unanswered;
    }

    /** Before the question. */
    void ask(String id) {
        try {
            Files.createFile(place.resolve(id));
        } catch (FileAlreadyExistsException _) {
            left.remove(id); // asked for once more
        } catch (IOException e) {
            throw failure(e);
        }
    }

    /** After any answer. */
    void answered(String id) {
        try {
            Files.deleteIfExists(place.resolve(id));
        } catch (IOException e) {
            throw failure(e);
        }
    }

    /**
     * Waits until all of before are there, or it is plain that they will not come.
     *
     * @param exists asks for one by its id
     */
    void settle(Predicate<String> exists) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        List<String> waiting = new ArrayList<>(left);
        waiting.removeIf(exists);
        while (!waiting.isEmpty()
                && System.nanoTime() < end
                && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(LOOK.toNanos());
            waiting.removeIf(exists);
        }
        for (String id : List.copyOf(left)) {
            answered(id);
            left.remove(id);
        }
    }

    private static EngineException failure(IOException e) {
        return EngineException.internal("the state of driver docker: " + e.getMessage(), e);
    }
}
