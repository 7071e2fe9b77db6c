package io.sockerless.drivers.agent;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The process that does a daemon's privileged work: files, mounts, networks. It keeps no state; one that has died can
 * be replaced. Safe for use by many threads.
 */
public final class HostClient implements AutoCloseable {
    private final Process process;
    private final AgentConnection connection;
    private final HostFiles files;
    private final HostMounts mounts;
    private final HostNetwork network;

    private HostClient(Process process, AgentConnection connection) {
        this.process = process;
        this.connection = connection;
        this.files = new HostFiles(connection);
        this.mounts = new HostMounts(connection);
        this.network = new HostNetwork(connection);
    }

    /**
     * Starts it; what it writes to its stderr goes to ours.
     *
     * @param program see {@link AgentBinary#locate}
     * @throws IOException it cannot be started, or is not an agent of our protocol
     */
    public static HostClient start(Path program) throws IOException {
        Process process = new ProcessBuilder(program.toString(), "host")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            return new HostClient(
                    process, AgentConnection.over(process.getInputStream(), process.getOutputStream(), _ -> {}));
        } catch (IOException | RuntimeException e) {
            process.destroyForcibly();
            throw e;
        }
    }

    /** The connection, for operations that have no method here. */
    public AgentConnection connection() {
        return connection;
    }

    /** Trees of files. */
    public HostFiles files() {
        return files;
    }

    /** Mounts. */
    public HostMounts mounts() {
        return mounts;
    }

    /** Networks. */
    public HostNetwork network() {
        return network;
    }

    /**
     * Starts a shim in a session of its own; its socket takes connections on return.
     *
     * @param directory made when missing; the socket is {@code agent.sock} in it
     * @param runtime a program of which the shim gets a copy that nobody can write to, and that need not copy itself
     * @return its process id
     */
    public long spawnShim(Path directory, Optional<Path> runtime) {
        record Spawned(long pid) {}
        return connection
                .request(
                        "spawn-shim",
                        Map.of(
                                "dir",
                                directory.toString(),
                                "runtime",
                                runtime.map(Path::toString).orElse("")),
                        Spawned.class)
                .pid();
    }

    /**
     * Makes the next move of a process between control groups quick, if it comes within some 10 ms.
     *
     * @param hierarchy the mount point of a version 1 hierarchy
     * @param controller one that it has
     */
    public void expectMove(Path hierarchy, String controller) {
        connection.request(
                "expect-move", Map.of("hierarchy", hierarchy.toString(), "controller", controller), Map.class);
    }

    /**
     * Stops or resumes all processes of a cgroup; on return they have stopped.
     *
     * @param cgroup its directory in the v1 freezer hierarchy, or in v2's
     */
    public void freeze(Path cgroup, boolean frozen) {
        connection.request("freeze", Map.of("cgroup", cgroup.toString(), "frozen", frozen), Map.class);
    }

    /** The answer to nothing; fails when the process is gone. */
    public void ping() {
        connection.request("ping", Map.of(), Map.class);
    }

    /** Whether requests can still be answered. */
    public boolean isAlive() {
        return connection.isOpen() && process.isAlive();
    }

    /** Ends the process; shims that have a container stay. */
    @Override
    public void close() {
        connection.close();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }
}
