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
import java.util.Set;

/** Where the agents of this daemon's tasks dial in: the same port and the same certificate after each start. */
record Gateway(GatewayIdentity identity, AgentGateway agents, URI url) implements AutoCloseable {
    /** What an agent is told of its container; all else of its environment is the definition's. */
    static final Set<String> OWN = Set.of(DialSettings.PREFIX + "CONTAINER", DialSettings.PREFIX + "TOKEN");

    /** How long a task waits for a daemon that is away before its start, and after its end. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private static final long LOG_BYTES = 4L << 20;

    /** @throws EngineException INVALID when its address is of no use */
    static Gateway open(EcsConfig config) {
        Path place = config.state().resolve("gateway");
        Path kept = place.resolve("port");
        try {
            URI wanted = URI.create("tls://" + config.gateway());
            if (wanted.getHost() == null) {
                throw EngineException.invalid("--ecs gateway is HOST or HOST:PORT, not \"" + config.gateway() + "\"");
            }
            Files.createDirectories(place);
            int port = wanted.getPort() > 0
                    ? wanted.getPort()
                    : Files.exists(kept)
                            ? Integer.parseInt(Files.readString(kept).strip())
                            : 0;
            GatewayIdentity identity = GatewayIdentity.keptIn(place);
            AgentGateway agents = AgentGateway.open(identity, new InetSocketAddress(config.listen(), port));
            Files.writeString(kept, agents.address().getPort() + "\n");
            return new Gateway(
                    identity,
                    agents,
                    URI.create(
                            "tls://" + wanted.getHost() + ":" + agents.address().getPort()));
        } catch (IllegalArgumentException e) {
            throw EngineException.invalid("--ecs gateway is HOST or HOST:PORT, not \"" + config.gateway() + "\"");
        } catch (IOException e) {
            throw EngineException.internal("driver ecs: the agents' gateway: " + e.getMessage(), e);
        }
    }

    /** The agent of a run, let in from now on. */
    DialedAgent expect(String agent) {
        return agents.expect(agent, identity.token(agent));
    }

    /** Of a run of a container. */
    DialSettings settings(TaskSpec spec, String agent) {
        return new DialSettings(
                url,
                agent,
                identity.token(agent),
                identity.certificatePem(),
                spec.args(),
                spec.config().user(),
                spec.config().workingDir(),
                spec.config().tty(),
                spec.config().openStdin(),
                spec.config().stdinOnce(),
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
