package io.sockerless.features.registry;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} of the registry loses nothing that it has acknowledged, and uploads go on afterwards. */
class KilledRegistryTest {
    private static final int ROUNDS = 3;
    private static final int PUSHERS = 4;
    private static final int ACKNOWLEDGED = 25;

    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    Path place;

    private static byte[] random(int size) {
        var bytes = new byte[size];
        ThreadLocalRandom.current().nextBytes(bytes);
        return bytes;
    }

    @Test
    void anUploadGoesOn() throws Exception {
        var bytes = random(3_000_000);
        String location;
        var registry = RegistryProcess.start(place);
        try {
            var client = new RegistryClient(http, registry.uri());
            location = client.begin("team/app");
            var first = client.ask("PATCH", location, Arrays.copyOf(bytes, 1_000_000), "Content-Range", "0-999999");
            assertEquals(202, first.statusCode());
            assertEquals("0-999999", first.headers().firstValue("Range").orElseThrow());
            location = RegistryClient.location(first);
            cutShort(registry, location, Arrays.copyOfRange(bytes, 1_000_000, 1_500_000));
        } finally {
            registry.kill();
        }
        try (var next = RegistryProcess.start(place)) {
            var client = new RegistryClient(http, next.uri());
            var status = client.get(location);
            assertEquals(204, status.statusCode());
            int have = 1
                    + Integer.parseInt(
                            status.headers().firstValue("Range").orElseThrow().replace("0-", ""));
            assertTrue(have >= 1_000_000 && have <= 1_500_000, () -> "there are " + have);
            var rest = Arrays.copyOfRange(bytes, have, bytes.length);
            var end = client.ask(
                    "PUT",
                    location + "?digest=" + RegistryClient.digest(bytes),
                    rest,
                    "Content-Range",
                    have + "-" + (bytes.length - 1));
            assertEquals(201, end.statusCode());
            assertArrayEquals(bytes, client.get(RegistryClient.location(end)).body());
        }
    }

    /** Sends less than it announces. */
    private static void cutShort(RegistryProcess registry, String location, byte[] part) throws IOException {
        try (var socket = new Socket(registry.uri().getHost(), registry.uri().getPort())) {
            var head = "PATCH %s HTTP/1.1\r\nHost: registry\r\nContent-Length: %d\r\n\r\n"
                    .formatted(location, 2 * part.length);
            var out = socket.getOutputStream();
            out.write(head.getBytes(StandardCharsets.US_ASCII));
            out.write(part);
            out.flush();
        }
    }

    @Test
    void whatWasAcknowledgedIsThere() throws Exception {
        var blobs = new ConcurrentHashMap<String, byte[]>();
        var manifests = new ConcurrentHashMap<String, byte[]>();
        for (int round = 0; round < ROUNDS; round++) {
            var registry = RegistryProcess.start(place);
            var some = new CountDownLatch(ACKNOWLEDGED);
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int pusher = 0; pusher < PUSHERS; pusher++) {
                    var name = "team/app" + pusher;
                    int first = round * 1_000_000;
                    threads.submit(() -> {
                        var client = new RegistryClient(http, registry.uri());
                        for (int i = first; ; i++) {
                            push(client, name, "v" + i, blobs, manifests);
                            some.countDown();
                        }
                    });
                }
                some.await();
                registry.kill();
            }
            try (var next = RegistryProcess.start(place)) {
                verify(new RegistryClient(http, next.uri()), blobs, manifests);
            }
        }
        assertTrue(manifests.size() >= ROUNDS * ACKNOWLEDGED, () -> "only " + manifests.size());
    }

    /** Ends with an exception when nobody answers any more. */
    private static void push(
            RegistryClient client, String name, String tag, Map<String, byte[]> blobs, Map<String, byte[]> manifests)
            throws Exception {
        var blob = random(ThreadLocalRandom.current().nextInt(1, 50_000));
        assertEquals(201, client.pushBlob(name, blob));
        blobs.put("/v2/" + name + "/blobs/" + RegistryClient.digest(blob), blob);
        // The same tag twice: the later one counts as soon as it is acknowledged.
        for (int i = 0; i < 2; i++) {
            var manifest = random(500);
            var unsure = manifests.remove("/v2/" + name + "/manifests/" + tag);
            assertEquals(201, client.pushManifest(name, tag, manifest));
            assertEquals(i == 1, unsure != null);
            manifests.put("/v2/" + name + "/manifests/" + tag, manifest);
            manifests.put("/v2/" + name + "/manifests/" + RegistryClient.digest(manifest), manifest);
        }
    }

    private static void verify(RegistryClient client, Map<String, byte[]> blobs, Map<String, byte[]> manifests)
            throws Exception {
        var all = new HashMap<>(blobs);
        all.putAll(manifests);
        for (var entry : all.entrySet()) {
            var got = client.get(entry.getKey());
            assertEquals(200, got.statusCode(), () -> "lost: " + entry.getKey());
            assertArrayEquals(entry.getValue(), got.body(), () -> "not the same: " + entry.getKey());
        }
    }
}
