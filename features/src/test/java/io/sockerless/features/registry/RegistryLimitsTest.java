package io.sockerless.features.registry;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sockerless.features.daemons.DaemonKind;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the registry does not take, and how it says so. */
class RegistryLimitsTest {
    private static final int MIB = 1 << 20;

    @TempDir
    Path place;

    private final HttpClient http = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        http.close();
    }

    @BeforeEach
    void requireRoot() {
        DaemonKind.SOCKERLESS.obstacle().ifPresent(why -> {
            System.out.println("LIMITS OF THE REGISTRY SKIPPED: " + why);
            assumeTrue(false, why);
        });
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        ThreadLocalRandom.current().nextBytes(bytes);
        return bytes;
    }

    private static String text(byte[] body) {
        return new String(body, StandardCharsets.UTF_8);
    }

    @Test
    void aFullDiskIsToldAndWhatItHadNoRoomForIsGivenBack() throws Exception {
        try (var registry = RegistryProcess.start(place.resolve("small"), this::onASmallDisk)) {
            var client = new RegistryClient(http, registry.uri());
            var first = random(2 * MIB);
            assertEquals(201, client.pushBlob("app", first));
            var large = random(40 * MIB);
            var refused = client.ask("PATCH", client.begin("app"), large, "Content-Type", "application/octet-stream");
            assertEquals(507, refused.statusCode(), text(refused.body()));
            assertTrue(text(refused.body()).contains("no space left on the registry's disk"), text(refused.body()));
            var next = random(8 * MIB);
            assertEquals(201, client.pushBlob("app", next));
            for (var blob : List.of(first, next)) {
                assertArrayEquals(
                        blob,
                        client.get("/v2/app/blobs/" + RegistryClient.digest(blob))
                                .body());
            }
        }
    }

    private List<String> onASmallDisk(List<String> command) {
        var state = place.resolve("small");
        var all = new ArrayList<>(List.of(
                "unshare",
                "--mount",
                "--propagation",
                "private",
                "sh",
                "-c",
                "mkdir -p " + state + " && mount -t tmpfs -o size=24m small " + state + " && exec \"$@\"",
                "sh"));
        all.addAll(command);
        return all;
    }

    @Test
    void readOnly() throws Exception {
        var blob = random(1000);
        var manifest = "{\"of\":\"anything\"}".getBytes(StandardCharsets.UTF_8);
        try (var registry = RegistryProcess.start(place)) {
            var client = new RegistryClient(http, registry.uri());
            assertEquals(201, client.pushBlob("app", blob));
            assertEquals(201, client.pushManifest("app", "v1", manifest));
        }
        try (var registry = RegistryProcess.start(place, "--read-only")) {
            var client = new RegistryClient(http, registry.uri());
            assertArrayEquals(manifest, client.get("/v2/app/manifests/v1").body());
            assertArrayEquals(
                    blob,
                    client.get("/v2/app/blobs/" + RegistryClient.digest(blob)).body());
            assertEquals(200, client.get("/v2/").statusCode());
            for (var call : List.of(
                    List.of("POST", "/v2/app/blobs/uploads/"),
                    List.of("PUT", "/v2/app/manifests/v2"),
                    List.of("DELETE", "/v2/app/manifests/v1"),
                    List.of("DELETE", "/v2/app/blobs/" + RegistryClient.digest(blob)))) {
                var refused = client.ask(call.getFirst(), call.getLast(), manifest);
                assertEquals(405, refused.statusCode(), call.toString());
                assertTrue(text(refused.body()).contains("the registry is read-only"), text(refused.body()));
            }
            assertEquals(200, client.get("/v2/app/manifests/v1").statusCode());
        }
        assertTrue(Files.exists(place.resolve("registry.db")));
    }
}
