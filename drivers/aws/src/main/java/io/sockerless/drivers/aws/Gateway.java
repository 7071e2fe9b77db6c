package io.sockerless.drivers.aws;

import io.sockerless.drivers.agent.dial.AgentGateway;
import io.sockerless.drivers.agent.dial.DialSettings;
import io.sockerless.drivers.agent.dial.DialedAgent;
import io.sockerless.drivers.agent.dial.GatewayIdentity;
import io.sockerless.drivers.spi.TaskSpec;
import io.sockerless.engine.model.EngineException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Where the agents of this daemon's tasks dial in: the same port and the same certificate after each start. */
record Gateway(GatewayIdentity identity, AgentGateway agents, URI url) implements AutoCloseable {
    /** What an agent is told of its container; all else of its environment is the definition's. */
    static final Set<String> OWN = Set.of(DialSettings.PREFIX + "CONTAINER", DialSettings.PREFIX + "TOKEN");

    /** How long a task waits for a daemon that is away before its start, and after its end. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private static final long LOG_BYTES = 4L << 20;

    /**
     * @param state of the driver
     * @param driver whose setting the address is
     * @param address as agents reach it: {@code HOST} or {@code HOST:PORT}
     * @param listen the address to listen on
     * @throws EngineException INVALID when its address is of no use
     */
    static Gateway open(Path state, String driver, String address, String listen) {
        return open(state, place(state), driver, address, listen);
    }

    /** Where a driver's gateway keeps what it keeps. */
    static Path place(Path state) {
        return state.resolve("gateway");
    }

    /** As {@link #open(Path, String, String, String)}, with the key in a directory of its own. */
    static Gateway open(Path state, Path key, String driver, String address, String listen) {
        Path place = place(state);
        Path kept = place.resolve("port");
        try {
            URI wanted = URI.create("tls://" + address);
            if (wanted.getHost() == null) {
                throw wrong(driver, address);
            }
            Files.createDirectories(place);
            int port = wanted.getPort() > 0
                    ? wanted.getPort()
                    : Files.exists(kept)
                            ? Integer.parseInt(Files.readString(kept).strip())
                            : 0;
            GatewayIdentity identity = GatewayIdentity.keptIn(key);
            AgentGateway agents = AgentGateway.open(identity, new InetSocketAddress(listen, port));
            Files.writeString(kept, agents.address().getPort() + "\n");
            return new Gateway(
                    identity,
                    agents,
                    URI.create(
                            "tls://" + wanted.getHost() + ":" + agents.address().getPort()));
        } catch (IllegalArgumentException e) {
            throw wrong(driver, address);
        } catch (IOException e) {
            throw EngineException.internal("AWS: the agents' gateway: " + e.getMessage(), e);
        }
    }

    private static EngineException wrong(String driver, String address) {
        return EngineException.invalid("--" + driver + " gateway is HOST or HOST:PORT, not \"" + address + "\"");
    }

    /** The agent of a run, let in from now on. */
    DialedAgent expect(String agent) {
        return agents.expect(agent, identity.token(agent));
    }

    /** Of a run of a container. */
    DialSettings settings(TaskSpec spec, String agent) {
        return settings(spec, agent, spec.config().user(), PATIENCE);
    }

    /**
     * @param user whom the command runs as; empty for the agent's own
     * @param dialFor how long the agent may look for us before the start
     */
    DialSettings settings(TaskSpec spec, String agent, String user, Duration dialFor) {
        return new DialSettings(
                url,
                agent,
                identity.token(agent),
                identity.certificatePem(),
                spec.args(),
                user,
                spec.host().strings("GroupAdd"),
                spec.config().workingDir(),
                spec.config().tty(),
                spec.config().openStdin(),
                spec.config().stdinOnce(),
                false,
                dialFor,
                PATIENCE,
                LOG_BYTES);
    }

    /** Of an agent that is told later what it runs. */
    DialSettings waiting(String agent) {
        return new DialSettings(
                url,
                agent,
                identity.token(agent),
                identity.certificatePem(),
                List.of(),
                "",
                List.of(),
                "",
                false,
                false,
                false,
                false,
                PATIENCE,
                PATIENCE,
                LOG_BYTES);
    }

    @Override
    public void close() {
        agents.close();
    }
}
