package io.sockerless.drivers.linux;

import io.sockerless.drivers.agent.ShimClient;
import io.sockerless.drivers.agent.ShimClient.StartedExec;
import io.sockerless.drivers.agent.ShimEvent;
import io.sockerless.drivers.agent.ShimExec;
import io.sockerless.drivers.agent.ShimExit;
import io.sockerless.drivers.logs.LogGrowth;
import io.sockerless.drivers.spi.Attachment;
import io.sockerless.drivers.spi.CanExec.Exec;
import io.sockerless.drivers.spi.CanExec.ExecSpec;
import io.sockerless.drivers.spi.Channel;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import io.sockerless.engine.model.ExitStatus;
import io.sockerless.engine.model.Signal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Our end of a container's supervisor. It stays connected until the container has ended, was released, and every
 * attachment is closed: what the container has written last is still there for who reads slowly.
 */
final class Supervision {
    private final Path directory;
    private final Clock clock;
    private final ExecEnds execs;
    private final LogGrowth growth = new LogGrowth();
    private final Optional<ShimClient> client;
    private volatile long pid;
    private volatile Optional<ShimExit> exit = Optional.empty();
    private boolean subscribed;
    private int attachments;
    private Optional<Runnable> whenDetached = Optional.empty();

    private Supervision(Path directory, Clock clock) throws IOException {
        this.directory = directory;
        this.clock = clock;
        this.execs = new ExecEnds(clock);
        this.client = Optional.of(ShimClient.open(directory, this::happened));
    }

    private Supervision(Path directory, Clock clock, ShimExit exit) {
        this.directory = directory;
        this.clock = clock;
        this.execs = new ExecEnds(clock);
        this.client = Optional.empty();
        this.exit = Optional.of(exit);
        growth.end();
    }

    /** @throws IOException nobody listens there */
    static Supervision connect(Path directory, Clock clock) throws IOException {
        return new Supervision(directory, clock);
    }

    /** Of a container that has ended, whose supervisor has gone. */
    static Supervision ended(Path directory, Clock clock, ShimExit exit) {
        return new Supervision(directory, clock, exit);
    }

    /** Must run once the container exists; watches for its end. */
    void watch(long containerPid) {
        pid = containerPid;
        Thread.ofVirtual().name("task-end").start(() -> {
            try {
                await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                growth.end();
                execs.lost();
            }
        });
    }

    Path directory() {
        return directory;
    }

    /** @throws EngineException CONFLICT when the container has ended and its supervisor has gone */
    ShimClient client() {
        return client.orElseThrow(() -> EngineException.conflict("the container has ended"));
    }

    boolean ended() {
        return exit.isPresent();
    }

    /** 0 once it has ended. */
    long pid() {
        return exit.isPresent() ? 0 : pid;
    }

    private void happened(ShimEvent event) {
        switch (event) {
            case ShimEvent.LogGrew _ -> growth.grown();
            case ShimEvent.ExecExited(String id, int code) -> execs.ended(id, code);
            case ShimEvent.Started _, ShimEvent.Exited _, ShimEvent.Unknown _ -> {}
        }
    }

    /** For followers of the log: from now on it tells of growth. */
    LogGrowth followLog() {
        synchronized (this) {
            if (subscribed || exit.isPresent()) {
                return growth;
            }
            subscribed = true;
        }
        ifRunning(ShimClient::subscribe);
        return growth;
    }

    /** Does something with a container that may be ending at this moment, in which case nothing is to be done. */
    void ifRunning(Consumer<ShimClient> action) {
        if (exit.isPresent()) {
            return;
        }
        try {
            action.accept(client());
        } catch (EngineException e) {
            boolean ending = e.kind() == ErrorKind.NOT_FOUND
                    || e.kind() == ErrorKind.CONFLICT
                    || e.kind() == ErrorKind.UNAVAILABLE && exit.isPresent();
            if (!ending) {
                throw e;
            }
        }
    }

    ShimExit await() throws InterruptedException {
        if (exit.isEmpty()) {
            try {
                exit = Optional.of(client().awaitExit());
            } catch (EngineException e) {
                if (Thread.interrupted()) {
                    throw (InterruptedException) new InterruptedException().initCause(e);
                }
                if (exit.isEmpty()) {
                    exit = Optional.of(recorded());
                }
            }
        }
        return exit.get();
    }

