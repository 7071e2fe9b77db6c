package io.sockerless.drivers.linux;

import io.sockerless.drivers.agent.AgentConnection;
import io.sockerless.drivers.agent.HostClient;
import io.sockerless.drivers.agent.HostFiles;
import io.sockerless.drivers.agent.HostMounts;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import java.io.IOException;
import java.nio.file.Path;

/** The process that does the privileged work. It keeps no state, so that a new one takes its place when it dies. */
final class HostAgent implements AutoCloseable {
    private final Path program;
    private HostClient client;
    private boolean closed;

    HostAgent(Path program) {
        this.program = program;
        this.client = launch();
    }

    private HostClient launch() {
        try {
            return HostClient.start(program);
        } catch (IOException e) {
            throw new EngineException(ErrorKind.UNAVAILABLE, "starting the agent: " + e.getMessage(), e);
        }
    }

    private synchronized HostClient client() {
        if (closed) {
            throw new EngineException(ErrorKind.UNAVAILABLE, "the driver is closed");
        }
        if (!client.isAlive()) {
            client.close();
            client = launch();
        }
        return client;
    }

    AgentConnection connection() {
        return client().connection();
    }

    HostFiles files() {
        return client().files();
    }

    HostMounts mounts() {
        return client().mounts();
    }

    /** Starts a supervisor, which listens when this returns. */
    void spawnShim(Path directory) {
        client().spawnShim(directory);
    }

    @Override
    public synchronized void close() {
        closed = true;
        client.close();
    }
}
