package io.sockerless.engine.oci.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.image.Digest;
import io.sockerless.engine.model.image.ImageReference;
import io.sockerless.engine.oci.Descriptor;
import io.sockerless.engine.oci.testing.FakeRegistry;
import io.sockerless.engine.oci.testing.FakeRegistry.Reply;
import io.sockerless.engine.oci.testing.FakeRegistry.Request;
import io.sockerless.engine.oci.testing.RandomImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A registry that sends its clients elsewhere: their credentials stay with it. */
@Timeout(60)
class RedirectTest {
    private static final AuthConfig USER = AuthConfig.basic("alice", "secret-word");
    private static final String BASIC = "Basic " + Base64.getEncoder().encodeToString("alice:secret-word".getBytes());

    @TempDir
    Path directory;

    private final RandomImage image = RandomImage.of(1, 300_000);
    private FakeRegistry registry;
    private FakeRegistry elsewhere;
    private Registries client;

    @BeforeEach
    void open() throws IOException {
        registry = new FakeRegistry();
        elsewhere = new FakeRegistry();
        client = new Registries(directory);
        registry.on("/v2/", _ -> new Reply(401, Map.of("WWW-Authenticate", "Basic realm=\"x\""), new byte[0]));
        registry.image("x", "1", image);
    }

    @AfterEach
    void close() {
        client.close();
        registry.close();
        elsewhere.close();
    }

    private static List<String> authorizations(FakeRegistry server) {
        return server.requests().stream()
                .flatMap(r -> r.headers().getOrDefault("Authorization", List.of()).stream())
                .distinct()
                .toList();
    }

    @Test
    void aBlobElsewhere() throws IOException {
        for (int status : new int[] {302, 303, 307}) {
            String path = "/storage/" + status + "?signature=abc";
            registry.on("/v2/x/blobs/" + image.diffId(0), _ -> Reply.redirect(status, elsewhere.url(path)));
            elsewhere.on(
                    "/storage/" + status,
                    _ -> new Reply(200, Map.of(), image.layers().getFirst()));
            try (Registries other = new Registries(directory.resolve("other-" + status))) {
                other.check(image, other.pull(registry.domain() + "/x:1", USER).image());
            }
        }
        assertEquals(List.of(BASIC), authorizations(registry));
        assertEquals(List.of(), authorizations(elsewhere));
        assertEquals(3, elsewhere.requests().size());
    }

    @Test
    void backAgainWithoutCredentials() {
        registry.on("/v2/x/blobs/" + image.diffId(0), _ -> Reply.redirect(307, elsewhere.url("/there")));
        elsewhere.on("/there", _ -> Reply.redirect(307, registry.url("/back")));
        registry.on("/back", _ -> new Reply(200, Map.of(), image.layers().getFirst()));
        client.pull(registry.domain() + "/x:1", USER);
        Request back = registry.requests().stream()
                .filter(r -> r.path().equals("/back"))
                .findFirst()
                .orElseThrow();
        assertFalse(back.headers().containsKey("Authorization"));
    }

    @Test
    void withinTheRegistryTheyStay() {
        registry.on("/v2/x/blobs/" + image.diffId(0), _ -> Reply.redirect(307, "/other/place"));
        registry.on("/other/place", _ -> new Reply(200, Map.of(), image.layers().getFirst()));
        client.pull(registry.domain() + "/x:1", USER);
        Request other = registry.requests().stream()
                .filter(r -> r.path().equals("/other/place"))
                .findFirst()
                .orElseThrow();
        assertEquals(List.of(BASIC), other.headers().get("Authorization"));
    }

