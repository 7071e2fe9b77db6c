package io.sockerless.simulators.kernel.docker;

import com.fasterxml.jackson.databind.JsonNode;
import io.sockerless.drivers.docker.wire.Call;
import io.sockerless.drivers.docker.wire.Reply;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A further process in a container, with or without a terminal of its own. Closing it ends the connection; the process goes on, for
 * which the Docker API has no call.
 */
public final class DockerExec implements AutoCloseable {
    private static final int FRAME_HEADER = 8;
    private static final int FRAME_LENGTH = 4;

    private final DockerEngine engine;
    private final String id;
    private final Reply reply;

    private DockerExec(DockerEngine engine, String id, Reply reply) {
        this.engine = engine;
        this.id = id;
        this.reply = reply;
    }

    /**
     * Starts it, as root.
     *
     * @param environment beside the container's, {@code NAME=value}
     * @throws DockerException when the container is not there, or does not run
     */
    public static DockerExec terminal(
            DockerEngine engine, String container, List<String> command, List<String> environment) throws IOException {
        Map<String, Object> wanted = Map.of(
                "AttachStdin", true,
                "AttachStdout", true,
                "AttachStderr", true,
                "Tty", true,
                "User", "0",
                "Cmd", command,
                "Env", environment);
        return begin(engine, container, wanted, true);
    }

    /**
     * Starts it as the container's user, without a terminal or input; what it prints comes by {@link #printed}.
     *
     * @throws DockerException when it cannot be started
     */
    public static DockerExec program(DockerEngine engine, String container, List<String> command) throws IOException {
        Map<String, Object> wanted = Map.of("AttachStdout", true, "AttachStderr", true, "Tty", false, "Cmd", command);
        return begin(engine, container, wanted, false);
    }

    private static DockerExec begin(DockerEngine engine, String container, Map<String, Object> wanted, boolean terminal)
            throws IOException {
        String id = engine.ask(DockerEngine.json(Call.of("POST", "containers", container, "exec"), wanted))
                .path("Id")
                .asText();
        Reply reply = engine.open(
                DockerEngine.json(Call.of("POST", "exec", id, "start"), Map.of("Detach", false, "Tty", terminal))
                        .hijacking());
        return new DockerExec(engine, id, reply);
    }

    /** What it prints; its end is the process's. */
    public InputStream output() {
        return reply.body();
    }

    /** What one without a terminal prints next, of either stream; empty at its end. */
    public Optional<byte[]> printed() throws IOException {
        byte[] header = reply.body().readNBytes(FRAME_HEADER);
        if (header.length < FRAME_HEADER) {
            return Optional.empty();
        }
        return Optional.of(reply.body().readNBytes(ByteBuffer.wrap(header).getInt(FRAME_LENGTH)));
    }

    /** What is typed. */
    public OutputStream input() {
        return reply.wire().out();
    }

    /** Of the terminal. One that has ended has no size. */
    public void resize(int columns, int rows) throws IOException {
        Call call = Call.of("POST", "exec", id, "resize")
                .query("w", Integer.toString(columns))
                .query("h", Integer.toString(rows));
        engine.tolerate(call, 404, 409, 500);
    }

    public boolean runs() throws IOException {
        return now().path("Running").asBoolean();
    }

    /** How it ended; it must have. */
    public int exitCode() throws IOException {
        return now().path("ExitCode").asInt();
    }

    private JsonNode now() throws IOException {
        return engine.ask(Call.of("GET", "exec", id, "json"));
    }

    @Override
    public void close() {
        reply.wire().close();
        reply.close();
    }
}
