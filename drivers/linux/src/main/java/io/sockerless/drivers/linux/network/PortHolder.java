package io.sockerless.drivers.linux.network;

import io.sockerless.drivers.agent.AgentConnection;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The daemon's side of the agent's {@code ports} mode: a process that keeps published ports bound on the host, whether
 * the daemon lives or not. It is started when first needed and again when it was killed. Thread-safe.
 */
final class PortHolder implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(PortHolder.class.getName());
    private static final int ATTEMPTS = 5;

    private final Path agent;
    private final Path directory;
    private final Runnable onLoss;
    private AgentConnection connection;
    private boolean closed;

    /** A listening socket on the host, and the container's {@code address:port}. */
    record Socket(String protocol, String ip, int port, String target) {}

    /** All that a container holds. */
    record Holding(String owner, List<Socket> sockets) {
        Holding {
            sockets = List.copyOf(sockets);
        }
    }

    private record Holdings(List<Holding> holdings) {}

    /** @param onLoss called on a thread of its own when the process has gone with all that it held */
    PortHolder(Path agent, Path directory, Runnable onLoss) {
        this.agent = agent;
        this.directory = directory;
        this.onLoss = onLoss;
    }

    /**
     * Listens on all of these, in addition to what the owner has, or on none.
     *
     * @throws EngineException CONFLICT with the operating system's words when one is not to be had
     */
    void hold(Holding holding) {
        connection().request("hold", holding, Map.class);
    }

    /** Closes all that an owner has; an unknown owner has nothing. */
    void release(String owner) {
        connection().request("release", Map.of("owner", owner), Map.class);
    }

    List<Holding> holdings() {
        return connection().request("list", Map.of(), Holdings.class).holdings();
    }

    /** For others that keep things in the same process. */
    void request(String op, Object params) {
        connection().request(op, params, Map.class);
    }

    <T> T request(String op, Object params, Class<T> answer) {
        return connection().request(op, params, answer);
    }

    private synchronized AgentConnection connection() {
        if (closed) {
            throw new EngineException(ErrorKind.UNAVAILABLE, "the network is closed");
        }
        if (connection == null || !connection.isOpen()) {
            connection = connect();
            AgentConnection watched = connection;
            Thread.ofVirtual().name("ports-watch").start(() -> watch(watched));
        }
        return connection;
    }

    private void watch(AgentConnection watched) {
        try {
            watched.awaitEnd();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        synchronized (this) {
            if (closed) {
                return;
            }
        }
        LOG.log(System.Logger.Level.WARNING, "the process that holds published ports has ended");
        onLoss.run();
    }

    /** Another process may end, being idle, just when it is asked; hence the attempts. */
    private AgentConnection connect() {
        IOException last = new IOException("not tried");
        for (int i = 0; i < ATTEMPTS; i++) {
            try {
                return AgentConnection.open(directory.resolve("ports.sock"), event -> {});
            } catch (IOException e) {
                last = e;
            }
            try {
                start();
            } catch (IOException e) {
                last = e;
            }
        }
        throw EngineException.internal("published ports cannot be held: " + last.getMessage(), last);
    }

    private void start() throws IOException {
        Process process = new ProcessBuilder(agent.toString(), "ports", "--dir", directory.toString())
                .redirectInput(new File("/dev/null"))
                .redirectError(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("ports.log").toFile()))
                .start();
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            if (!"ready".equals(output.readLine())) {
                throw new IOException(agent + " ports did not start, see " + directory.resolve("ports.log"));
            }
        }
    }

    /** Leaves the process and what it holds alone. */
    @Override
    public synchronized void close() {
        closed = true;
        if (connection != null) {
            connection.close();
        }
    }
}
