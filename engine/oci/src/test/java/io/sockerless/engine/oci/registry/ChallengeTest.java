package io.sockerless.engine.oci.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Headers, addresses and settings about registries. */
class ChallengeTest {
    @Test
    void challenges() {
        assertEquals(
                List.of(new Challenge(
                        "bearer",
                        Map.of(
                                "realm",
                                "https://auth/token?x=1,2",
                                "service",
                                "reg",
                                "scope",
                                "repository:a:pull,push"))),
                Challenge.parse(List.of("Bearer realm=\"https://auth/token?x=1,2\",service=\"reg\","
                        + " scope=\"repository:a:pull,push\"")));
        assertEquals(
                List.of(new Challenge("basic", Map.of("realm", "a \"b\"")), new Challenge("negotiate", Map.of())),
                Challenge.parse(List.of("BASIC Realm=\"a \\\"b\\\"\"", "Negotiate")));
        assertEquals(
                List.of("basic", "bearer"),
                Challenge.parse(List.of("Basic realm=x, Bearer realm=y")).stream()
                        .map(Challenge::scheme)
                        .toList());
        assertEquals(List.of(), Challenge.parse(List.of("", "\"\"", "=,=")));
        assertEquals(1, Challenge.parse(List.of("Basic realm=\"never closed")).size());
    }

    @ParameterizedTest
    @CsvSource({
        "'', docker.io",
        "https://index.docker.io/v1/, docker.io",
        "index.docker.io, docker.io",
        "registry-1.docker.io, docker.io",
        "r.example.com, r.example.com",
        "https://r.example.com/v2/, r.example.com",
        "http://r.example.com:5000, r.example.com:5000",
        "' r.example.com ', r.example.com",
    })
    void loginAddresses(String address, String domain) {
        assertEquals(domain, LoginAddress.domain(address));
    }

    private static Endpoints endpoints(Set<String> insecure, URI... mirrors) {
        return new Endpoints(new RegistryConfig(insecure, List.of(mirrors), "test", 1, Duration.ZERO));
    }

    private static List<String> bases(List<Endpoint> endpoints) {
        return endpoints.stream().map(e -> e.base().toString()).toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"127.0.0.1:5000", "127.8.9.1", "[::1]:5000", "localhost", "localhost:1", "10.1.2.3", "named:80"})
    void plainHttpIsTriedToo(String domain) {
        List<Endpoint> all = endpoints(Set.of("10.1.0.0/16", "named:80")).forPush(domain);
        assertEquals(List.of("https://" + domain, "http://" + domain), bases(all));
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.2.2.3", "192.0.2.1:443", "[2001:db8::1]", "nohost.invalid"})
    void elsewhereOnlyHttps(String domain) {
        List<Endpoint> all = endpoints(Set.of("10.1.0.0/16", "named:80")).forPush(domain);
        assertEquals(List.of("https://" + domain), bases(all));
        assertFalse(all.getFirst().insecure());
    }

    @Test
    void mirrorsAreForReadingFromTheHub() {
        Endpoints all = endpoints(Set.of(), URI.create("https://192.0.2.1/a/"), URI.create("http://127.0.0.1:5000"));
        assertEquals(
                List.of("https://192.0.2.1/a", "http://127.0.0.1:5000", "https://registry-1.docker.io"),
                bases(all.forPull("docker.io")));
        assertEquals(List.of("https://registry-1.docker.io"), bases(all.forPush("docker.io")));
        assertEquals(List.of("https://192.0.2.2"), bases(all.forPull("192.0.2.2")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://x",
                "x",
                "https:/x",
                "https://user:secret@mirror.example.com",
                "https://user@mirror.example.com",
                "https://x?y",
                "https://x#y"
            })
    void mirrorsThatAreNone(String mirror) {
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> endpoints(Set.of(), URI.create(mirror)));
        assertTrue(e.getMessage().startsWith("invalid mirror"), e.getMessage());
        assertFalse(e.getMessage().contains("secret"), e.getMessage());
    }

    @Test
    void settings() {
        assertThrows(
                IllegalArgumentException.class, () -> new RegistryConfig(Set.of(), List.of(), "x", 0, Duration.ZERO));
        assertThrows(
                IllegalArgumentException.class,
                () -> new RegistryConfig(Set.of(), List.of(), "x", 1, Duration.ofMillis(-1)));
        assertEquals(5, RegistryConfig.defaults().attempts());
    }
}
