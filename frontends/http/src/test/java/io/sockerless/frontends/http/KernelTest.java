package io.sockerless.frontends.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The kernel with real sockets and clients that speak bytes. */
@Timeout(60)
class KernelTest {
    @TempDir
    Path dir;

    private final TestApi api = new TestApi();
    private Server server;
    private Path socket;

    @BeforeEach
    void start() throws IOException {
        socket = dir.resolve("test.sock");
        server = Server.builder()
                .listen(new Listener.Unix(socket, ""))
                .listen(new Listener.Tcp(new InetSocketAddress("127.0.0.1", 0)))
                .api(api)
                .grace(Duration.ofSeconds(2))
                .start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private SocketAddress unix() {
        return server.addresses().getFirst();
    }

    private RawClient client() throws IOException {
        return new RawClient(unix());
    }

    @Test
    void everyListenerServesAndKeepsTheConnection() throws IOException {
        for (SocketAddress address : server.addresses()) {
            try (RawClient client = new RawClient(address)) {
                for (int i = 0; i < 3; i++) {
                    String word = "w" + new Random().nextInt();
                    assertEquals(
                            "{\"q\":\"" + word + "\"}\n",
                            client.get("/query?q=" + word).text());
                }
            }
        }
    }

    @Test
    void bodiesByLengthAndInChunks() throws IOException {
        try (RawClient client = client()) {
            client.send("POST /echo HTTP/1.1\r\nHost:\r\nContent-Length: 5\r\n\r\nhello");
            assertEquals("hello", client.reply().text());
            client.send("POST /echo HTTP/1.1\r\nHost: test\r\n"
                    + "Transfer-Encoding: chunked\r\n\r\n"
                    + "3\r\n"
                    + "abc\r\n"
                    + "2;x=y\r\n"
                    + "de\r\n"
                    + "0\r\n"
                    + "Trailer: 1\r\n\r\n");
            assertEquals("abcde", client.reply().text());
            client.send("POST /trailer HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "1\r\na\r\n0\r\nX-First:  one two\r\nx-second: 2\r\n\r\n");
            assertEquals("{\"first\":\"one two\"}\n", client.reply().text());
            client.send(
                    "POST /ignore HTTP/1.1\r\nHost: test\r\nContent-Length: 7\r\n\r\nignoredGET /query?q=next HTTP/1.1\r\nHost: test\r\n\r\n");
            assertEquals("{\"ignored\":true}\n", client.reply().text());
            assertEquals("{\"q\":\"next\"}\n", client.reply().text());
        }
    }

    @Test
    void continueIsSentWhenTheBodyIsWanted() throws IOException {
        try (RawClient client = client()) {
            client.send("POST /echo HTTP/1.1\r\nHost: test\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
            assertEquals(100, client.head().status());
            assertEquals("ok", client.send("ok").reply().text());
        }
    }

    @Test
    void continueComesBeforeAStreamThatReadsTheBodyLater() throws IOException {
        try (RawClient client = client()) {
            client.send("POST /echo-stream HTTP/1.1\r\nHost: test\r\nContent-Length: 2\r\n"
                    + "Expect: 100-continue\r\n\r\n");
            assertEquals(100, client.head().status());
            assertEquals("ok", client.send("ok").reply().text());
        }
    }

    @Test
    void oneHugeChunkIsStreamed() throws Exception {
        // A 200 MiB chunk with a small heap: Surefire's 512 MB would not show a copy, so the memory in use is watched.
        int size = 200 << 20;
        byte[] piece = new byte[1 << 20];
        new Random(7).nextBytes(piece);
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        try (RawClient client = client()) {
            client.send("POST /digest HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + Integer.toHexString(size) + "\r\n");
            System.gc();
            long before = used();
            long most = 0;
            for (int sent = 0; sent < size; sent += piece.length) {
                client.send(piece);
                digest.update(piece);
                if (sent % (16 << 20) == 0) {
                    System.gc();
                    most = Math.max(most, used());
                }
            }
            client.send("\r\n0\r\n\r\n");
            String expected = HexFormat.of().formatHex(digest.digest());
            String text = client.reply().text();
            assertTrue(text.contains(expected) && text.contains("" + size), text);
            assertTrue(most - before < 32 << 20, "grew by " + (most - before));
        }
    }

    private static long used() {
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    @Test
    void hijackKeepsEveryByteAndHalfClose() throws Exception {
        for (SocketAddress address : server.addresses()) {
            byte[] bytes = new byte[8 << 20];
            new Random().nextBytes(bytes);
            try (RawClient client = new RawClient(address)) {
                // The first raw bytes travel with the request.
                client.send("POST /hijack HTTP/1.1\r\nHost: test\r\n"
                        + "Upgrade: tcp\r\n"
                        + "Connection: Upgrade\r\n"
                        + "Content-Length: 2\r\n\r\n"
                        + "{}abc");
                RawClient.Reply head = client.head();
                assertEquals("HTTP/1.1 101 UPGRADED", head.statusLine());
                Thread writer = Thread.ofVirtual().start(() -> {
                    try {
                        client.send(bytes).endOutput();
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                });
                assertEquals("{}abc", new String(client.in.readNBytes(5), StandardCharsets.US_ASCII));
                assertArrayEquals(bytes, client.in.readNBytes(bytes.length));
                // Written after the client's half-close.
                assertEquals(
                        " total " + (bytes.length + 3),
                        new String(client.in.readAllBytes(), StandardCharsets.US_ASCII));
                writer.join();
            }
        }
    }

    @Test
    void headOfAStreamComesBeforeItsFirstByteAndLeavingIsNoticed() throws Exception {
        try (RawClient client = client()) {
            client.send("GET /wait HTTP/1.1\r\nHost: test\r\n\r\n");
            assertEquals("chunked", client.head().headers().get("transfer-encoding"));
            assertTrue(api.streaming.await(5, TimeUnit.SECONDS));
        }
        assertTrue(api.left.await(1, TimeUnit.SECONDS), "the handler goes on without its client");
    }

    @Test
    void connectionIsUsableAfterAWatchedStream() throws IOException {
        try (RawClient client = client()) {
            for (int i = 1; i < 4; i++) {
                assertEquals(i, client.get("/events?n=" + i).text().lines().count());
                byte[] body = new byte[100_000];
                new Random().nextBytes(body);
                client.send("POST /echo HTTP/1.1\r\nHost: test\r\nContent-Length: 100000\r\n\r\n")
                        .send(body);
                assertArrayEquals(body, client.reply().body());
            }
        }
    }

    @Test
    void stopEndsStreamsProperly() throws Exception {
        try (RawClient client = client()) {
            client.send("GET /wait HTTP/1.1\r\nHost: test\r\n\r\n").head();
            assertTrue(api.streaming.await(5, TimeUnit.SECONDS));
            Thread stopping = Thread.ofVirtual().start(server::close);
            assertEquals(0, client.chunk().length);
            stopping.join();
            assertTrue(Files.notExists(socket));
        }
    }

    @Test
    void webSocketEchoes() throws IOException {
        try (RawClient client = client()) {
            client.send(
                    "GET /ws HTTP/1.1\r\nHost: test\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
            RawClient.Reply head = client.head();
            // The example of RFC 6455 §1.3.
            assertEquals("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", head.headers().get("sec-websocket-accept"));
            client.send(new byte[] {(byte) 0x82, (byte) 0x83, 1, 2, 3, 4, 'a' ^ 1, 'b' ^ 2, 'c' ^ 3});
            assertArrayEquals(new byte[] {(byte) 0x82, 3, 'a', 'b', 'c'}, client.in.readNBytes(5));
            client.send(new byte[] {(byte) 0x89, (byte) 0x81, 0, 0, 0, 0, 'p'});
            assertArrayEquals(new byte[] {(byte) 0x8a, 1, 'p'}, client.in.readNBytes(3));
            client.send(new byte[] {(byte) 0x88, (byte) 0x80, 0, 0, 0, 0});
            assertArrayEquals(new byte[] {(byte) 0x88, 2, 3, (byte) 0xe8}, client.in.readAllBytes());
        }
    }

    @Test
    void garbageGetsAJsonError() throws IOException {
        for (String bad : List.of(
                "garbage\r\n\r\n",
                "GET /x HTTP/1.0\r\n\r\n",
                "GET /x HTTP/1.1\r\nHost: test\r\nNo colon here\r\n\r\n",
                "POST /x HTTP/1.1\r\nHost: test\r\nContent-Length: five\r\n\r\n",
                "POST /x HTTP/1.1\r\nHost: test\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
                "POST /echo HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                "GET /%zz HTTP/1.1\r\nHost: test\r\n\r\n",
                "GET /" + "x".repeat(70_000) + " HTTP/1.1\r\nHost: test\r\n\r\n")) {
            try (RawClient client = client()) {
                RawClient.Reply reply = client.send(bad).reply();
                assertTrue(reply.status() >= 400, bad);
                assertTrue(reply.text().startsWith("{\"message\":"), reply.text());
                assertEquals(-1, client.in.read());
            }
        }
    }

    @Test
    void tenThousandHeadersAreRefusedAndLargeOnesTaken() throws IOException {
        try (RawClient client = client()) {
            StringBuilder request = new StringBuilder("GET /query?q=1 HTTP/1.1\r\nHost: test\r\n");
            IntStream.range(0, 10_000)
                    .forEach(i -> request.append("X-").append(i).append(": v\r\n"));
            assertEquals(
                    400, client.send(request.append("\r\n").toString()).reply().status());
        }
        try (RawClient client = client()) {
            client.send("GET /query?q=1 HTTP/1.1\r\nHost: test\r\nX-Registry-Auth: " + "a".repeat(40_000) + "\r\n\r\n");
            assertEquals(200, client.reply().status());
        }
    }

    @Test
    void halfSentBodyHoldsNobodyElse() throws IOException {
        try (RawClient half = client();
                RawClient other = client()) {
            half.send("POST /digest HTTP/1.1\r\nHost: test\r\nContent-Length: 100\r\n\r\nonly this");
            assertEquals(200, other.get("/query").status());
            half.endOutput();
            assertEquals(400, half.reply().status());
        }
    }

    @Test
    void slowReaderHoldsNobodyElse() throws IOException {
        try (RawClient slow = client();
                RawClient other = client()) {
            slow.send("GET /events?n=200000 HTTP/1.1\r\nHost: test\r\n\r\n");
            assertEquals(200, other.get("/query").status());
            assertEquals(200_000, slow.reply().text().lines().count());
        }
    }

    @Test
    void manyClientsAtOnce() throws Exception {
        List<Thread> clients = IntStream.range(0, 64)
                .mapToObj(i -> Thread.ofVirtual().unstarted(() -> {
                    try (RawClient client = new RawClient(server.addresses().get(i % 2))) {
                        for (int n = 0; n < 50; n++) {
                            assertEquals(
                                    "{\"q\":\"" + i + "-" + n + "\"}\n",
                                    client.get("/query?q=" + i + "-" + n).text());
                        }
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                }))
                .toList();
        List<Throwable> failures = java.util.Collections.synchronizedList(new java.util.ArrayList<>());
        clients.forEach(thread -> thread.setUncaughtExceptionHandler((_, e) -> failures.add(e)));
        clients.forEach(Thread::start);
        for (Thread thread : clients) {
            thread.join();
        }
        assertEquals(List.of(), failures);
    }

    @Test
    void socketBelongsToOneServer() throws IOException {
        assertEquals("rw-rw----", PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)));
        assertThrows(
                IOException.class,
                () -> Server.builder()
                        .listen(new Listener.Unix(socket, ""))
                        .api(api)
                        .start());
        try (RawClient client = client()) {
            assertEquals(200, client.get("/query").status());
        }
    }

    @Test
    void staleSocketIsReplaced() throws IOException {
        Path stale = dir.resolve("stale.sock");
        try (var dead = java.nio.channels.ServerSocketChannel.open(java.net.StandardProtocolFamily.UNIX)) {
            dead.bind(java.net.UnixDomainSocketAddress.of(stale));
        }
        assertTrue(Files.exists(stale));
        try (Server second = Server.builder()
                        .listen(new Listener.Unix(stale, ""))
                        .api(api)
                        .start();
                RawClient client = new RawClient(second.addresses().getFirst())) {
            assertEquals(200, client.get("/query").status());
        }
    }

    @Test
    void failureIsRenderedAndTheConnectionStays() throws IOException {
        try (RawClient client = client()) {
            assertEquals("{\"message\":\"as asked\"}\n", client.get("/fail").text());
            assertEquals(404, client.get("/a%2Fb").status());
            assertThrows(EOFException.class, () -> {
                client.send("GET /query HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n")
                        .reply();
                client.line();
            });
        }
    }
}
