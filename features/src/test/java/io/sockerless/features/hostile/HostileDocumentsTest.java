package io.sockerless.features.hostile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sockerless.features.http.Json;
import io.sockerless.features.http.Request;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

/** JSON that is broken, huge, deep, or of the wrong types; and queries of the same kind. */
class HostileDocumentsTest {
    private static Victim victim;

    @BeforeAll
    static void start() throws IOException {
        victim = Victim.start("documents");
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

    static final List<Arguments> BROKEN = List.of(
            Arguments.of("nothing", ""),
            Arguments.of("no JSON", "hello"),
            Arguments.of("cut", "{\"Image\":\"busy"),
            Arguments.of("an array", "[]"),
            Arguments.of("NaN", "{\"Image\":\"busybox\",\"x\":NaN}"),
            Arguments.of(
                    "100,000 arrays deep",
                    "{\"Image\":\"busybox\",\"x\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}"),
            Arguments.of("100,000 objects deep", "{\"a\":".repeat(100_000) + "1" + "}".repeat(100_000)),
            Arguments.of("a million arrays", "{\"Image\":\"busybox\",\"x\":[" + "[],".repeat(1_000_000) + "[]]}"),
            Arguments.of("a million objects", "{\"Image\":\"busybox\",\"x\":[" + "{},".repeat(1_000_000) + "{}]}"),
            Arguments.of("a string of 20 MB", "{\"Image\":\"" + "a".repeat(20 << 20) + "\"}"),
            Arguments.of("a number of 100,000 digits", "{\"Image\":\"busybox\",\"x\":" + "9".repeat(100_000) + "}"));

    @ParameterizedTest(name = "{0}")
    @FieldSource("BROKEN")
    void isRefused(String name, String json) {
        var reply = victim.post("/containers/create", json);
        assertEquals(400, reply.status(), name + ": " + reply.text());
        assertTrue(Json.parse(reply.body()).path("message").isTextual(), name);
    }

    /** The words are those of Go's decoder, on which clients match. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        {"Image":5}                                      | number                         | Image                  | string
        {"Tty":"yes"}                                    | string                         | Tty                    | bool
        {"Env":"A=B"}                                    | string                         | Env                    | []string
        {"Env":[1]}                                      | number                         | Env                    | string
        {"Labels":["a"]}                                 | array                          | Labels                 | map[string]string
        {"HostConfig":{"Memory":"1g"}}                   | string                         | Memory                 | int64
        {"HostConfig":{"Memory":1.5}}                    | number 1.5                     | Memory                 | int64
        {"HostConfig":{"Memory":99999999999999999999}}   | number 99999999999999999999    | Memory                 | int64
        {"HostConfig":{"Binds":{}}}                      | object                         | Binds                  | []string
        {"HostConfig":{"PortBindings":{"1/tcp":[{"HostPort":1}]}}} | number               | PortBindings.HostPort  | string
        """)
    void wrongTypesAreNamed(String json, String got, String field, String wanted) {
        var reply = victim.post("/containers/create", json);
        assertEquals(400, reply.status(), reply.text());
        var message = Json.parse(reply.body()).path("message").asText();
        assertTrue(message.contains("json: cannot unmarshal " + got + " into Go struct field "), message);
        assertTrue(message.endsWith("." + field + " of type " + wanted), message);
    }

    @Test
    void laterKeysWinAndTheirCaseDoesNotMatter() {
        var reply =
                victim.post("/containers/create", "{\"Image\":\"busybox\",\"image\":\"first\",\"IMAGE\":\"second\"}");
        assertEquals("{\"message\":\"No such image: second:latest\"}\n", reply.text());
    }

    @Test
    void oddTextComesBackAsItWas() {
        var odd = "a\\nb\\u0001\\u202e\\ud83d\\ude00'\\\"$(id)`";
        var created = victim.post(
                "/containers/create",
                "{\"Image\":\"busybox\",\"Cmd\":[\"true\"],\"Labels\":{\"odd " + odd + "\":\"" + odd + "\"},"
                        + "\"Env\":[\"ODD=" + odd + "\"]}");
        assertEquals(201, created.status(), created.text());
        var path = "/containers/" + Json.parse(created.body()).path("Id").asText();
        var config = Json.parse(
                        victim.daemon().ask(Request.of("GET", path + "/json")).body())
                .path("Config");
        var plain =
                Json.parse(("\"" + odd + "\"").getBytes(StandardCharsets.UTF_8)).asText();
        assertEquals(plain, config.path("Labels").path("odd " + plain).asText());
        assertTrue(
                config.path("Env").toString().contains("ODD=" + odd.substring(0, 4)),
                config.path("Env").toString());
        assertEquals(204, victim.daemon().ask(Request.of("DELETE", path)).status());
    }

    @Test
    void unknownFieldsDoNoHarm() {
        var name = "unknown-" + UUID.randomUUID();
        var created = victim.post(
                "/containers/create?name=" + name,
                "{\"Image\":\"busybox\",\"Cmd\":[\"true\"],\"Nonsense\":{\"deep\":[1,2,{\"er\":null}]},"
                        + "\"HostConfig\":{\"MoreNonsense\":\"x\",\"RestartPolicy\":{\"Nonsense\":1}},"
                        + "\"NetworkingConfig\":{\"Nonsense\":1}}");
        assertEquals(201, created.status(), created.text());
        assertEquals(204, victim.post("/containers/" + name + "/start", "").status());
        assertTrue(victim.post("/containers/" + name + "/wait", "").text().contains("\"StatusCode\":0"));
        assertEquals(
                204,
                victim.daemon().ask(Request.of("DELETE", "/containers/" + name)).status());
    }

    /** A pattern for which a backtracking matcher needs years. */
    @Test
    void patternsAreNoTrap() {
        var name = "a".repeat(60);
        assertEquals(
                201,
                victim.post("/containers/create?name=" + name, "{\"Image\":\"busybox\",\"Cmd\":[\"true\"]}")
                        .status());
        for (var pattern : List.of("(a+)+b", "(a|a?)+b", "(.*a){30}b", "(".repeat(5000) + ")".repeat(5000))) {
            var filters = URLEncoder.encode("{\"name\":[\"" + pattern + "\"]}", StandardCharsets.UTF_8);
            Assertions.assertTimeout(Duration.ofSeconds(5), () -> {
                var reply = victim.daemon().ask(Request.of("GET", "/containers/json?all=1&filters=" + filters));
                assertTrue(reply.status() == 200 || reply.status() == 400, reply.text());
            });
        }
        assertEquals(
                204,
                victim.daemon().ask(Request.of("DELETE", "/containers/" + name)).status());
    }

    @ParameterizedTest
    @CsvSource(delimiter = ' ', textBlock = """
        /containers/json?filters=%7B
        /containers/json?filters=%5B%5B%5B%5B%5B%5B
        /containers/json?filters=%7B%22name%22:5%7D
        /containers/json?filters=%22a%22
        /containers/json?filters=%7B%22nope%22:%5B%22a%22%5D%7D
        /containers/json?limit=99999999999999999999
        /containers/json?limit=x
        /images/json?filters=%7B%22before%22:%5B%22..%2F..%2F..%22%5D%7D
        /events?since=lately&until=1
        /events?since=99999999999999999999&until=1
        /v999.999/_ping
        """)
    void wrongQueriesAreRefused(String target) {
        var reply = victim.daemon().ask(Request.of("GET", target));
        assertTrue(reply.status() >= 400 && reply.status() < 500, target + ": " + reply.status() + " " + reply.text());
    }
}