    /** Another host that asks for credentials, or names a place to bring them to, gets none. */
    @Test
    void elsewhereTheyAskForThem() {
        registry.on("/v2/x/blobs/" + image.diffId(0), _ -> Reply.redirect(307, elsewhere.url("/ask")));
        for (String challenge : List.of("Basic realm=\"give\"", "Bearer realm=\"" + elsewhere.url("/token") + "\"")) {
            elsewhere.on("/ask", _ -> new Reply(401, Map.of("WWW-Authenticate", challenge), new byte[0]));
            EngineException e =
                    assertThrows(EngineException.class, () -> client.pull(registry.domain() + "/x:1", USER));
            assertEquals("unauthorized: authentication required", e.getMessage());
        }
        assertEquals(List.of(), authorizations(elsewhere));
        assertTrue(elsewhere.requests().stream().noneMatch(r -> r.path().startsWith("/token")));
    }

    @Test
    void roundAndRound() {
        registry.on("/v2/x/blobs/" + image.diffId(0), r -> Reply.redirect(307, r.path()));
        EngineException e = assertThrows(EngineException.class, () -> client.pull(registry.domain() + "/x:1", USER));
        assertEquals("stopped after 10 redirects", e.getMessage());
    }

    @Test
    void placesThatAreNone() {
        for (String place : List.of("file:///etc/passwd", "ftp://127.0.0.1/x", "https:///x", "mailto:x")) {
            registry.on("/v2/x/blobs/" + image.diffId(0), _ -> Reply.redirect(307, place));
            EngineException e =
                    assertThrows(EngineException.class, () -> client.pull(registry.domain() + "/x:1", USER), place);
            assertEquals("refused to follow a redirect to " + place, e.getMessage());
        }
    }

    @Test
    void furtherPagesElsewhere() {
        registry.on(
                "/v2/x/tags/list",
                _ -> new Reply(
                        200,
                        Map.of("Link", "<" + elsewhere.url("/more") + ">; rel=\"next\""),
                        "{\"tags\":[\"1\"]}".getBytes()));
        elsewhere.on("/more", _ -> Reply.of(200, "{\"tags\":[\"2\"]}"));
        assertEquals(List.of("1", "2"), client.client.tags(ImageReference.parse(registry.domain() + "/x"), USER));
        assertEquals(List.of(), authorizations(elsewhere));
    }

    /** Where uploads go is the registry's choice; what proves the user to it is not for there. */
    @Test
    void anUploadElsewhere() throws IOException {
        uploads("/upload");
        elsewhere.on("/upload", _ -> new Reply(202, Map.of("Location", elsewhere.url("/upload?more=1")), new byte[0]));
        push();
        assertEquals(List.of(), authorizations(elsewhere));
        assertEquals(List.of(BASIC), authorizations(registry));
        uploaded("/upload");
    }

    /** The bytes of a layer that is compressed on the way are sent twice, and counted once. */
    @Test
    void anUploadThatIsSentOnHalfway() throws IOException {
        uploads("/upload");
        elsewhere.on(
                "/upload",
                r -> r.method().equals("PATCH") ? Reply.redirect(307, elsewhere.url("/real")) : Reply.of(201, ""));
        elsewhere.on("/real", _ -> new Reply(202, Map.of("Location", elsewhere.url("/upload")), new byte[0]));
        push();
        uploaded("/real");
    }

    private void uploads(String place) {
        registry.on("/v2/x/blobs/uploads/", _ -> new Reply(202, Map.of("Location", elsewhere.url(place)), new byte[0]));
        registry.on("/v2/x/manifests/2", _ -> Reply.of(201, ""));
        registry.on("/v2/x/blobs/" + image.id(), _ -> Reply.of(404, ""));
    }

    private Descriptor push() throws IOException {
        return client.push(registry.domain() + "/x:2", client.load(image), USER);
    }

    /** The bytes at a place have the digest that they were named with in the end. */
    private void uploaded(String place) {
        Request bytes = elsewhere.requests().stream()
                .filter(r -> r.method().equals("PATCH") && r.path().startsWith(place))
                .findFirst()
                .orElseThrow();
        String digest = "digest=" + Digest.sha256(bytes.body());
        assertTrue(
                elsewhere.requests().stream()
                        .anyMatch(r -> r.method().equals("PUT") && r.path().contains(digest)),
                elsewhere.requests().stream()
                        .map(r -> r.method() + " " + r.path())
                        .toList()
                        .toString());
    }
}
