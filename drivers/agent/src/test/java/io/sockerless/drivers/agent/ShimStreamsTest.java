package io.sockerless.drivers.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sockerless.drivers.agent.ShimClient.Standard;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Bytes through attach: exact, half-closed, concurrent, held back and let go. */
@Timeout(120)
class ShimStreamsTest {
    private static final Set<Standard> ALL = EnumSet.allOf(Standard.class);
    private static final long MIB = 1 << 20;

    @TempDir
    Path base;

    @Test
    void stdinEndsOnceWhenAskedTo() throws Exception {
        String nonce = UUID.randomUUID().toString();
        try (ShimContainer c = new ShimContainer(base, "sh", "-c", "cat; echo done; exit 3")) {
            c.stdin = true;
            c.stdinOnce = true;
            c.create();
            try (ShimStreams streams = c.client.attach(ALL)) {
                streams.stdin().write(nonce.getBytes(UTF_8)); // before start: kept
                c.client.start();
                streams.stdin().close();
                assertEquals(nonce + "done\n", new String(streams.stdout().readAllBytes(), UTF_8));
                assertEquals(3, c.client.awaitExit().code());
            }
        }
    }

    @Test
    void stdinStaysOpenForTheNextAttach() throws Exception {
        try (ShimContainer c = new ShimContainer(base, "cat")) {
            c.stdin = true;
            c.create();
            c.client.start();
            for (int i = 0; i < 2; i++) {
                try (ShimStreams streams = c.client.attach(ALL)) {
                    byte[] line = (UUID.randomUUID() + "\n").getBytes(UTF_8);
                    streams.stdin().write(line);
                    streams.stdin().close();
                    assertArrayEquals(line, streams.stdout().readNBytes(line.length));
                }
            }
            c.client.closeStdin();
            assertEquals(0, c.client.awaitExit().code());
        }
    }

    @Test
    void manyMebibytesBothWaysAreBitExact() throws Exception {
        long size = 64 * MIB;
        try (ShimContainer c = new ShimContainer(base, "cat");
                ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
            c.stdin = true;
            c.stdinOnce = true;
            c.logging = ShimCreate.Log.NONE;
            c.create();
            c.client.start();
            try (ShimStreams streams = c.client.attach(ALL);
                    ShimStreams second = c.client.attach(Set.of(Standard.STDOUT))) {
                Future<String> sent = pool.submit(() -> send(streams.stdin(), size, 42));
                Future<String> other = pool.submit(() -> digest(second.stdout()));
                String received = digest(streams.stdout());
                assertEquals(sent.get(), received);
                assertEquals(received, other.get());
            }
        }
    }

    @Test
    void binaryOutputReachesTheLogAsDockerWritesIt() throws Exception {
        try (ShimContainer c = new ShimContainer(base, "printf", "a\\tb<&>\"\\\\\\377z\\n")) {
            c.create();
            c.client.start();
            c.client.awaitExit();
            String line = java.nio.file.Files.readString(c.log);
            assertTrue(
                    line.startsWith(
                            "{\"log\":\"a\\u0009b\\u003c\\u0026\\u003e\\\"\\\\\\ufffdz\\n\",\"stream\":\"stdout\",\"time\":\""),
                    line);
        }
    }

    @Test
    void terminalEchoesAndResizes() throws Exception {
        try (ShimContainer c =
                new ShimContainer(base, "sh", "-c", "stty size; read line; stty size; echo \"got:$line\"; exit 5")) {
            c.terminal = true;
            c.stdin = true;
            c.consoleSize = List.of(40, 101);
            c.create();
            try (ShimStreams streams = c.client.attach(EnumSet.of(Standard.STDIN, Standard.STDOUT));
                    BufferedReader lines = new BufferedReader(new InputStreamReader(streams.stdout(), UTF_8))) {
                c.client.start();
                assertEquals("40 101", lines.readLine());
                c.client.resize(33, 111);
                String nonce = UUID.randomUUID().toString();
                streams.stdin().write((nonce + "\n").getBytes(UTF_8));
                assertEquals(nonce, lines.readLine()); // the terminal's echo
                assertEquals("33 111", lines.readLine());
                assertEquals("got:" + nonce, lines.readLine());
                assertEquals(-1, lines.read());
                assertEquals(5, c.client.awaitExit().code());
            }
        }
    }

    @Test
    void aSlowReaderHoldsTheContainerBackUntilItLeaves() throws Exception {
        try (ShimContainer c = new ShimContainer(base, "sh", "-c", "head -c 20000000 /dev/zero; echo end >&2")) {
            c.logging = ShimCreate.Log.NONE;
            c.create();
            ShimClient slow = c.connect(_ -> {});
            slow.attach(Set.of(Standard.STDOUT)); // and never reads
            try (ShimStreams err = c.client.attach(Set.of(Standard.STDERR))) {
                c.client.start();
                Future<byte[]> end;
                try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
                    end = pool.submit(() -> err.stderr().readAllBytes());
                    assertEquals("running", c.client.state().status());
                    slow.close();
                    assertArrayEquals("end\n".getBytes(UTF_8), end.get());
                }
                assertEquals(0, c.client.awaitExit().code());
            }
        }
    }

    @Test
    void aReaderThatLeavesOneStreamLetsTheContainerGo() throws Exception {
        try (ShimContainer c = new ShimContainer(base, "sh", "-c", "head -c 20000000 /dev/zero; exit 4")) {
            c.logging = ShimCreate.Log.NONE;
            c.create();
            ShimStreams unread = c.client.attach(Set.of(Standard.STDOUT));
            c.client.start();
            assertEquals(0, unread.stdout().read());
            unread.close();
            assertEquals(4, c.client.awaitExit().code());
        }
    }

    private static String send(OutputStream out, long size, long seed) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        Random random = new Random(seed);
        byte[] block = new byte[100_003];
        try (out) {
            for (long left = size; left > 0; left -= block.length) {
                random.nextBytes(block);
                int n = (int) Math.min(left, block.length);
                digest.update(block, 0, n);
                out.write(block, 0, n);
            }
        }
        return size + ":" + new java.math.BigInteger(1, digest.digest()).toString(16);
    }

    private static String digest(InputStream in) throws IOException, java.security.NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        long size = 0;
        byte[] block = new byte[64 << 10];
        for (int n = in.read(block); n >= 0; n = in.read(block)) {
            digest.update(block, 0, n);
            size += n;
        }
        return size + ":" + new java.math.BigInteger(1, digest.digest()).toString(16);
    }
}
