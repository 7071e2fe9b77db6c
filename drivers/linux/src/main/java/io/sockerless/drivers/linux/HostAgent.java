package io.sockerless.drivers.linux;

import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sockerless.drivers.agent.AgentConnection;
import io.sockerless.drivers.agent.AgentStream;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * The agent in host mode: one process that does the mounts and the work on file trees. It has no state, so that a new
 * one takes its place when it dies.
 */
final class HostAgent implements AutoCloseable {
    /** Content of a tar, produced or consumed while the agent works. */
    @FunctionalInterface
    interface Transfer {
        void run() throws IOException;
    }

    record Extracted(long entries, long bytes) {}

    record PathInfo(String name, long size, long mode, String mtime, String linkTarget, long uid, long gid) {}

    private record Sizes(List<Long> bytes) {}

    private record Spawned(long pid) {}

    private static final JsonMapper JSON = new JsonMapper();

    private final Path program;
    private AgentConnection connection;
    private boolean closed;

    HostAgent(Path program) {
        this.program = program;
        this.connection = launch(program);
    }

    private static AgentConnection launch(Path program) {
        try {
            Process process = new ProcessBuilder(program.toString(), "host")
                    .directory(Path.of("/").toFile())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            return AgentConnection.over(process.getInputStream(), process.getOutputStream(), _ -> {});
        } catch (IOException e) {
            throw new EngineException(ErrorKind.UNAVAILABLE, "starting the agent: " + e.getMessage(), e);
        }
    }

    /** The connection to use now. */
    synchronized AgentConnection connection() {
        if (closed) {
            throw new EngineException(ErrorKind.UNAVAILABLE, "the driver is closed");
        }
        if (!connection.isOpen()) {
            connection = launch(program);
        }
        return connection;
    }

    private void request(String op, Map<String, ?> params) {
        connection().request(op, params, Map.class);
    }

    /** Mounts an overlay; {@code lower} is topmost first. */
    void mountOverlay(List<Path> lower, Path upper, Path work, Path target) {
        request(
                "mount-overlay",
                Map.of(
                        "lower", lower.stream().map(Path::toString).toList(),
                        "upper", upper.toString(),
                        "work", work.toString(),
                        "target", target.toString(),
                        "options", ""));
    }

    void mount(String type, String source, Path target, String options) {
        request("mount", Map.of("type", type, "device", source, "target", target.toString(), "options", options));
    }

    void bind(Path source, Path target, boolean readOnly, boolean recursive) {
        request(
                "bind",
                Map.of(
                        "source",
                        source.toString(),
                        "target",
                        target.toString(),
                        "readOnly",
                        readOnly,
                        "recursive",
                        recursive));
    }

    void unmount(Path target, boolean lazy) {
        request("unmount", Map.of("target", target.toString(), "lazy", lazy));
    }

    /** Starts a supervisor, which listens when this returns. */
    long spawnShim(Path directory) {
        return connection()
                .request("spawn-shim", Map.of("dir", directory.toString()), Spawned.class)
                .pid();
    }

    void removeTree(Path path) {
        request("remove-tree", Map.of("path", path.toString()));
    }

    List<Long> diskUsage(List<Path> paths) {
        return connection()
                .request(
                        "disk-usage",
                        Map.of("paths", paths.stream().map(Path::toString).toList()),
                        Sizes.class)
                .bytes();
    }

    /** Unpacks a layer; {@code parents} are the trees below it, topmost first. */
    Extracted unpack(Path root, List<Path> parents, InputStream tar) {
        AgentConnection agent = connection();
        AgentStream stream = agent.writeStream();
        Map<String, ?> params = Map.of(
                "root",
                root.toString(),
                "whiteouts",
                "overlay",
                "parents",
                parents.stream().map(Path::toString).toList(),
                "sync",
                true,
                "stream",
                stream.id());
        return sending(stream, tar, () -> agent.request("unpack", params, Extracted.class, stream));
    }

    PathInfo stat(Map<String, ?> place) {
        return connection().request("stat", place, PathInfo.class);
    }

    /** Runs an operation that reads its {@code stream} parameter. */
    void send(String op, Map<String, Object> params, InputStream tar) {
        AgentConnection agent = connection();
        AgentStream stream = agent.writeStream();
        params.put("stream", stream.id());
        sending(stream, tar, () -> agent.request(op, params, Extracted.class, stream));
    }

    /** Runs an operation that writes its {@code stream} parameter. */
    void receive(String op, Map<String, Object> params, OutputStream out) {
        AgentConnection agent = connection();
        AgentStream stream = agent.readStream();
        params.put("stream", stream.id());
        FutureTask<Map<?, ?>> answer = new FutureTask<>(() -> agent.request(op, params, Map.class, stream));
        Thread.ofVirtual().start(answer);
        try (InputStream in = stream.input()) {
            in.transferTo(out);
            join(answer);
        } catch (IOException e) {
            stream.reset("the reader failed");
            join(answer); // tells why, if the agent was the reason
            throw EngineException.internal(op + ": " + e.getMessage(), e);
        }
    }

    /** Runs an operation that writes lines of JSON to its {@code stream} parameter. */
    <T> List<T> lines(String op, Map<String, Object> params, Class<T> type) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        receive(op, params, out);
        try (MappingIterator<T> lines = JSON.readerFor(type).readValues(out.toByteArray())) {
            return lines.readAll();
        } catch (IOException e) {
            throw EngineException.internal(op + ": " + e.getMessage(), e);
        }
    }

    private interface Asking<T> {
        T run();
    }

    /** Copies on this thread while another waits for the answer, which may come early when the agent gives up. */
    private static <T> T sending(AgentStream stream, InputStream tar, Asking<T> asking) {
        FutureTask<T> answer = new FutureTask<>(asking::run);
        Thread.ofVirtual().start(answer);
        try {
            OutputStream out = stream.output();
            tar.transferTo(out);
            out.close();
        } catch (IOException e) {
            stream.reset("the sender failed");
            join(answer);
            throw EngineException.internal("sending an archive: " + e.getMessage(), e);
        }
        return join(answer);
    }

    private static <T> T join(FutureTask<T> answer) {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof EngineException engine
                    ? engine
                    : EngineException.internal(String.valueOf(e.getCause().getMessage()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineException(ErrorKind.UNAVAILABLE, "interrupted while waiting for the agent", e);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        connection.close();
    }
}
