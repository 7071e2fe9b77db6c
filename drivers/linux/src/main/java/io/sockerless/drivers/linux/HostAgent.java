package io.sockerless.drivers.linux;

import io.sockerless.drivers.agent.AgentConnection;
import io.sockerless.drivers.agent.HostClient;
import io.sockerless.drivers.agent.HostFiles;
import io.sockerless.drivers.agent.HostMounts;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** The process that does the privileged work. It keeps no state, so that a new one takes its place when it dies. */
final class HostAgent implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(HostAgent.class.getName());

    private final Path program;
    private final Path runtime;
    private HostClient client;
    private boolean closed;

    HostAgent(Path program, Path runtime) {
        this.program = program;
        this.runtime = runtime;
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

    /** See {@link HostClient#expectMove}. Does not wait. */
    void expectMove(Path hierarchy, String controller) {
        HostClient now = client();
        Thread.ofVirtual().name("expect-move").start(() -> {
            try {
                now.expectMove(hierarchy, controller);
            } catch (EngineException e) {
                LOG.log(System.Logger.Level.DEBUG, "moves stay slow: {0}", e.getMessage());
            }
        });
    }

    /** Starts a supervisor, which listens when this returns. */
    void spawnShim(Path directory) {
        client().spawnShim(directory, Optional.of(runtime));
    }

    @Override
    public synchronized void close() {
        closed = true;
        client.close();
    }
}
