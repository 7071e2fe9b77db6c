package io.sockerless.drivers.agent.dial;

import io.sockerless.drivers.agent.AgentBinary;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** An agent in a process of its own, which dials a gateway of the test's: a cloud's container without the cloud. */
final class Dialing implements AutoCloseable {
    final String id = UUID.randomUUID().toString().replace("-", "").repeat(2);
    final Path place;
    final GatewayIdentity identity;
    AgentGateway gateway;
    DialedAgent agent;
    Process process;

    Dialing(Path place) throws IOException {
        this.place = place;
        identity = GatewayIdentity.keptIn(place.resolve("identity"));
        gateway = AgentGateway.open(identity, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        agent = gateway.expect(id, identity.token(id));
    }

    /** As it would be after a restart of the daemon. */
    void reopen() throws IOException {
        var address = gateway.address();
        gateway.close();
        gateway = AgentGateway.open(identity, address);
        agent = gateway.expect(id, identity.token(id));
    }

    /** A command with a stdin, which ends with the first attachment's. */
    Dialing run(String script) throws Exception {
        return run(gateway.address().getPort(), script, settings -> settings);
    }

    Dialing run(int port, String script, UnaryOperator<DialSettings> change) throws Exception {
        var settings = change.apply(new DialSettings(
                URI.create("tls://127.0.0.1:" + port),
                id,
                identity.token(id),
                identity.certificatePem(),
                List.of("/bin/sh", "-c", script),
                "",
                List.of(),
                "",
                false,
                true,
                true,
                false,
                Duration.ofSeconds(20),
                Duration.ofSeconds(20),
                4L << 20));
        var builder =
                new ProcessBuilder(AgentBinary.locate(place.resolve("bin")).toString(), "dial");
        builder.environment().clear();
        builder.environment().put("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
        builder.environment().put("WORD", id);
        builder.environment().putAll(settings.args().isEmpty() ? settings.waiting() : settings.environment());
        builder.redirectOutput(place.resolve("agent.out").toFile());
        builder.redirectError(place.resolve("agent.err").toFile());
        process = builder.start();
        return this;
    }

    Dialing connected() throws InterruptedException, IOException {
        if (!agent.awaitConnected(Duration.ofSeconds(20))) {
            throw new IOException(
                    "the agent does not come: " + java.nio.file.Files.readString(place.resolve("agent.err")));
        }
        return this;
    }

    @Override
    public void close() {
        if (process != null) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().onExit().join();
        }
        gateway.close();
    }
}
