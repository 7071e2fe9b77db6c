package io.sockerless.engine.oci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sockerless.engine.model.image.Digest;
import io.sockerless.engine.oci.testing.RandomImage;
import io.sockerless.engine.oci.testing.StoreFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Garbage collection: what is referenced or being written stays. */
class SweepTest {
    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");

    @TempDir
    Path directory;

    private ContentStore open() throws IOException {
        return ContentStore.open(directory, Clock.fixed(NOW, ZoneOffset.UTC));
    }

    @Test
    void whatIsNotLiveGoes() throws IOException {
        ContentStore store = open();
        Digest kept = store.put(RandomImage.random(10));
        Digest gone = store.put(RandomImage.random(1234));
        ContentStore.Swept swept = store.sweep(() -> Set.of(kept, Digest.sha256("never stored")));
        assertEquals(new ContentStore.Swept(List.of(gone), 1234), swept);
        assertEquals(Set.of(kept.hex()), StoreFiles.blobs(directory));
    }

    @Test
    void aLeaseKeepsWhatItsHolderTouches() throws IOException {
        ContentStore store = open();
        Digest found = store.put(RandomImage.random(10));
        Digest untouched = store.put(RandomImage.random(10));
        ContentStore.Lease outer = store.lease();
        ContentStore.Lease inner = store.lease();
        Digest stored = store.put(RandomImage.random(10));
        assertTrue(store.exists(found));
        inner.close();
        inner.close(); // twice is once
        assertEquals(List.of(untouched), store.sweep(Set::of).blobs());
        outer.close();
        assertEquals(Set.of(found, stored), Set.copyOf(store.sweep(Set::of).blobs()));
    }

    @Test
    void anIngestOutlivesASweep() throws IOException {
        ContentStore store = open();
        byte[] bytes = RandomImage.random(1000);
        try (ContentStore.Lease _ = store.lease();
                Ingest fresh = store.ingest();
                Ingest resumable = store.resume("key")) {
            fresh.write(bytes);
            resumable.write(bytes, 0, 500);
            age(directory.resolve("ingest/partial/key"), Duration.ofDays(30));
            assertEquals(List.of(), store.sweep(Set::of).blobs());
            assertEquals(Digest.sha256(bytes), fresh.commit());
            assertEquals(List.of(), store.sweep(Set::of).blobs());
            assertEquals(500, resumable.size());
        }
        assertTrue(Files.exists(directory.resolve("ingest/partial/key")));
    }

    @Test
    void onlyOldPartialsGo() throws IOException {
        ContentStore store = open();
        for (String key : List.of("old", "young")) {
            try (Ingest ingest = store.resume(key)) {
                ingest.write(new byte[10]);
            }
        }
        age(directory.resolve("ingest/partial/old"), ContentStore.PARTIAL_LIFETIME.plusSeconds(1));
        age(directory.resolve("ingest/partial/young"), ContentStore.PARTIAL_LIFETIME.minusSeconds(1));
        store.sweep(Set::of);
        assertEquals(List.of(directory.resolve("ingest/partial/young")), StoreFiles.unfinished(directory));
    }

    private static void age(Path file, Duration age) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(NOW.minus(age)));
    }

    @Test
    void strangersAreLeftAlone() throws IOException {
        ContentStore store = open();
        Path stranger = Files.writeString(directory.resolve("blobs/sha256/README"), "not ours");
        store.sweep(Set::of);
        assertTrue(Files.exists(stranger));
    }

    @Test
    void theLayerIndexForgetsWithTheBlobs() throws IOException {
        ContentStore store = open();
        Digest diffId = Digest.sha256("a tar");
        byte[] gzip = RandomImage.random(100);
        Descriptor blob = new Descriptor(MediaTypes.OCI_LAYER_GZIP, store.put(gzip), gzip.length);
        Descriptor elsewhere = new Descriptor(MediaTypes.OCI_LAYER_GZIP, Digest.sha256("pushed"), 5);
        store.layers().remember(diffId, blob);
        store.layers().remember(diffId, elsewhere, "r.example.com/x");
        assertEquals(Optional.of(blob), store.layers().stored(diffId));
        store.sweep(() -> Set.of(blob.digest()));
        assertEquals(2, store.layers().known(diffId).size());
        store.sweep(Set::of);
        assertEquals(List.of(), store.layers().known(diffId));
        assertEquals(Optional.empty(), store.layers().stored(diffId));
    }

    @Test
    void aTornIndexIsAsGoodAsNone() throws IOException {
        ContentStore store = open();
        Digest diffId = Digest.sha256("a tar");
        byte[] gzip = RandomImage.random(100);
        Descriptor blob = new Descriptor(MediaTypes.OCI_LAYER_GZIP, store.put(gzip), gzip.length);
        store.layers().remember(diffId, blob);
        Path file = directory.resolve("layers/" + diffId.hex());
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length < whole.length; length++) {
            Files.write(file, java.util.Arrays.copyOf(whole, length));
            assertEquals(List.of(), store.layers().known(diffId), "cut at " + length);
        }
        store.layers().remember(diffId, blob);
        assertEquals(Optional.of(blob), store.layers().stored(diffId));
    }

    /** Writers store, then make the reference durable, then end their lease; a sweeper runs all the time. */
    @Test
    void writersAndASweeper() throws Exception {
        ContentStore store = open();
        Set<Digest> live = ConcurrentHashMap.newKeySet();
        AtomicBoolean done = new AtomicBoolean();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Integer> sweeper = threads.submit(() -> {
                int swept = 0;
                while (!done.get()) {
                    swept += store.sweep(() -> Set.copyOf(live)).blobs().size();
                }
                return swept;
            });
            List<Future<?>> writers = new ArrayList<>();
            for (int w = 0; w < 4; w++) {
                writers.add(threads.submit(() -> {
                    for (int i = 0; i < 25; i++) {
                        try (ContentStore.Lease _ = store.lease()) {
                            Digest kept = store.put(RandomImage.random(50));
                            store.put(RandomImage.random(51)); // garbage from the first
                            live.add(kept);
                        }
                    }
                    return null;
                }));
            }
            for (Future<?> writer : writers) {
                writer.get();
            }
            done.set(true);
            sweeper.get();
        }
        store.sweep(() -> live);
        assertEquals(100, live.size());
        for (Digest digest : live) {
            assertTrue(store.exists(digest));
        }
        assertEquals(100, StoreFiles.blobs(directory).size());
        assertFalse(store.exists(Digest.sha256("x")));
    }
}
