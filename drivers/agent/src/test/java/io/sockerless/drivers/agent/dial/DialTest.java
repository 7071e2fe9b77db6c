package io.sockerless.drivers.agent.dial;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sockerless.drivers.spi.Attachment;
import io.sockerless.drivers.spi.CanExec.ExecSpec;
import io.sockerless.drivers.spi.Channel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The agent's dial mode against a real gateway, over TLS, through connections that break. */
class DialTest {
    private static final Set<Channel> ALL = Set.of(Channel.STDIN, Channel.STDOUT, Channel.STDERR);

    @TempDir
    Path place;

    private final String nonce = UUID.randomUUID().toString();

    private static String text(java.io.InputStream in) throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }

    private static byte[] random(int length) {
        var bytes = new byte[length];
        new Random().nextBytes(bytes);
        return bytes;
    }

    @ParameterizedTest
    @CsvSource({"exit 0,0", "exit 7,7", "kill -9 $$,137", "kill -15 $$,143"})
    void theEndIsTheCommands(String script, int code) throws Exception {
        try (var dialing = new Dialing(place)
                .run("echo " + nonce + "; echo \"$SOCKERLESS_AGENT_TOKEN$WORD\" >&2; " + script)
                .connected()) {
            var agent = dialing.agent;
            assertEquals("created", agent.state().status());
            var streams = agent.attach(ALL);
            agent.start();
            assertEquals(nonce + "\n", text(streams.stdout()));
            assertEquals(dialing.id + "\n", text(streams.stderr()));
            assertEquals(code, agent.awaitExit().code());
            agent.release();
            assertTrue(dialing.process.waitFor(10, TimeUnit.SECONDS));
            assertEquals(code, dialing.process.exitValue());
        }
    }

    @Test
    void bytesGoBothWaysAndEndOnBoth() throws Exception {
        try (var dialing = new Dialing(place).run("cat; echo over >&2; exit 3").connected()) {
            flood(dialing, 16 << 20);
            assertEquals(3, dialing.agent.awaitExit().code());
        }
    }

    private void flood(Dialing dialing, int length) throws Exception {
        var content = random(length);
        var streams = dialing.agent.attach(ALL);
        dialing.agent.start();
        var writing = CompletableFuture.runAsync(() -> {
            try (var stdin = streams.stdin()) {
                stdin.write(content);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        assertArrayEquals(content, streams.stdout().readAllBytes());
        assertEquals("over\n", text(streams.stderr()));
        writing.get();
    }

    @Test
    void whatIsCutGoesOnWithoutALostOrDoubledByte() throws Exception {
        try (var dialing = new Dialing(place);
                var proxy = new CuttingProxy(dialing.gateway.address(), 900_000, 25)) {
            dialing.run(proxy.port(), "cat; echo over >&2; exit 9", settings -> settings)
                    .connected();
            flood(dialing, 24 << 20);
            assertEquals(9, dialing.agent.awaitExit().code());
            assertTrue(proxy.connections.get() > 10, () -> proxy.connections + " connections");
        }
    }

    private static ExecSpec exec(String... args) {
        return new ExecSpec(
                UUID.randomUUID().toString(), List.of(args), List.of("MORE=more"), "", "", false, false, 0, 0);
    }

    @Test
    void manyExecsAtOnceEachSayTheirOwn() throws Exception {
        try (var dialing = new Dialing(place).run("sleep 1000").connected()) {
            dialing.agent.start();
            var all = IntStream.range(0, 100)
                    .mapToObj(i -> CompletableFuture.supplyAsync(
                            () -> {
                                try {
                                    var exec = dialing.agent.exec(
                                            exec("/bin/sh", "-c", "echo $MORE " + nonce + "-" + i + "; exit " + i),
                                            Set.of(Channel.STDOUT));
                                    try (Attachment streams = exec.attachment()) {
                                        var said = text(streams.stdout());
                                        return said + exec.await().code();
                                    }
                                } catch (IOException | InterruptedException e) {
                                    throw new IllegalStateException(e);
                                }
                            },
                            task -> Thread.ofVirtual().start(task)))
                    .toList();
            for (int i = 0; i < all.size(); i++) {
                assertEquals("more " + nonce + "-" + i + "\n" + i, all.get(i).get(30, TimeUnit.SECONDS));
            }
            dialing.agent.signal(15);
            assertEquals(143, dialing.agent.awaitExit().code());
        }
    }

    @Test
    void theCommandOutlivesTheDaemon() throws Exception {
        try (var dialing = new Dialing(place)
                .run("echo " + nonce + "; read word; echo got $word; exit 5")
                .connected()) {
            dialing.agent.start();
            dialing.reopen();
            dialing.connected();
            assertEquals("running", dialing.agent.state().status());
            var streams = dialing.agent.attach(ALL);
            try (var stdin = streams.stdin()) {
                stdin.write((nonce + "\n").getBytes(StandardCharsets.UTF_8));
            }
            assertEquals("got " + nonce + "\n", text(streams.stdout()));
            assertEquals(5, dialing.agent.awaitExit().code());
        }
    }

    /** Settings of a command without a stdin whose agent soon gives up. */
    private static DialSettings impatient(DialSettings settings, String token, String certificate) {
        return new DialSettings(
                settings.url(),
                settings.containerId(),
                token,
                certificate,
                settings.args(),
                "",
                List.of(),
                "",
                false,
                false,
                false,
                false,
                Duration.ofSeconds(2),
                Duration.ofSeconds(1),
                1000);
    }

    private static void isRefused(Dialing dialing, UnaryOperator<DialSettings> change) throws Exception {
        dialing.run(dialing.gateway.address().getPort(), "exit 0", change);
        assertTrue(dialing.process.waitFor(20, TimeUnit.SECONDS));
        assertEquals(125, dialing.process.exitValue());
        assertFalse(dialing.agent.isConnected());
    }

    @Test
    void whoHasNoTokenOrTheWrongGatewayIsRefused() throws Exception {
        var stranger = GatewayIdentity.keptIn(place.resolve("stranger"));
        try (var dialing = new Dialing(place)) {
            isRefused(dialing, plain -> impatient(plain, "0".repeat(64), plain.certificatePem()));
            isRefused(dialing, plain -> impatient(plain, plain.token(), stranger.certificatePem()));
        }
    }
}
