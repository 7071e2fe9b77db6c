package io.sockerless.drivers.agent.dial;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sockerless.drivers.agent.TarIn;
import io.sockerless.drivers.spi.Channel;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a dialed agent tells of its container and does in it, beside running the command. */
class DialedContainerTest {
    private static final Set<Channel> ALL = Set.of(Channel.STDIN, Channel.STDOUT, Channel.STDERR);

    @TempDir
    Path place;

    private final String nonce = UUID.randomUUID().toString();

    private Dialing started(String script) throws Exception {
        var dialing = new Dialing(place).run(script).connected();
        dialing.agent.start();
        return dialing;
    }

    private static BufferedReader lines(InputStream in) {
        return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    }

    @Test
    void filesGoInAndOut() throws Exception {
        var content = new byte[3 << 20];
        new Random().nextBytes(content);
        var from = Files.createDirectory(place.resolve("from"));
        var into = Files.createDirectory(place.resolve("into"));
        Files.write(from.resolve(nonce), content);
        try (var dialing = started("sleep 1000")) {
            var stat = dialing.agent.stat(from.resolve(nonce).toString());
            assertEquals(nonce, stat.name());
            assertEquals(content.length, stat.size());
            try (var tar = dialing.agent.tarOut(from.resolve(nonce).toString())) {
                dialing.agent.tarIn(new TarIn(into.toString(), false, Optional.empty()), tar);
            }
            assertArrayEquals(content, Files.readAllBytes(into.resolve(nonce)));
            var missing = assertThrows(EngineException.class, () -> dialing.agent.stat("/" + nonce));
            assertEquals(ErrorKind.NOT_FOUND, missing.kind());
        }
    }

    @Test
    void processesAreListedMeasuredAndPaused() throws Exception {
        try (var dialing = started("while :; do :; done & exec sleep 54321")) {
            var streams = dialing.agent.attach(Set.of(Channel.STDOUT));
            var before = dialing.agent.stats();
            assertEquals(2, before.pids());
            assertTrue(before.memoryUsage() > 0);
            var table = dialing.agent.top("");
            assertTrue(
                    table.rows().stream().anyMatch(row -> row.getLast().equals("sleep 54321")),
                    () -> table.rows().toString());
            assertEquals(2, dialing.agent.pids().size());
            assertEquals(
                    ErrorKind.INVALID,
                    assertThrows(EngineException.class, () -> dialing.agent.top("aux"))
                            .kind());
            while (dialing.agent.stats().cpuTotal() == before.cpuTotal()) {
                Thread.onSpinWait(); // until the loop has used a tick
            }
            dialing.agent.pause();
            assertTrue(dialing.agent.state().paused());
            for (long pid : dialing.agent.pids()) {
                var stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
                assertEquals('T', stat.charAt(stat.lastIndexOf(')') + 2), stat);
            }
            dialing.agent.unpause();
            dialing.agent.signal(9);
            assertEquals(137, dialing.agent.awaitExit().code());
            assertEquals(-1, streams.stdout().read()); // what it left behind holds the output no longer
        }
    }

    @Test
    void aTerminalHasItsSize() throws Exception {
        try (var dialing = new Dialing(place)) {
            dialing.run(
                            dialing.gateway.address().getPort(),
                            "trap 'stty size; exit 4' WINCH; tty; while :; do sleep 0.05; done",
                            plain -> new DialSettings(
                                    plain.url(),
                                    plain.containerId(),
                                    plain.token(),
                                    plain.certificatePem(),
                                    plain.args(),
                                    "",
                                    List.of(),
                                    "",
                                    true,
                                    true,
                                    false,
                                    false,
                                    plain.dialFor(),
                                    plain.linger(),
                                    plain.logBytes()))
                    .connected();
            try (var streams = dialing.agent.attach(ALL);
                    var output = lines(streams.stdout())) {
                dialing.agent.start();
                assertTrue(output.readLine().startsWith("/dev/"));
                dialing.agent.resize(43, 132);
                assertEquals("43 132", output.readLine());
                assertEquals(4, dialing.agent.awaitExit().code());
            }
        }
    }

    @Test
    void outputIsKeptForWhoComesLater() throws Exception {
        try (var dialing = started("echo one " + nonce + "; echo two >&2; read word; echo three")) {
            var kept = new ByteArrayOutputStream();
            long offset;
            try (var log = dialing.agent.logs(0, true)) {
                while (kept.size() < ("one " + nonce + "\ntwo\n").length()) {
                    kept.write(log.next().orElseThrow().bytes());
                }
                offset = kept.size();
            }
            dialing.agent.closeStdin();
            assertEquals(0, dialing.agent.awaitExit().code());
            try (var log = dialing.agent.logs(offset, false)) {
                var entry = log.next().orElseThrow();
                assertEquals("three\n", new String(entry.bytes(), StandardCharsets.UTF_8));
                assertEquals(offset, entry.offset());
                assertEquals(Channel.STDOUT, entry.channel());
                assertTrue(log.next().isEmpty());
            }
        }
    }

    @Test
    void portsOfTheContainerAreReached() throws Exception {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var dialing = started("sleep 1000")) {
            int port = server.getLocalPort();
            var serving = CompletableFuture.runAsync(() -> {
                try (var client = server.accept()) {
                    var asked = client.getInputStream().readAllBytes(); // to the half-close
                    client.getOutputStream().write(asked);
                    client.getOutputStream().write("!".getBytes(StandardCharsets.US_ASCII));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            var stream = dialing.agent.forward(port);
            stream.output().write(nonce.getBytes(StandardCharsets.US_ASCII));
            stream.output().close();
            assertEquals(nonce + "!", new String(stream.input().readAllBytes(), StandardCharsets.US_ASCII));
            serving.get();
        }
    }

    @Test
    void datagramsReachThePortsOfTheContainer() throws Exception {
        try (var server = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                var dialing = started("sleep 1000")) {
            var stream = dialing.agent.forwardDatagrams(server.getLocalPort());
            var in = new DataInputStream(stream.input());
            for (var asked : List.of(nonce, "", "x".repeat(60_000))) {
                var bytes = asked.getBytes(StandardCharsets.US_ASCII);
                var framed = ByteBuffer.allocate(2 + bytes.length)
                        .putShort((short) bytes.length)
                        .put(bytes);
                stream.output().write(framed.array());
                var packet = new DatagramPacket(new byte[65_536], 65_536);
                server.receive(packet);
                assertEquals(asked, new String(packet.getData(), 0, packet.getLength(), StandardCharsets.US_ASCII));
                server.send(new DatagramPacket(packet.getData(), packet.getLength(), packet.getSocketAddress()));
                var answer = new byte[in.readUnsignedShort()];
                in.readFully(answer);
                assertEquals(asked, new String(answer, StandardCharsets.US_ASCII));
            }
            stream.output().close();
            assertEquals(-1, in.read());
        }
    }

    @Test
    void aPortThatNobodyListensAtIsRefused() throws Exception {
        int port;
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = server.getLocalPort();
        }
        try (var dialing = started("sleep 1000")) {
            assertThrows(EngineException.class, () -> dialing.agent.forward(port));
        }
    }
}
