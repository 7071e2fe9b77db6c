package io.sockerless.features.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.sockerless.features.daemons.Daemon;
import io.sockerless.features.daemons.DaemonKind;
import io.sockerless.features.http.Json;
import io.sockerless.features.http.Reply;
import io.sockerless.features.http.Request;
import io.sockerless.features.registry.scripted.ScriptedRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Registries that refuse, ask for credentials, and fail: this daemon tells its clients of it in dockerd's words. */
class RegistryWordsTest {
    private static final String OPEN = "127.0.0.1:5001/";
    private static final String PASSWORD = "127.0.0.1:5002/";
    private static final String TOKEN = "127.0.0.1:5003/";
    private static final String ALICE = auth("{\"username\":\"alice\",\"password\":\"secret\"}");
    private static final String MALLORY = auth("{\"username\":\"alice\",\"password\":\"wrong\"}");
    private static final String REMEMBERED = auth("{\"identitytoken\":\"again\"}");
    private static final String NOBODY = auth("{}");

    private static final List<String> REFUSALS = List.of(
            "unknown",
            "no-name",
            "denied",
            "denied-401",
            "unauthorized",
            "unauthorized-403",
            "limited",
            "limited-text",
            "limited-details",
            "html-401",
            "html-403",
            "html-404",
            "html-418",
            "empty-404",
            "strange",
            "invalid",
            "two",
            "no-errors",
            "no-message");

    private static final List<String> TOLD = List.of(
            "--registry-mirror", "http://127.0.0.1:5001",
            "--insecure-registry", "10.98.0.0/24",
            "--insecure-registry", "registry.example:5000");

    private static final List<String> WELL = List.of("fine", "list", "index", "attested");

    @TempDir
    static Path place;

    private static Map<DaemonKind, Daemon> daemons = new TreeMap<>();
    private static List<ScriptedProcess> registries = new ArrayList<>();

    @BeforeAll
    static void start() throws IOException {
        for (DaemonKind kind : DaemonKind.values()) {
            kind.obstacle().ifPresent(why -> {
                System.out.println("REGISTRY WORDS SKIPPED: " + why);
                assumeTrue(false, why);
            });
        }
        for (DaemonKind kind : DaemonKind.values()) {
            Daemon daemon = Daemon.start(kind, "registry-words", Map.of(), TOLD);
            daemons.put(kind, daemon);
            registries.add(ScriptedProcess.start(daemon.machine(), place));
        }
    }

    @AfterAll
    static void stop() throws IOException {
        for (ScriptedProcess registry : registries) {
            registry.close();
        }
        daemons.values().forEach(Daemon::close);
    }

