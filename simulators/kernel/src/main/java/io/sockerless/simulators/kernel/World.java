package io.sockerless.simulators.kernel;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/**
 * A cloud and its state. For a snapshot, and to return to one, both are closed and opened again, as after a restart of the
 * process.
 */
final class World implements AutoCloseable {
    /** How long requests that are being answered are waited for. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Function<State, Cloud> maker;
    private final Snapshots snapshots;
    private final Gate gate = new Gate();
    private State state;
    private volatile Cloud cloud;
    private String authority = "";

    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    World(State state, Function<State, Cloud> maker) {
        this.maker = maker;
        this.state = state;
        this.cloud = maker.apply(state);
        this.snapshots = new Snapshots(state.directory(""), state.durability());
    }

    Cloud cloud() {
        return cloud;
    }

    Gate gate() {
        return gate;
    }

    /** @param known as in a URL, host and port */
    synchronized void served(String known) {
        authority = known;
        cloud.served(known);
    }

    /** Everything is forgotten. */
    synchronized void reset() throws InterruptedException {
        cloud.clear();
        state.clear();
        cloud.cleared();
    }

    synchronized List<String> snapshots() throws IOException {
        return snapshots.names();
    }

    /** @throws EngineException CONFLICT when there is one of this name, or requests go on and on */
    synchronized void save(String name) throws IOException, InterruptedException {
        if (snapshots.has(name)) {
            throw new EngineException(ErrorKind.CONFLICT, "there is a snapshot " + name + " already");
        }
        closed(() -> {}, () -> snapshots.save(name));
    }

    /**
     * Ends what runs; what ran in the snapshot does not.
     *
     * @throws EngineException NOT_FOUND, CONFLICT when requests go on and on
     */
    synchronized void restore(String name) throws IOException, InterruptedException {
        known(name);
        snapshots.copy(name);
        closed(cloud::clear, snapshots::restore);
    }

    synchronized void delete(String name) throws IOException {
        known(name);
        snapshots.delete(name);
    }

    private void known(String name) {
        if (!snapshots.has(name)) {
            throw EngineException.notFound("there is no snapshot " + name);
        }
    }

    /** @param first what is done while both are still open, and no request is answered */
    private void closed(Work first, Work work) throws IOException, InterruptedException {
        if (!gate.shut(PATIENCE)) {
            throw new EngineException(ErrorKind.CONFLICT, "requests are being answered and do not come to an end");
        }
        try {
            try {
                first.run();
            } finally {
                cloud.close();
                state.close();
            }
            work.run();
        } finally {
            open();
        }
    }

    /** Whatever went wrong before. */
    private void open() {
        try {
            state = state.reopened();
            cloud = maker.apply(state);
            cloud.resume();
            cloud.served(authority);
        } finally {
            gate.open();
        }
    }

    @Override
    public synchronized void close() {
        cloud.close();
        state.close();
    }
}
