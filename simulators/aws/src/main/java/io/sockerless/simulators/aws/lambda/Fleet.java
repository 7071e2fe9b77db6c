package io.sockerless.simulators.aws.lambda;

import io.sockerless.simulators.aws.logs.CloudWatchLogs;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.RoleSessions;
import io.sockerless.simulators.kernel.docker.DockerEngine;
import io.sockerless.simulators.kernel.docker.DockerException;
import java.io.IOException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** The execution environments that there are: each has one invocation at a time, and is kept for the next one for a while. */
final class Fleet {
    private static final System.Logger LOG = System.getLogger(Fleet.class.getName());
    static final String LABEL = "io.sockerless.simulator.lambda";
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("yyyy/MM/dd").withZone(ZoneOffset.UTC);

    private final Functions functions;
    private final Images images;
    private final CloudWatchLogs logs;
    private final RoleSessions sessions;
    private final DockerEngine engine;
    private final Meter meter;
    private final FunctionNetwork network;
    private final String mark;
    private final Duration keep;
    private final Map<String, Deque<ExecutionEnvironment>> idle = new HashMap<>();
    private final Set<ExecutionEnvironment> live = ConcurrentHashMap.newKeySet();
    /** The names of the extensions in images, by their ids. */
    private final Map<String, List<String>> extensions = new ConcurrentHashMap<>();

    private final Thread reaper;
    private volatile boolean closed;

    /** @param outcome @param tail the end of what was logged about it */
    record Done(Outcome outcome, byte[] tail) {}

    /** @param keep how long an environment is kept that has nothing to do */
    Fleet(
            Functions functions,
            Images images,
            CloudWatchLogs logs,
            RoleSessions sessions,
            DockerEngine engine,
            Meter meter,
            Duration keep) {
        this.functions = functions;
        this.sessions = sessions;
        this.images = images;
        this.logs = logs;
        this.engine = engine;
        this.meter = meter;
        this.keep = keep;
        mark = functions.state().id();
        network = new FunctionNetwork(engine, mark, Map.of(LABEL, mark));
        reaper = Thread.ofVirtual().name("lambda-reaper").start(this::reap);
    }

    /** @param authority where the simulated cloud is, host and port */
    void served(String authority) {
        network.served(authority);
    }

    Done invoke(FunctionVersion version, Invocation invocation) throws InterruptedException {
        Optional<ExecutionEnvironment> kept = take(version.key());
        ExecutionEnvironment environment = kept.orElseGet(() -> make(version));
        boolean usable = false;
        try {
            Performance performance = new Performance(environment, invocation, meter, functions.clock());
            if (kept.isEmpty()) {
                Optional<Outcome> refused = start(environment, performance);
                if (refused.isPresent()) {
                    meter.performed(version.caller(), version.name(), true, 0);
                    return new Done(refused.get(), environment.log().tail());
                }
            }
            Outcome outcome = performance.perform(kept.isEmpty());
            usable = environment.ready();
            return new Done(outcome, environment.log().tail());
        } finally {
            if (!usable || !give(environment)) {
                retire(environment);
            }
        }
    }

    /** One that waits, if there is any. */
    private synchronized Optional<ExecutionEnvironment> take(String key) {
        Deque<ExecutionEnvironment> waiting = idle.getOrDefault(key, new ArrayDeque<>());
        while (!waiting.isEmpty()) {
            ExecutionEnvironment one = waiting.removeLast();
            if (one.ready()) {
                return Optional.of(one);
            }
            Thread.ofVirtual().start(() -> retire(one));
        }
        idle.remove(key);
        return Optional.empty();
    }

    /** @return whether it is kept */
    private synchronized boolean give(ExecutionEnvironment one) {
        if (closed || !functions.current(one.version())) {
            return false;
        }
        one.idle();
        idle.computeIfAbsent(one.version().key(), _ -> new ArrayDeque<>()).addLast(one);
        return true;
    }

    private ExecutionEnvironment make(FunctionVersion version) {
        String id = UUID.randomUUID().toString().replace("-", "");
        String stream = DAY.format(functions.clock().instant()) + "/[" + version.version() + "]" + id;
        FunctionLog log =
                new FunctionLog(logs.sink(version.caller(), version.logGroup(), stream, true), functions.clock());
        ExecutionEnvironment made =
                new ExecutionEnvironment(version, "lambda-" + version.name() + "-" + id, stream, engine, log);
        live.add(made);
        if (closed) {
            live.remove(made);
            throw new AwsException(503, "ServiceException", "The simulator ends.");
        }
        return made;
    }

    /** @return what it cannot be started for */
    private Optional<Outcome> start(ExecutionEnvironment environment, Performance performance)
            throws InterruptedException {
        try {
            environment.start(network, images, extensions, sessions, Map.of(LABEL, mark));
            return Optional.empty();
        } catch (DockerException e) {
            Outcome outcome = performance.failure("Runtime.InvalidEntrypoint", e.getMessage());
            environment.log().flush();
            return Optional.of(outcome);
        } catch (IOException e) {
            throw new AwsException(
                    500, "ServiceException", "The simulator cannot run functions at its engine: " + e.getMessage());
        }
    }

    private void retire(ExecutionEnvironment environment) {
        live.remove(environment);
        environment.close();
    }

    /** Removes those that nothing is asked of any more: their functions have changed, or are gone. */
    void outdate() throws InterruptedException {
        retire(one -> !functions.current(one.version()));
    }

    private void retire(Predicate<ExecutionEnvironment> unwanted) throws InterruptedException {
        List<ExecutionEnvironment> found = new ArrayList<>();
        synchronized (this) {
            for (Deque<ExecutionEnvironment> waiting : idle.values()) {
                waiting.stream().filter(unwanted).forEach(found::add);
                waiting.removeIf(unwanted);
            }
            idle.values().removeIf(Deque::isEmpty);
        }
        live.removeAll(found);
        ExecutionEnvironment.closeAll(found);
    }

    private void reap() {
        try {
            while (true) {
                Thread.sleep(keep.dividedBy(4));
                retire(one -> System.nanoTime() - one.idleSince() > keep.toNanos());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Removes what a predecessor left that was killed. */
    void sweep() {
        Thread.ofVirtual().name("lambda-sweep").start(() -> {
            try {
                for (String name : engine.labelled(LABEL, mark)) {
                    if (live.stream().noneMatch(one -> one.name().equals(name))) {
                        engine.remove(name);
                    }
                }
            } catch (IOException | DockerException e) {
                LOG.log(System.Logger.Level.WARNING, "environments of before may be left: {0}", e.toString());
            }
        });
    }

    /** Ends all, and leaves nothing at the engine. */
    void clear() throws InterruptedException {
        synchronized (this) {
            idle.clear();
        }
        List<ExecutionEnvironment> all = List.copyOf(live);
        all.forEach(live::remove);
        ExecutionEnvironment.closeAll(all);
        try {
            for (String name : engine.labelled(LABEL, mark)) {
                engine.remove(name);
            }
            engine.removeImages(LABEL, mark);
            network.remove();
        } catch (IOException | DockerException e) {
            LOG.log(System.Logger.Level.WARNING, "something is left at the engine: {0}", e.toString());
        }
    }

    void close() throws InterruptedException {
        closed = true;
        reaper.interrupt();
        clear();
    }
}
