package io.sockerless.frontends.registry;

import static io.sockerless.frontends.registry.Served.expect;
import static io.sockerless.frontends.registry.Served.random;
import static io.sockerless.frontends.registry.Served.refusal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sockerless.engine.model.image.Digest;
import io.sockerless.engine.oci.OciJson;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What nobody needs goes, and nothing else. */
class CollectionTest {
    private static final Duration GRACE = Duration.ofHours(1);

    @TempDir
    Path place;

    private final SetClock clock = new SetClock();
    private Served served;

    @BeforeEach
    void serve() throws Exception {
        served = Served.in(place, clock);
    }

    @AfterEach
    void close() {
        served.close();
    }

    private Digest layer(byte[] manifest) {
        return Digest.parse(OciJson.string(
                OciJson.objects(OciJson.object(manifest, "manifest"), "layers").getFirst(), "digest"));
    }

    @Test
    void imagesStayAndWhatADeletedOneHadGoes() throws Exception {
        byte[] kept = served.image("a", "kept");
        byte[] gone = served.image("a", "gone");
        expect(202, served.delete("/v2/a/manifests/" + Digest.sha256(gone)));
        clock.forward(Duration.ofHours(2));
        List<Digest> swept = served.registry.collect(GRACE).blobs();
        assertEquals(
                List.of(layer(gone), Digest.sha256(gone)).stream().sorted().toList(),
                swept.stream().sorted().toList());
        assertEquals("BLOB_UNKNOWN", refusal(404, served.get("/v2/a/blobs/" + layer(gone))));
        expect(200, served.get("/v2/a/blobs/" + layer(kept)));
        assertArrayEquals(kept, expect(200, served.get("/v2/a/manifests/kept")).body());
    }

    @Test
    void whatWasUploadedOrAskedForALittleWhileAgoStays() throws Exception {
        Digest asked = served.blob("a", random(100));
        Digest forgotten = served.blob("a", random(100));
        clock.forward(Duration.ofMinutes(59));
        Digest young = served.blob("a", random(100));
        expect(200, served.ask("HEAD", "/v2/a/blobs/" + asked, new byte[0]));
        clock.forward(Duration.ofMinutes(2));
        assertEquals(List.of(forgotten), served.registry.collect(GRACE).blobs());
        expect(200, served.get("/v2/a/blobs/" + young));
        expect(200, served.get("/v2/a/blobs/" + asked));
    }

    @Test
    void aBlobThatAnotherRepositoryNeedsStaysThere() throws Exception {
        byte[] manifest = served.image("a", "v1");
        expect(201, served.post("/v2/b/blobs/uploads/?mount=" + layer(manifest) + "&from=a"));
        clock.forward(Duration.ofHours(2));
        assertEquals(List.of(), served.registry.collect(GRACE).blobs());
        assertEquals("BLOB_UNKNOWN", refusal(404, served.get("/v2/b/blobs/" + layer(manifest))));
        expect(200, served.get("/v2/a/blobs/" + layer(manifest)));
    }

    @Test
    void anUploadThatGoesOnIsNotTouched() throws Exception {
        byte[] bytes = random(1000);
        String location = Served.header(served.post("/v2/a/blobs/uploads/"), "Location");
        expect(202, served.ask("PATCH", location, bytes));
        clock.forward(Duration.ofHours(2));
        served.registry.collect(Duration.ZERO);
        expect(201, served.ask("PUT", location + "?digest=" + Digest.sha256(bytes), new byte[0]));
    }

    @Test
    void pushesBesideCollections() throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Integer> collecting = threads.submit(() -> {
                int rounds = 0;
                for (; !done.get(); rounds++) {
                    served.registry.collect(GRACE);
                }
                return rounds;
            });
            List<Callable<byte[]>> pushes = IntStream.range(0, 40)
                    .<Callable<byte[]>>mapToObj(i -> () -> served.image("a" + i % 3, "v" + i))
                    .toList();
            List<Future<byte[]>> pushed = threads.invokeAll(pushes);
            done.set(true);
            assertTrue(collecting.get() > 0);
            for (int i = 0; i < pushed.size(); i++) {
                String name = "a" + i % 3;
                byte[] manifest = pushed.get(i).get();
                assertArrayEquals(
                        manifest,
                        expect(200, served.get("/v2/" + name + "/manifests/v" + i))
                                .body());
                assertFalse(expect(200, served.get("/v2/" + name + "/blobs/" + layer(manifest)))
                                .body()
                                .length
                        == 0);
            }
        }
    }
}
