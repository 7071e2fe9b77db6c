package io.sockerless.features.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sockerless.features.daemons.Daemon;
import io.sockerless.features.daemons.DaemonKind;
import io.sockerless.features.http.Exchange;
import io.sockerless.features.http.Frames;
import io.sockerless.features.http.Json;
import io.sockerless.features.http.Reply;
import io.sockerless.features.http.Request;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What clients rely on that read their streams themselves. */
class StreamOrderTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static Daemon start(DaemonKind kind) {
        kind.obstacle().ifPresent(why -> {
            System.out.println("STREAM ORDER TEST SKIPPED on " + kind + ": " + why);
            assumeTrue(false, why);
        });
        return Daemon.start(kind, "stream-order-" + kind);
    }

    private static Reply post(Daemon daemon, String target, String json) {
        return daemon.ask(Request.of("POST", target).json(json));
    }

    private static String container(Daemon daemon, String script) {
        var made = post(daemon, "/containers/create", """
                {"Image": "busybox", "Cmd": ["sh", "-c", "%s"], "OpenStdin": true, "StdinOnce": true}
                """.formatted(script));
        assertEquals(201, made.status(), made.text());
        return Json.parse(made.body()).get("Id").asText();
    }

    private static Reply exec(Daemon daemon, String container, String script) throws IOException {
        try (var stream = started(daemon, made(daemon, container, script))) {
            return stream.readUntil(_ -> false);
        }
    }

    private static String made(Daemon daemon, String container, String script) {
        var made = post(daemon, "/containers/" + container + "/exec", """
                {"AttachStdin": true, "AttachStdout": true, "Cmd": ["sh", "-c", "%s"]}
                """.formatted(script));
        assertEquals(201, made.status(), made.text());
        return Json.parse(made.body()).get("Id").asText();
    }

    private static Exchange started(Daemon daemon, String exec) throws IOException {
        var request = Request.of("POST", "/exec/" + exec + "/start").json("{}");
        var stream = Exchange.open(daemon.socket(), request, PATIENCE);
        assertEquals(200, stream.readHead());
        return stream;
    }

    /** dockerd does not promise it: on a busy machine its stream may begin before. */
    @ParameterizedTest
    @EnumSource(value = DaemonKind.class, names = "SOCKERLESS")
    void anExecIsSeenToRunOnceItsStreamBegins(DaemonKind kind) throws Exception {
        var word = UUID.randomUUID().toString();
        try (var daemon = start(kind)) {
            var container = container(daemon, "cat");
            post(daemon, "/containers/" + container + "/start", "");
            for (int i = 0; i < 20; i++) {
                var exec = made(daemon, container, "read go; echo " + word + "; exit 9");
                try (var stream = started(daemon, exec)) {
                    var seen = daemon.ask(Request.of("GET", "/exec/" + exec + "/json"));
                    assertTrue(Json.parse(seen.body()).get("Running").asBoolean(), seen.text());
                    stream.send("go\n".getBytes(StandardCharsets.UTF_8));
                    assertEquals(
                            word + "\n",
                            new String(
                                    Frames.of(stream.readUntil(_ -> false).body())
                                            .stdout(),
                                    StandardCharsets.UTF_8));
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(DaemonKind.class)
    void anAttachmentOfStdinAloneStaysUntilTheContainerEnds(DaemonKind kind) throws Exception {
        var word = UUID.randomUUID().toString();
        try (var daemon = start(kind)) {
            var container = container(daemon, "mkfifo /heard; read a; echo $a > /heard; read b; exit $b");
            var request = Request.of("POST", "/containers/" + container + "/attach?stream=1&stdin=1");
            try (var stream = Exchange.open(daemon.socket(), request, PATIENCE)) {
                assertEquals(200, stream.readHead());
                post(daemon, "/containers/" + container + "/start", "");
                stream.send((word + "\n").getBytes(StandardCharsets.UTF_8));
                // Reading the pipe waits for the container to have read the first line.
                var heard = exec(daemon, container, "until [ -p /heard ]; do :; done; cat /heard");
                assertEquals(word + "\n", new String(Frames.of(heard.body()).stdout(), StandardCharsets.UTF_8));
                stream.send("7\n".getBytes(StandardCharsets.UTF_8));
                var ended = post(daemon, "/containers/" + container + "/wait", "");
                assertEquals(7, Json.parse(ended.body()).get("StatusCode").asInt(), ended.text());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(DaemonKind.class)
    void aLoginToWhatIsNoAddressIsRefused(DaemonKind kind) throws Exception {
        try (var daemon = start(kind)) {
            var reply = post(daemon, "/auth", """
                    {"username": "a", "password": "b", "serveraddress": "not an address"}
                    """);
            assertTrue(reply.status() >= 400, reply.text());
            assertTrue(
                    reply.text().contains("not an address") || reply.text().contains("not%20an%20address"),
                    reply::text);
        }
    }
}
