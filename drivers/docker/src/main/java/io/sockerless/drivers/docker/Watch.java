package io.sockerless.drivers.docker;

import com.fasterxml.jackson.databind.JsonNode;
import io.sockerless.drivers.docker.wire.Call;
import io.sockerless.drivers.docker.wire.Reply;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import io.sockerless.engine.model.ExitStatus;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** Waits for the end of one run, for as long as it takes: an engine that cannot be reached is asked again. */
final class Watch {
    private static final System.Logger LOG = System.getLogger(Watch.class.getName());
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final Remote remote;
    private final String container;
    private final Clock clock;
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile Optional<ExitStatus> exit = Optional.empty();
    private volatile EngineException lost;
    private volatile boolean closed;
    private Reply waiting;

    /** @param container its name there */
    Watch(Remote remote, String container, Clock clock) {
        this.remote = remote;
        this.container = container;
        this.clock = clock;
    }

    /** A run that is over. */
    static Watch ended(Remote remote, String container, Clock clock, ExitStatus exit) {
        Watch watch = new Watch(remote, container, clock);
        watch.settle(exit);
        return watch;
    }

    /** Registered with the other engine when this returns: an end that comes after it is not missed. */
    void register(String condition) {
        Reply reply =
                remote.open(Call.of("POST", "containers", container, "wait").query("condition", condition));
        synchronized (this) {
            waiting = reply;
        }
        if (closed) {
            reply.close();
        }
    }

    /** Goes on without the caller. */
    Watch begun() {
        Thread.ofVirtual().name("docker-wait").start(this::run);
        return this;
    }

    private void run() {
        Duration pause = Duration.ofMillis(100);
        boolean told = false;
        while (!closed) {
            try {
                Optional<Integer> code = end();
                settle(code);
                return;
            } catch (IOException | EngineException e) {
                if (closed || gone(e)) {
                    break;
                }
                if (!told) {
                    LOG.log(
                            System.Logger.Level.WARNING,
                            "lost sight of container " + container + ": " + e.getMessage());
                    told = true;
                }
            }
            try {
                Thread.sleep(pause);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
            again();
        }
        if (exit.isEmpty()) {
            lost = new EngineException(
                    ErrorKind.UNAVAILABLE, "driver docker: nobody waits for container " + container + " any more");
        }
        over.countDown();
    }

    private static boolean gone(Exception e) {
        return e instanceof EngineException engine && engine.kind() == ErrorKind.NOT_FOUND;
    }

    private void again() {
        try {
            register("not-running");
        } catch (EngineException e) {
            synchronized (this) {
                waiting = null;
            }
        }
    }

    /** @return the code that was waited for, which is there even if the container has gone since */
    private Optional<Integer> end() throws IOException {
        Reply reply;
        synchronized (this) {
            reply = waiting;
        }
        if (reply == null) {
            // Tells whether it cannot be reached or is not there.
            remote.get("containers", container, "json");
            throw new IOException("no answer");
        }
        try (reply) {
            JsonNode answer = Remote.JSON.readTree(reply.bytes());
            if (!answer.path("StatusCode").isNumber()) {
                throw new IOException("no exit code in the answer");
            }
            return Optional.of(answer.path("StatusCode").asInt());
        }
    }

    private void settle(Optional<Integer> code) {
        ExitStatus status;
        try {
            status = status(remote.get("containers", container, "json"));
        } catch (EngineException e) {
            if (!gone(e)) {
                throw e;
            }
            status = new ExitStatus(code.orElseThrow(), false, clock.instant());
        }
        settle(status);
    }

    private void settle(ExitStatus status) {
        exit = Optional.of(status);
        over.countDown();
    }

    /** What an inspected container says of its last end. */
    static ExitStatus status(JsonNode inspected) {
        JsonNode state = inspected.path("State");
        return new ExitStatus(
                state.path("ExitCode").asInt() & 0xff,
                state.path("OOMKilled").asBoolean(),
                Instant.parse(state.path("FinishedAt").asText()));
    }

    boolean ended() {
        return exit.isPresent();
    }

    /** @throws EngineException UNAVAILABLE when it cannot be known any more */
    ExitStatus await() throws InterruptedException {
        over.await();
        return exit.orElseThrow(() -> lost);
    }

    /** Nobody wants to know any more. */
    void close() {
        closed = true;
        synchronized (this) {
            if (waiting != null) {
                waiting.close();
            }
        }
    }
}
