package io.sockerless.drivers.agent;

import io.sockerless.engine.model.EngineException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The client of one container's shim. The container outlives the client: closing it, or dying, changes nothing for the
 * container, and another client may connect at any time. All methods throw {@link EngineException} with the agent's
 * kind and message, and UNAVAILABLE when the connection is lost. Safe for use by many threads.
 */
public final class ShimClient implements AutoCloseable {
    /** Name of the socket in a shim's directory. */
    public static final String SOCKET = "agent.sock";

    private final AgentConnection connection;

    private ShimClient(AgentConnection connection) {
        this.connection = connection;
    }

    /** The standard streams that a client wants of a process. */
    public enum Standard {
        STDIN,
        STDOUT,
        STDERR
    }

    /**
     * Connects to the shim of a directory.
     *
     * @param listener gets events once {@link #subscribe} was called, and the exits of this client's execs; in order,
     *     on a thread of its own
     * @throws IOException no shim listens there
     */
    public static ShimClient open(Path shimDirectory, Consumer<ShimEvent> listener) throws IOException {
        return new ShimClient(
                AgentConnection.open(shimDirectory.resolve(SOCKET), event -> listener.accept(ShimEvent.of(event))));
    }

    /** The connection, to see whether it lives and to wait for its end. */
    public AgentConnection connection() {
        return connection;
    }

    private record Pid(long pid) {}

    private record Nothing() {}

    private record StartedAt(Instant startedAt) {}

    /**
     * Makes the container; its process waits for {@link #start}.
     *
     * @return the process id on the host
     * @throws EngineException INVALID with the runtime's own words when it refuses; the shim then ends
     */
    public long create(ShimCreate create) {
        return connection.request("create", create, Pid.class).pid();
    }

    /** Lets the container's process begin. CONFLICT unless it is created and not started. */
    public Instant start() {
        return connection.request("start", Map.of(), StartedAt.class).startedAt();
    }

    /**
     * Attaches to a created, running or ended container: output from now on, in full, until its EOF. With a terminal
     * everything is on stdout. A reader that does not read holds the container back.
     */
    public ShimStreams attach(Set<Standard> wanted) {
        ShimStreams streams = ShimStreams.open(connection, wanted);
        connection.request("attach", streams.ids(), Nothing.class, streams.all());
        return streams;
    }

    /** A started exec. Its end comes as {@link ShimEvent.ExecExited}. */
    public record StartedExec(long pid, ShimStreams streams) {}

    /**
     * Starts a process in the running container with the wanted streams; the others are /dev/null.
     *
     * @throws EngineException INVALID with the runtime's own words when it cannot be started
     */
    public StartedExec exec(ShimExec exec, Set<Standard> wanted) {
        ShimStreams streams = ShimStreams.open(connection, wanted);
        Map<String, Object> params = new LinkedHashMap<>(streams.ids());
        params.put("execId", exec.execId());
        params.put("process", exec.process());
        params.put("terminal", exec.terminal());
        params.put("consoleSize", exec.consoleSize());
        return new StartedExec(
                connection.request("exec", params, Pid.class, streams.all()).pid(), streams);
    }

    /** Signals the container's first process. NOT_FOUND when it is just ending. */
    public void signal(int number) {
        connection.request("signal", Map.of("number", number), Nothing.class);
    }

    /** Signals all processes of the container. */
    public void signalAll(int number) {
        connection.request("signal", Map.of("number", number, "all", true), Nothing.class);
    }

    /** Signals an exec's process. */
    public void signalExec(String execId, int number) {
        connection.request("signal", Map.of("number", number, "execId", execId), Nothing.class);
    }

    /** Resizes the container's terminal. */
    public void resize(int height, int width) {
        connection.request("resize", Map.of("height", height, "width", width), Nothing.class);
    }

    /** Resizes an exec's terminal. */
    public void resizeExec(String execId, int height, int width) {
        connection.request("resize", Map.of("height", height, "width", width, "execId", execId), Nothing.class);
    }

    /** Lets the container read EOF from its stdin. */
    public void closeStdin() {
        connection.request("close-stdin", Map.of(), Nothing.class);
    }

    /** What the shim knows now. */
    public ShimState state() {
        return connection.request("state", Map.of(), StateAnswer.class).state();
    }

    /** Waits until the container has ended and output and exit record are on disk. */
    public ShimExit awaitExit() {
        return connection.request("wait", Map.of(), ShimExit.class);
    }

    /** From now on events come to this client's listener. */
    public void subscribe() {
        connection.request("subscribe", Map.of(), Nothing.class);
    }

    /** Kills the container if need be and lets the runtime forget it; the shim stays for those who still read. */
    public void forget() {
        connection.request("forget", Map.of(), Nothing.class);
    }

    /** As {@link #forget}, and the shim ends after its answer. */
    public void delete() {
        connection.request("delete", Map.of(), Nothing.class);
    }

    @Override
    public void close() {
        connection.close();
    }

    /** The wire's form of {@link ShimState}: absent instants are null there. */
    private record StateAnswer(
            String status,
            long pid,
            Instant startedAt,
            Instant finishedAt,
            int code,
            boolean oom,
            List<ShimState.Exec> execs) {
        ShimState state() {
            return new ShimState(
                    status, pid, Optional.ofNullable(startedAt), Optional.ofNullable(finishedAt), code, oom, execs);
        }
    }
}
