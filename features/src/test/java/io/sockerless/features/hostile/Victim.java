package io.sockerless.features.hostile;

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
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;

/** A daemon of a test's own that is to be ill-treated, and what must be true of it afterwards. */
final class Victim implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Daemon daemon;
    private final Canary canary;
    private final Vitals before;

    private Victim(Daemon daemon, Canary canary) throws IOException {
        this.daemon = daemon;
        this.canary = canary;
        // What the first container costs, it costs once.
        runsContainers();
        before = Vitals.of(daemon.pid());
    }

    static Victim start(String name) throws IOException {
        DaemonKind.SOCKERLESS.obstacle().ifPresent(why -> {
            System.out.println("HOSTILE INPUT TEST SKIPPED: " + why);
            assumeTrue(false, why);
        });
        var canary = new Canary();
        var daemon = Daemon.start(DaemonKind.SOCKERLESS, "hostile-" + name);
        try {
            return new Victim(daemon, canary);
        } catch (IOException | RuntimeException | AssertionError e) {
            daemon.close();
            canary.close();
            throw e;
        }
    }

    Daemon daemon() {
        return daemon;
    }

    Canary canary() {
        return canary;
    }

    /** Sends these bytes on a connection of their own and reads the whole answer. */
    Reply raw(byte[] request) throws IOException {
        try (var exchange = Exchange.raw(daemon.socket(), request, false, PATIENCE)) {
            exchange.readHead();
            return exchange.readUntil(_ -> false);
        }
    }

    Reply post(String target, String json) {
        return daemon.ask(Request.of("POST", target).json(json));
    }

    /** Makes and starts a container that stays, and returns its id. */
    String container(String fields) {
        var created = post("/containers/create", "{\"Image\":\"busybox\",\"Cmd\":[\"sleep\",\"1000\"]" + fields + "}");
        assertEquals(201, created.status(), created.text());
        var id = Json.parse(created.body()).path("Id").asText();
        var started = post("/containers/" + id + "/start", "");
        assertEquals(204, started.status(), started.text());
        return id;
    }

    /** Standard output of a command in a running container. */
    String exec(String container, String script) {
        var command = Json.pretty(Json.parse("[\"sh\",\"-c\"]".getBytes(StandardCharsets.UTF_8)));
        var exec = post(
                "/containers/" + container + "/exec",
                "{\"AttachStdout\":true,\"AttachStderr\":true,\"Cmd\":"
                        + command.replace(
                                "]", ",\"" + script.replace("\\", "\\\\").replace("\"", "\\\"") + "\"]")
                        + "}");
        assertEquals(201, exec.status(), exec.text());
        var id = Json.parse(exec.body()).path("Id").asText();
        var frames = Frames.of(post("/exec/" + id + "/start", "{}").body());
        return new String(frames.stdout(), StandardCharsets.UTF_8)
                + new String(frames.stderr(), StandardCharsets.UTF_8);
    }

    /** @throws AssertionError unless the daemon answers and has harmed nobody */
    void isAlive() throws IOException {
        assertEquals("OK", daemon.ask(Request.of("GET", "/_ping")).text(), "the daemon does not answer");
        assertEquals("", canary.harm(), "files outside of all roots were touched");
    }

    /** @throws AssertionError unless the daemon serves, and runs containers */
    void isHealthy() {
        assertEquals("OK", daemon.ask(Request.of("GET", "/_ping")).text(), "the daemon does not answer");
        runsContainers();
    }

    /** @throws AssertionError unless the daemon is healthy, holds no more than before, and harmed nobody */
    void isUnharmed() throws IOException {
        isAlive();
        isHealthy();
        Vitals.settle(daemon.pid(), before);
    }

    private void runsContainers() {
        var nonce = UUID.randomUUID().toString();
        var created = post("/containers/create", "{\"Image\":\"busybox\",\"Cmd\":[\"echo\",\"" + nonce + "\"]}");
        assertEquals(201, created.status(), created.text());
        var id = Json.parse(created.body()).path("Id").asText();
        assertEquals(204, post("/containers/" + id + "/start", "").status());
        assertTrue(post("/containers/" + id + "/wait", "").text().contains("\"StatusCode\":0"));
        var logs = daemon.ask(Request.of("GET", "/containers/" + id + "/logs?stdout=1"));
        assertEquals(nonce + "\n", new String(Frames.of(logs.body()).stdout(), StandardCharsets.UTF_8));
        assertEquals(204, daemon.ask(Request.of("DELETE", "/containers/" + id)).status());
        Vitals.awaitAbsence(Path.of("/sys/fs/cgroup/docker", id));
    }

    @Override
    public void close() throws IOException {
        daemon.close();
        canary.close();
    }
}