    /** The connection is lost: the supervisor's record, or the end that a lost supervisor means. */
    private ShimExit recorded() {
        try {
            Optional<ShimExit> record = ShimExit.read(directory);
            if (record.isPresent()) {
                return record.get();
            }
        } catch (IOException e) {
            throw EngineException.internal("reading the exit status: " + e.getMessage(), e);
        }
        return new ShimExit(ExecEnds.LOST, false, clock.instant(), clock.instant(), "the supervisor was lost");
    }

    /** Whether the container's end is known to be the loss of its supervisor, so that processes may be left. */
    boolean lost() {
        return client.map(shim -> !shim.connection().isOpen()).orElse(true);
    }

    Attachment attach(Set<Channel> channels) {
        if (client.isEmpty()) {
            return TaskAttachment.ENDED;
        }
        synchronized (this) {
            if (whenDetached.isPresent() && attachments == 0) {
                return TaskAttachment.ENDED;
            }
            attachments++;
        }
        try {
            return new TaskAttachment(client.get().attach(TaskAttachment.standards(channels)), this::detached);
        } catch (EngineException e) {
            detached();
            if (exit.isPresent()) {
                return TaskAttachment.ENDED;
            }
            throw e;
        }
    }

    private void detached() {
        Optional<Runnable> todo;
        synchronized (this) {
            attachments--;
            todo = attachments == 0 ? whenDetached : Optional.empty();
        }
        todo.ifPresent(Runnable::run);
    }

    /** Runs the action once no attachment is left; at once if there is none. Called once. */
    void onceDetached(Runnable action) {
        boolean now;
        synchronized (this) {
            whenDetached = Optional.of(action);
            now = attachments == 0;
        }
        if (now) {
            action.run();
        }
    }

    /**
     * The container has ended or ends now; when this returns the runtime has nothing of it any more. The supervisor ends
     * with it, or when its last attachment is closed.
     */
    void end() {
        client.ifPresent(shim -> unlessGone(shim::forget));
        onceDetached(() -> client.ifPresent(shim -> {
            try (shim) {
                unlessGone(shim::delete);
            }
        }));
    }

    private static void unlessGone(Runnable request) {
        try {
            request.run();
        } catch (EngineException e) {
            if (e.kind() != ErrorKind.UNAVAILABLE) {
                throw e;
            }
        }
    }

    /** Lets the supervisor go on alone. */
    void disconnect() {
        client.ifPresent(ShimClient::close);
    }

    Exec exec(Map<String, Object> process, ExecSpec spec, Set<Channel> channels) {
        ExecEnds.End end = execs.expect(spec.id());
        List<Integer> size =
                spec.tty() && spec.consoleHeight() > 0 ? List.of(spec.consoleHeight(), spec.consoleWidth()) : List.of();
        try {
            StartedExec started = client().exec(
                            new ShimExec(spec.id(), process, spec.tty(), size),
                            TaskAttachment.standards(spec.tty() ? withoutStderr(channels) : channels));
            return new RunningExec(
                    spec.id(), started.pid(), new TaskAttachment(started.streams(), () -> {}), end, client());
        } catch (EngineException e) {
            execs.forget(spec.id());
            if (exit.isPresent()) {
                throw EngineException.conflict("the container is not running");
            }
            throw RuntimeComplaint.ofExec(e, spec.args().getFirst(), String.valueOf(process.get("cwd")));
        }
    }

    /** A terminal has one output; a stream that nobody ends would keep the client waiting. */
    private static Set<Channel> withoutStderr(Set<Channel> channels) {
        return channels.stream().filter(channel -> channel != Channel.STDERR).collect(Collectors.toSet());
    }

    private record RunningExec(String id, long pid, Attachment attachment, ExecEnds.End end, ShimClient client)
            implements Exec {
        @Override
        public ExitStatus await() throws InterruptedException {
            return end.await();
        }

        @Override
        public void signal(Signal signal) {
            unlessEnded(() -> client.signalExec(id, signal.number()));
        }

        @Override
        public void resize(int height, int width) {
            unlessEnded(() -> client.resizeExec(id, height, width));
        }

        private void unlessEnded(Runnable action) {
            try {
                action.run();
            } catch (EngineException e) {
                if (!end.known() && e.kind() != ErrorKind.CONFLICT && e.kind() != ErrorKind.NOT_FOUND) {
                    throw e;
                }
            }
        }
    }
}
