package io.sockerless.features.hostile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sockerless.features.http.Exchange;
import io.sockerless.features.http.Json;
import io.sockerless.features.http.Request;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Clients that ask for streams and do not read them. */
class SlowReadersTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int READERS = 20;
    /** Far more than sockets and pipes hold. */
    private static final int MEGABYTES = 24;

    private static final String TALK = "yes $(head -c 99 /dev/zero | tr '\\\\0' a) | head -c " + (MEGABYTES << 20);

    private static Victim victim;

    @BeforeAll
    static void start() throws IOException {
        victim = Victim.start("readers");
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

    private static String created(String script) {
        var reply =
                victim.post("/containers/create", "{\"Image\":\"busybox\",\"Cmd\":[\"sh\",\"-c\",\"" + script + "\"]}");
        assertEquals(201, reply.status(), reply.text());
        return Json.parse(reply.body()).path("Id").asText();
    }

    private static void removed(String id) {
        assertEquals(
                204,
                victim.daemon()
                        .ask(Request.of("DELETE", "/containers/" + id + "?force=1"))
                        .status());
    }

    /** As many streams, of which nothing is read but the head. */
    private static List<Exchange> unread(String method, String target) throws IOException {
        var all = new ArrayList<Exchange>();
        for (int i = 0; i < READERS; i++) {
            all.add(Exchange.open(victim.daemon().socket(), Request.of(method, target), PATIENCE));
        }
        return all;
    }

    private static void close(List<Exchange> all) throws IOException {
        for (var one : all) {
            one.close();
        }
    }

    /** Scripts and suites ask for the log of a short command without waiting for its end. */
    @Test
    void theLogOfAShortCommandIsWholeRightAfterItsStart() {
        var nonce = UUID.randomUUID().toString();
        var id = created("usleep 30000; echo " + nonce);
        assertEquals(204, victim.post("/containers/" + id + "/start", "").status());
        var log = victim.daemon()
                .ask(Request.of("GET", "/containers/" + id + "/logs?stdout=1"))
                .text();
        assertTrue(log.contains(nonce), log);
        removed(id);
    }

    /** Whoever follows the log without reading it holds up nobody: it is read from the disk. */
    @Test
    void unreadLogsDoNotStopTheContainer() throws IOException {
        var id = created(TALK);
        assertEquals(204, victim.post("/containers/" + id + "/start", "").status());
        var readers = unread("GET", "/containers/" + id + "/logs?follow=1&stdout=1&stderr=1&timestamps=1");
        assertTrue(victim.post("/containers/" + id + "/wait", "").text().contains("\"StatusCode\":0"));
        victim.isHealthy();
        close(readers);
        removed(id);
    }

    /** An attached client may hold the container up, as with Docker, but only as long as it stays. */
    @Test
    void theContainerGoesOnWhenUnreadAttachmentsEnd() throws IOException {
        var id = created(TALK);
        var readers = unread("POST", "/containers/" + id + "/attach?stream=1&stdout=1&stderr=1");
        for (var reader : readers) {
            assertEquals(200, reader.readHead());
        }
        assertEquals(204, victim.post("/containers/" + id + "/start", "").status());
        assertEquals(
                200,
                victim.daemon()
                        .ask(Request.of("GET", "/containers/" + id + "/json"))
                        .status());
        victim.isHealthy();
        close(readers);
        assertTrue(victim.post("/containers/" + id + "/wait", "").text().contains("\"StatusCode\":0"));
        removed(id);
    }

    /** Clients that read the head of an answer with a buffer lose what they find in it of the stream. */
    @Test
    void whoReadsTheHeadLateFindsItAlone() throws IOException {
        var id = created("sleep 1000");
        assertEquals(204, victim.post("/containers/" + id + "/start", "").status());
        var nonce = UUID.randomUUID().toString();
        for (int i = 0; i < 5; i++) {
            var exec = Json.parse(victim.post(
                                    "/containers/" + id + "/exec",
                                    "{\"AttachStdout\":true,\"Cmd\":[\"echo\",\"" + nonce + i + "\"]}")
                            .body())
                    .path("Id")
                    .asText();
            try (var channel = SocketChannel.open(
                    UnixDomainSocketAddress.of(victim.daemon().socket()))) {
                var request = "POST /exec/" + exec + "/start HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                        + "Connection: Upgrade\r\nUpgrade: tcp\r\nContent-Length: 2\r\n\r\n{}";
                channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.UTF_8)));
                while (!ended(exec)) {
                    Thread.onSpinWait();
                }
                var head = read(channel);
                assertTrue(head.startsWith("HTTP/1.1 101 ") && head.endsWith("\r\n\r\n"), head);
                assertEquals("\1\0\0\0\0\0\0\46" + nonce + i + "\n", read(channel));
            }
        }
        removed(id);
    }

    private static boolean ended(String exec) {
        var state = Json.parse(victim.daemon()
                .ask(Request.of("GET", "/exec/" + exec + "/json"))
                .body());
        return state.path("ExitCode").isNumber();
    }

    /** What is there, as one read gives it. */
    private static String read(SocketChannel channel) throws IOException {
        var buffer = ByteBuffer.allocate(64 << 10);
        channel.read(buffer);
        return new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8);
    }

    /** Others get the events at once, however many clients do not read theirs. */
    @Test
    void unreadEventsHoldNobodyUp() throws IOException {
        var readers = unread("GET", "/events");
        var id = created("true");
        for (int i = 0; i < 400; i++) {
            assertEquals(
                    204,
                    victim.post("/containers/" + id + "/rename?name=slow" + i + "x".repeat(1000), "")
                            .status());
        }
        victim.isHealthy();
        close(readers);
        removed(id);
    }

    @Test
    void unreadExportsAndArchivesEndWithTheirClient() throws IOException {
        var id = victim.container("");
        victim.exec(id, "head -c 8000000 /dev/zero > /big");
        for (var target : List.of("/export", "/archive?path=/", "/stats")) {
            var readers = unread("GET", "/containers/" + id + target);
            victim.isHealthy();
            close(readers);
        }
        var images = unread("GET", "/images/busybox/get");
        victim.isHealthy();
        close(images);
        removed(id);
    }

    /** A client that leaves in the middle of an upload leaves nothing behind. */
    @Test
    void halfSentUploadsEndWithTheirClient() throws IOException {
        var id = victim.container("");
        var open = new ArrayList<Exchange>();
        for (int i = 0; i < READERS; i++) {
            for (var head : List.of(
                    "PUT /containers/" + id + "/archive?path=/tmp HTTP/1.1",
                    "POST /images/load HTTP/1.1",
                    "POST /images/create?fromSrc=- HTTP/1.1")) {
                var bytes = (head
                                + "\r\nHost: d\r\nContent-Type: application/x-tar\r\nContent-Length: 100000000\r\n\r\n"
                                + "a".repeat(100_000))
                        .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
                open.add(Exchange.raw(victim.daemon().socket(), bytes, false, PATIENCE));
            }
        }
        victim.isHealthy();
        close(open);
        removed(id);
    }
}