    private static String auth(String json) {
        return Base64.getUrlEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    /** What both answer, which must be the same. */
    private static String same(Request request) {
        Map<DaemonKind, String> answers = new TreeMap<>();
        daemons.forEach((kind, daemon) -> answers.put(kind, outcome(daemon.ask(request))));
        assertEquals(answers.get(DaemonKind.DOCKERD), answers.get(DaemonKind.SOCKERLESS), request.target());
        return answers.get(DaemonKind.SOCKERLESS);
    }

    /** The status, and the error or the last line. */
    private static String outcome(Reply reply) {
        String last = "";
        for (String line : reply.text().lines().toList()) {
            JsonNode json = Json.parse(line.getBytes(StandardCharsets.UTF_8));
            for (String field : List.of("error", "message", "status")) {
                if (json.has(field)) {
                    last = json.path(field).asText();
                    break;
                }
            }
            if (json.has("error") || json.has("Descriptor")) {
                return reply.status() + " " + (json.has("error") ? last : json.path("Descriptor"));
            }
        }
        // Both write a manifest in a way of their own.
        return reply.status() + " " + last.replaceFirst("digest: sha256:[0-9a-f]{64} size: [0-9]+", "digest: …");
    }

    private static Request pull(String name, String auth) {
        return Request.of("POST", "/v1.41/images/create?tag=latest&fromImage=" + name)
                .header("X-Registry-Auth", auth);
    }

    private static Request inspect(String name, String auth) {
        return Request.of("GET", "/v1.41/distribution/" + name + ":latest/json").header("X-Registry-Auth", auth);
    }

    private static void remove(String name) {
        daemons.values()
                .forEach(daemon -> daemon.ask(Request.of("DELETE", "/v1.41/images/" + name + ":latest?force=1")));
    }

    @Test
    void refusalsOfManifests() {
        for (String repository : List.of("/x", "/detailed")) {
            for (String refusal : REFUSALS) {
                same(pull(OPEN + refusal + repository, NOBODY));
                same(inspect(OPEN + refusal + repository, NOBODY));
            }
        }
        assertEquals(
                "404 pull access denied for 127.0.0.1:5001/denied/detailed, repository does not exist or may require"
                        + " 'docker login': denied: requested access to the resource is denied",
                same(pull(OPEN + "denied/detailed", NOBODY)));
        assertEquals(
                "500 toomanyrequests: You have reached your pull rate limit.", same(pull(OPEN + "limited/x", NOBODY)));
    }

    @Test
    void refusalsOfBlobs() {
        for (String refusal : List.of("blob-unknown", "blob-limited", "blob-html")) {
            assertTrue(same(pull(OPEN + refusal + "/x", NOBODY)).startsWith("200 "));
        }
    }

    @Test
    void credentials() {
        Stream.of(ALICE, MALLORY, NOBODY, REMEMBERED).forEach(auth -> {
            for (String place : List.of(PASSWORD, TOKEN)) {
                same(pull(place + "fine/x", auth));
                same(inspect(place + "fine/x", auth));
            }
        });
        Stream.of(ALICE, MALLORY, NOBODY).forEach(auth -> {
            for (String trouble : List.of("scope", "stale", "hub", "nobody", "limited", "empty")) {
                same(pull(TOKEN + trouble + "/x", auth));
                same(inspect(TOKEN + trouble + "/x", auth));
            }
        });
        assertEquals(
                "500 Head \"http://127.0.0.1:5002/v2/fine/x/manifests/latest\": no basic auth credentials",
                same(pull(PASSWORD + "fine/x", NOBODY)));
    }

    @Test
    void registriesOutOfReach() {
        String place = ScriptedRegistry.ELSEWHERE;
        assertEquals(
                "500 Get \"https://10.99.0.1:5004/v2/\": http: server gave HTTP response to HTTPS client",
                same(pull(place + ":5004/fine/x", NOBODY)));
        assertEquals(
                "500 Get \"https://10.99.0.1:5005/v2/\": x509: certificate signed by unknown authority",
                same(inspect(place + ":5005/fine/x", NOBODY)));
        assertTrue(same(pull(OPEN.replace("5001", "5999") + "fine/x", NOBODY)).endsWith("connection refused"));
    }

    /** What is not an image is not chosen; a platform that is not there is missed, or warned of. */
    @Test
    void platforms() {
        for (String well : WELL) {
            same(pull(OPEN + well + "/x", NOBODY));
            same(inspect(OPEN + well + "/x", NOBODY));
            remove(OPEN + well + "/x");
        }
        for (String well : List.of("fine", "list", "attested")) {
            for (String platform : List.of("linux/amd64", "linux/arm64", "linux/s390x", "linux", "a/b/c/d")) {
                Request pull = pull(OPEN + well + "/x", NOBODY);
                same(Request.of("POST", pull.target() + "&platform=" + platform));
                remove(OPEN + well + "/x");
            }
        }
    }

    @Test
    void refusalsOfPushes() {
        same(pull(OPEN + "fine/x", NOBODY));
        for (String refusal : REFUSALS) {
            if (!refusal.startsWith("html-401")) {
                same(push(OPEN + "put-" + refusal + "/x", NOBODY));
                same(push(OPEN + "put-" + refusal + "/detailed", NOBODY));
            }
        }
        for (String refusal : List.of("denied", "denied-401", "unauthorized", "limited", "html")) {
            same(push(OPEN + "post-" + refusal + "/detailed", NOBODY));
        }
        assertEquals("200 no basic auth credentials", same(push(PASSWORD + "fine/x", NOBODY)));
        same(push(PASSWORD + "fine/detailed", MALLORY));
        for (String trouble : List.of("fine", "scope", "hub", "nobody", "limited")) {
            same(push(TOKEN + trouble + "/detailed", ALICE));
        }
    }

    private static Request push(String name, String auth) {
        daemons.values()
                .forEach(daemon -> daemon.ask(
                        Request.of("POST", "/v1.41/images/" + OPEN + "fine/x:latest/tag?tag=latest&repo=" + name)));
        return Request.of("POST", "/v1.41/images/" + name + "/push?tag=latest").header("X-Registry-Auth", auth);
    }

    /** Blobs are asked for, mounted from where they came, and never sent. */
    @Test
    void whatIsThereIsNotSentAgain() throws IOException {
        same(pull(OPEN + "fine/x", NOBODY));
        for (ScriptedProcess registry : registries) {
            registry.log();
        }
        assertTrue(same(push(OPEN + "mounted/x", NOBODY)).startsWith("200 latest: digest: "));
        for (ScriptedProcess registry : registries) {
            String log = registry.log();
            assertEquals(
                    1,
                    log.lines()
                            .filter(line -> line.matches("POST .*mount=sha256.* 201"))
                            .count(),
                    log);
            // The config is the only one that is sent; a layer is in one request or two.
            assertEquals(
                    1,
                    log.lines()
                            .filter(line -> line.startsWith("PUT") && line.contains("/blobs/"))
                            .count(),
                    log);
        }
        same(push(OPEN + "mounted/x", NOBODY));
        for (ScriptedProcess registry : registries) {
            String log = registry.log();
            assertEquals(
                    0, log.lines().filter(line -> line.contains("/uploads/")).count(), log);
        }
    }

    @Test
    void mirrorsAndNetworksThatAreTrusted() {
        assertTrue(same(pull("fine", NOBODY)).startsWith("200 Status: Downloaded newer image for fine:latest"));
        remove("fine");
        String place = ScriptedRegistry.TRUSTED + ":5006/fine/x";
        assertTrue(same(pull(place, NOBODY)).startsWith("200 Status: Downloaded newer image"));
        remove(place);
        JsonNode[] told = daemons.values().stream()
                .map(daemon -> Json.parse(
                                daemon.ask(Request.of("GET", "/v1.41/info")).body())
                        .path("RegistryConfig"))
                .toArray(JsonNode[]::new);
        assertTrue(told[0].path("InsecureRegistryCIDRs").toString().contains("10.98.0.0/24"), told[0].toString());
        assertEquals(sorted(told[0]), sorted(told[1]));
    }

    /** The order of networks is that of a hash map in dockerd. */
    private static String sorted(JsonNode json) {
        if (json.isObject()) {
            Map<String, String> fields = new TreeMap<>();
            json.properties().forEach(field -> fields.put(field.getKey(), sorted(field.getValue())));
            return fields.toString();
        }
        if (json.isArray()) {
            List<String> all = new ArrayList<>();
            json.forEach(one -> all.add(sorted(one)));
            return all.stream().sorted().toList().toString();
        }
        return json.toString();
    }

    /** A layer whose download was cut in the middle is gone on with, not fetched again. */
    @Test
    void whatWasCutGoesOn() throws IOException {
        WELL.forEach(well -> remove(OPEN + well + "/x"));
        remove(PASSWORD + "fine/x");
        remove(TOKEN + "fine/x");
        for (ScriptedProcess registry : registries) {
            registry.log();
        }
        assertTrue(same(pull(OPEN + "blob-cut/again", NOBODY)).startsWith("200 Status: Downloaded newer image"));
        for (ScriptedProcess registry : registries) {
            String log = registry.log();
            assertTrue(
                    log.lines().anyMatch(line -> line.matches("GET 5001/v2/blob-cut/again/blobs/.* 206 bytes=.*")),
                    log);
        }
        remove(OPEN + "blob-cut/again");
    }
}
