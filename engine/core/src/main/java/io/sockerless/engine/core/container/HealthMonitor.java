package io.sockerless.engine.core.container;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.Health.Result;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/**
 * Probes one run of a container until told to stop. It holds no lock while it waits and nobody waits for it, so that it
 * keeps no container from ending.
 */
final class HealthMonitor {
    /** Starts a probe, whose exit code goes to the consumer. */
    interface Probing {
        HealthProbe start(IntConsumer ended);
    }

    private sealed interface Note {
        record Stop() implements Note {}

        record Ended(int code) implements Note {}

        record Late() implements Note {}
    }

    private final BlockingQueue<Note> notes = new LinkedBlockingQueue<>();
    private final Probing probing;
    private final Duration timeout;
    private final Supplier<Duration> pause;
    private final Consumer<Result> verdict;
    private final Clock clock;

    /** @param verdict what to do with each result */
    HealthMonitor(Probing probing, Duration timeout, Supplier<Duration> pause, Consumer<Result> verdict, Clock clock) {
        this.probing = probing;
        this.timeout = timeout;
        this.pause = pause;
        this.verdict = verdict;
        this.clock = clock;
    }

    void begin(String containerId) {
        Thread.ofVirtual().name("health-" + containerId.substring(0, 12)).start(this::work);
    }

    /** Returns at once; a probe that is on is killed. */
    void stop() {
        notes.add(new Note.Stop());
    }

    private void work() {
        try {
            while (within(pause.get()) instanceof Note.Late) {
                if (!probe(clock.instant())) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Note within(Duration time) throws InterruptedException {
        Note note = notes.poll(time.toNanos(), TimeUnit.NANOSECONDS);
        return note == null ? new Note.Late() : note;
    }

    /** @return whether to go on */
    private boolean probe(Instant start) throws InterruptedException {
        HealthProbe probe;
        try {
            probe = probing.start(code -> notes.add(new Note.Ended(code)));
        } catch (EngineException e) {
            verdict.accept(new Result(start, clock.instant(), -1, e.getMessage()));
            return true;
        }
        return switch (within(timeout)) {
            case Note.Ended(int code) -> {
                verdict.accept(new Result(start, clock.instant(), code, probe.output()));
                yield true;
            }
            case Note.Stop _ -> {
                probe.kill();
                yield false;
            }
            case Note.Late _ -> {
                String output = probe.output();
                verdict.accept(new Result(
                        start,
                        clock.instant(),
                        -1,
                        "Health check exceeded timeout (" + GoDuration.text(timeout) + ")"
                                + (output.isEmpty() ? "" : ": " + output)));
                probe.kill();
                // The next one begins when this one is gone, so that they do not pile up.
                yield notes.take() instanceof Note.Ended;
            }
        };
    }
}
