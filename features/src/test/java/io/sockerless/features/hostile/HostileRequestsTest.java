package io.sockerless.features.hostile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sockerless.features.daemons.Programs;
import io.sockerless.features.http.Exchange;
import io.sockerless.features.http.Request;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;

/** Requests that are no HTTP, or more of it than anybody needs. */
class HostileRequestsTest {
    private static final String GET = "GET /_ping HTTP/1.1\r\nHost: d\r\n";
    private static final String POST =
            "POST /containers/create HTTP/1.1\r\nHost: d\r\nContent-Type: application/json\r\n";
    private static final String CHUNKS = POST + "Transfer-Encoding: chunked\r\n\r\n";
    private static final int MANY = 1500;

    private static Victim victim;

    @BeforeAll
    static void start() throws IOException {
        victim = Victim.start("requests");
    }

    @AfterEach
    void isAlive() throws IOException {
        victim.isAlive();
    }

    @AfterAll
    static void stop() throws IOException {
        try (var last = victim) {
            if (last != null) {
                last.isUnharmed();
            }
        }
    }

    /** Name, request, and the statuses of which one must come. */
    static final List<Arguments> BROKEN = List.of(
            Arguments.of("10,000 headers", GET + headers(10_000) + "\r\n", "400 431"),
            Arguments.of("a header of 1 MB", GET + "X: " + "a".repeat(1 << 20) + "\r\n\r\n", "400 431"),
            Arguments.of("a request line of 1 MB", "GET /" + "a".repeat(1 << 20) + " HTTP/1.1\r\n\r\n", "400 414"),
            Arguments.of("TLS", "\u0016\u0003\u0001\u0002\u0000\u0001\r\n\r\n", "400"),
            Arguments.of("no Host", "GET /_ping HTTP/1.1\r\n\r\n", "400"),
            Arguments.of("two Hosts", GET + "Host: e\r\n\r\n", "400"),
            Arguments.of("a space before the colon", POST + "Content-Length : 2\r\n\r\n{}", "400"),
            Arguments.of("a folded header", GET + "X: a\r\n b\r\n\r\n", "400"),
            Arguments.of("NUL in a header", GET + "X: a\0b\r\n\r\n", "400"),
            Arguments.of("NUL in a method", "G\0T /_ping HTTP/1.1\r\nHost: d\r\n\r\n", "400"),
            Arguments.of("a bare CR", GET + "X: a\rb\r\n\r\n", "400"),
            Arguments.of(
                    "both lengths", POST + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "400"),
            Arguments.of("two codings", POST + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", "400 501"),
            Arguments.of("a hidden coding", POST + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", "400 501"),
            Arguments.of("two lengths", POST + "Content-Length: 2\r\nContent-Length: 4\r\n\r\n{}xx", "400"),
            Arguments.of("a list of lengths", POST + "Content-Length: 2, 4\r\n\r\n{}xx", "400"),
            Arguments.of("a negative length", POST + "Content-Length: -2\r\n\r\n", "400"),
            Arguments.of("a signed length", POST + "Content-Length: +2\r\n\r\n{}", "400"),
            Arguments.of("a length of 20 digits", POST + "Content-Length: 99999999999999999999\r\n\r\n{}", "400"),
            Arguments.of("a negative chunk", CHUNKS + "-5\r\nhello\r\n0\r\n\r\n", "400"),
            Arguments.of("a chunk beyond 63 bits", CHUNKS + "ffffffffffffffffff\r\n{}", "400"),
            Arguments.of("a chunk in C's hexadecimal", CHUNKS + "0x2\r\n{}\r\n0\r\n\r\n", "400"),
            Arguments.of("a chunk without its end", CHUNKS + "2\r\n{}XX0\r\n\r\n", "400"),
            Arguments.of("a long chunk extension", CHUNKS + "2;" + "a".repeat(100_000) + "\r\n{}\r\n0\r\n\r\n", "400"),
            Arguments.of("long trailers", CHUNKS + "2\r\n{}\r\n0\r\n" + headers(10_000) + "\r\n", "400"),
            Arguments.of("a broken escape", "GET /containers/%zz/json HTTP/1.1\r\nHost: d\r\n\r\n", "400"),
            Arguments.of(
                    "NUL in a path",
                    "GET /containers/a%00b/json HTTP/1.1\r\nHost: d\r\nConnection: close\r\n\r\n",
                    "404"),
            Arguments.of(
                    "dots", "GET /containers/../_ping HTTP/1.1\r\nHost: d\r\nConnection: close\r\n\r\n", "301 404"),
            Arguments.of(
                    "hidden dots",
                    "GET /images/..%2f..%2fetc/json HTTP/1.1\r\nHost: d\r\nConnection: close\r\n\r\n",
                    "301 400 404"));

    @ParameterizedTest(name = "{0}")
    @FieldSource("BROKEN")
    void isRefusedAndTheConnectionEnds(String name, String request, String statuses) throws IOException {
        var reply = victim.raw(request.getBytes(StandardCharsets.ISO_8859_1));
        assertTrue(List.of(statuses.split(" ")).contains("" + reply.status()), name + ": " + reply);
    }

    /** What stands behind a request whose end is unclear must not be taken for another request. */
    @Test
    void nothingIsSmuggled() throws IOException {
        var behind = "GET /version HTTP/1.1\r\nHost: d\r\n\r\n";
        for (var head : List.of(
                "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "Content-Length: 0\r\nContent-Length: 44\r\n\r\n",
                "Content-Length : 44\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n0\r\nX",
                "Transfer-Encoding: chunked\r\n\r\n5;\n\r\n",
                "Transfer-Encoding:\u000bchunked\r\n\r\n0\r\n\r\n")) {
            var request = (POST + head + behind).getBytes(StandardCharsets.ISO_8859_1);
            try (var exchange = Exchange.raw(victim.daemon().socket(), request, false, Duration.ofSeconds(10))) {
                exchange.endInput();
                assertTrue(exchange.readHead() >= 400, head);
                exchange.readUntil(_ -> false);
                assertThrows(IOException.class, exchange::readHead, "a second answer after " + head);
            }
        }
    }

    /** One request of any size costs no more than a small one. */
    @Test
    void largeBodiesAreCutShort() throws IOException {
        var blanks = " ".repeat(64 << 20);
        var chunk = CHUNKS + Integer.toHexString(blanks.length()) + "\r\n" + blanks + "\r\n0\r\n\r\n";
        assertEquals(400, victim.raw(chunk.getBytes(StandardCharsets.US_ASCII)).status());
        var plain = POST + "Content-Length: " + blanks.length() + "\r\n\r\n" + blanks;
        assertEquals(400, victim.raw(plain.getBytes(StandardCharsets.US_ASCII)).status());
    }

    @Test
    void endedBodiesAreRefused() throws IOException {
        for (var request : List.of(
                POST + "Content-Length: 100\r\n\r\n{\"Image\":\"busybox\"}",
                CHUNKS + "40\r\n{\"Image\":\"busybox\"}",
                CHUNKS + "7fffffffffffff\r\n{\"Image\":\"busybox\"}",
                CHUNKS + "15\r\n{\"Image\":\"busybox\"}\r\n")) {
            var bytes = request.getBytes(StandardCharsets.US_ASCII);
            try (var exchange = Exchange.raw(victim.daemon().socket(), bytes, false, Duration.ofSeconds(10))) {
                exchange.endInput();
                assertEquals(400, exchange.readHead(), request);
            }
        }
    }

    /** Connections that never finish what they began leave room for others, and memory. */
    @Test
    void halfSentRequestsHoldNobodyElse() throws IOException {
        for (var half : List.of(
                GET + "X: ",
                GET + "X: " + "a".repeat(60_000),
                GET + headers(5000),
                POST + "Content-Length: 1000\r\n\r\n{\"Im",
                POST + "Content-Length: 4000000\r\n\r\n{\"Image\":\"" + "a".repeat(100_000),
                CHUNKS + "fff\r\n")) {
            var bytes = half.getBytes(StandardCharsets.US_ASCII);
            var open = new ArrayList<Exchange>();
            try {
                for (int i = 0; i < MANY; i++) {
                    open.add(Exchange.raw(victim.daemon().socket(), bytes, false, Duration.ofSeconds(10)));
                }
                assertEquals(
                        "OK", victim.daemon().ask(Request.of("GET", "/_ping")).text());
                assertEquals(
                        404,
                        victim.post("/containers/create", "{\"Image\":\"none\"}")
                                .status());
            } finally {
                for (var exchange : open) {
                    exchange.close();
                }
            }
        }
    }

    /** A listener outlives the time in which the process has no descriptor left. */
    @Test
    void listensOnAfterDescriptorsRanOut() throws IOException {
        long pid = victim.daemon().pid();
        int used = Vitals.of(pid).descriptors();
        var open = new ArrayList<Exchange>();
        limitDescriptors(pid, Integer.toString(used + 40));
        try {
            var half = GET.getBytes(StandardCharsets.US_ASCII);
            for (int i = 0; i < 200; i++) {
                open.add(Exchange.raw(victim.daemon().socket(), half, false, Duration.ofSeconds(10)));
            }
            assertEquals("OK", victim.daemon().ask(Request.of("GET", "/_ping")).text(), "idle ones make room");
        } finally {
            limitDescriptors(pid, "");
            for (var exchange : open) {
                exchange.close();
            }
        }
    }

    private static void limitDescriptors(long pid, String soft) throws IOException {
        var hard = Files.readAllLines(Path.of("/proc/" + pid + "/limits")).stream()
                .filter(line -> line.startsWith("Max open files"))
                .map(line -> line.split("\\s+")[4])
                .findFirst()
                .orElseThrow();
        Programs.run(List.of(
                "prlimit", "--pid", Long.toString(pid), "--nofile=" + (soft.isEmpty() ? hard : soft) + ":" + hard));
    }

    /** Frames that no client sends end the websocket, and nothing else. */
    @Test
    void brokenWebsocketsEnd() throws IOException {
        var id = victim.container(",\"OpenStdin\":true");
        var handshake = "GET /containers/" + id + "/attach/ws?stream=1&stdin=1&stdout=1 HTTP/1.1\r\nHost: d\r\n"
                + "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
        for (var frame : List.of(
                "8105", // not masked
                "f18500000000", // flags that nobody agreed on
                "82ffffffffffffffffff00000000", // of 2^64-1 bytes
                "89ff00000000000fffff00000000", // a ping of a megabyte
                "83800000000000", // an unknown kind
                "828700")) {
            var bytes = handshake.getBytes(StandardCharsets.US_ASCII);
            try (var exchange = Exchange.raw(victim.daemon().socket(), bytes, false, Duration.ofSeconds(10))) {
                assertEquals(101, exchange.readHead());
                exchange.send(HexFormat.of().parseHex(frame));
                exchange.endInput();
                exchange.readUntil(_ -> false);
            }
        }
        assertEquals(
                204,
                victim.daemon()
                        .ask(Request.of("DELETE", "/containers/" + id + "?force=1"))
                        .status());
    }

    private static String headers(int count) {
        return IntStream.range(0, count).mapToObj(i -> "X-" + i + ": y\r\n").collect(Collectors.joining());
    }
}
