package io.sockerless.drivers.aws;

import io.sockerless.drivers.agent.AgentBinary;
import io.sockerless.drivers.agent.HostClient;
import io.sockerless.drivers.agent.HostFiles;
import io.sockerless.drivers.agent.dial.DialedAgent;
import io.sockerless.drivers.spi.TaskSpec;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Has what containers bind of this machine in their tasks, and what they make of it here: at a run's start and end, and before
 * and after each exec. Between them each side goes its own way. Of a file that both have changed, the task's counts.
 */
final class Binds implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Binds.class.getName());

    private final Path state;
    private final Map<String, Sides> runs = new ConcurrentHashMap<>();
    private Optional<HostClient> host = Optional.empty();
    private boolean closed;

    Binds(Path state) {
        this.state = state;
    }

    /** What is known of a run's two sides: of each bind, whether the other side has taken what was told last. */
    private static final class Sides {
        private final Map<Integer, Boolean> taken = new ConcurrentHashMap<>();
        private final Map<Integer, Boolean> given = new ConcurrentHashMap<>();
    }

    static boolean has(TaskSpec spec) {
        return spec.mounts().stream().anyMatch(Bind::isOne);
    }

    /** All that is here, to a task that has nothing yet. */
    void begin(TaskSpec spec, DialedAgent agent) {
        if (!has(spec)) {
            return;
        }
        Sides sides = new Sides();
        runs.put(spec.id(), sides);
        synchronized (sides) {
            for (Bind bind : Bind.of(spec)) {
                doing(bind, "to the task", () -> {
                    files().mirrorForget(bind.here().name());
                    give(bind, sides, agent, true);
                });
            }
        }
    }

    /** What has changed here since. */
    void bringThere(TaskSpec spec, DialedAgent agent) {
        Sides sides = sides(spec);
        synchronized (sides) {
            for (Bind bind : here(spec)) {
                doing(bind, "to the task", () -> {
                    if (!sides.given.containsKey(bind.number())) {
                        // By a daemon of before, which knew what the task has.
                        take(bind, sides, agent);
                    }
                    give(bind, sides, agent, false);
                });
            }
        }
    }

    /** What the task has made of it. */
    void bringHere(TaskSpec spec, DialedAgent agent) {
        Sides sides = sides(spec);
        synchronized (sides) {
            for (Bind bind : Bind.of(spec)) {
                doing(bind, "from the task", () -> take(bind, sides, agent));
            }
        }
    }

    private Sides sides(TaskSpec spec) {
        return runs.computeIfAbsent(spec.id(), _ -> new Sides());
    }

    /** Those whose directory or file is on this machine: a container that was taken over has them on another one. */
    private static List<Bind> here(TaskSpec spec) {
        return Bind.of(spec).stream().filter(Bind::isHere).toList();
    }

    private void give(Bind bind, Sides sides, DialedAgent agent, boolean whole) throws IOException {
        boolean taken = sides.given.getOrDefault(bind.number(), false);
        sides.given.put(bind.number(), false);
        try (InputStream told = files().mirrorOut(bind.here(), taken)) {
            agent.mirrorIn(bind.there(), whole, told);
        }
        sides.given.put(bind.number(), true);
    }

    private void take(Bind bind, Sides sides, DialedAgent agent) throws IOException {
        if (bind.mount().readOnly()) {
            return;
        }
        if (!bind.isHere()) {
            throw EngineException.notFound("it is not on this machine");
        }
        boolean taken = sides.taken.getOrDefault(bind.number(), false);
        sides.taken.put(bind.number(), false);
        try (InputStream told = agent.mirrorOut(bind.there(), taken)) {
            files().mirrorIn(bind.here(), false, told);
        }
        sides.taken.put(bind.number(), true);
    }

    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }

    private static void doing(Bind bind, String where, Step step) {
        String what = "driver ecs: the bind of " + bind.mount().source() + " at "
                + bind.mount().target() + " did not get " + where + ": ";
        try {
            step.run();
        } catch (EngineException e) {
            throw new EngineException(e.kind(), what + e.getMessage(), e);
        } catch (IOException | UncheckedIOException e) {
            throw new EngineException(ErrorKind.UNAVAILABLE, what + e.getMessage(), e);
        }
    }

    private synchronized HostFiles files() throws IOException {
        if (closed) {
            throw new IOException("the driver is closed");
        }
        if (host.isEmpty() || !host.get().isAlive()) {
            host.ifPresent(HostClient::close);
            // Nothing that was told before is known to the new one.
            runs.values().forEach(sides -> sides.given.clear());
            host = Optional.of(HostClient.start(AgentBinary.locate(state.resolve("bin"))));
        }
        return host.get().files();
    }

    /** The container is gone. */
    void forget(String container) {
        Sides sides = runs.remove(container);
        if (sides == null) {
            return;
        }
        Optional<HostClient> there;
        synchronized (this) {
            there = host.filter(HostClient::isAlive);
        }
        try {
            there.ifPresent(client -> sides.given
                    .keySet()
                    .forEach(number -> client.files().mirrorForget(Bind.mirror(container, number))));
        } catch (EngineException e) {
            // What it remembers is gone with it.
            LOG.log(System.Logger.Level.DEBUG, "the mirrors of container " + container, e);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        host.ifPresent(HostClient::close);
    }
}
