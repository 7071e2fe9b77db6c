package io.sockerless.engine.oci;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import io.sockerless.engine.model.image.Digest;
import io.sockerless.engine.oci.testing.RandomImage;
import io.sockerless.engine.oci.testing.StoreFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContentStoreTest {
    @TempDir
    Path directory;

    private ContentStore store;

    @BeforeEach
    void open() throws IOException {
        store = ContentStore.open(directory);
    }

    @Test
    void whatIsStoredIsThereAfterReopening() throws IOException {
        byte[] bytes = RandomImage.random(300_001);
        Digest digest = store.put(bytes);
        assertEquals(Digest.sha256(bytes), digest);
        ContentStore again = ContentStore.open(directory);
        assertEquals(OptionalLong.of(bytes.length), again.size(digest));
        assertArrayEquals(bytes, again.read(digest, bytes.length));
        try (InputStream in = again.open(digest)) {
            assertArrayEquals(bytes, in.readAllBytes());
        }
        assertEquals(digest, again.put(bytes));
        assertEquals(Set.of(digest.hex()), StoreFiles.blobs(directory));
        assertEquals(List.of(), StoreFiles.unfinished(directory));
    }

    @Test
    void wrongBytesAreRefusedAndNothingIsLeft() throws IOException {
        Digest expected = Digest.sha256("expected");
        try (Ingest ingest = store.ingest()) {
            ingest.write("something else".getBytes());
            EngineException e = assertThrows(EngineException.class, () -> ingest.commit(expected));
            assertEquals("filesystem layer verification failed for digest " + expected, e.getMessage());
            assertEquals(ErrorKind.INVALID, e.kind());
        }
        try (Ingest ingest = store.resume(expected.hex())) {
            ingest.write("expected and more".getBytes());
            assertThrows(EngineException.class, () -> ingest.commit(expected, 8));
        }
        assertFalse(store.exists(expected));
        assertEquals(Set.of(), StoreFiles.blobs(directory));
        assertEquals(List.of(), StoreFiles.unfinished(directory));
    }

    @Test
    void withoutACommitNothingIsLeft() throws IOException {
        try (Ingest ingest = store.ingest()) {
            ingest.write(RandomImage.random(1000));
            assertEquals(1, StoreFiles.unfinished(directory).size());
        }
        assertEquals(List.of(), StoreFiles.unfinished(directory));
        assertEquals(Set.of(), StoreFiles.blobs(directory));
    }

    @Test
    void whatIsNotThere() throws IOException {
        Digest none = Digest.sha256("none");
        EngineException e = assertThrows(EngineException.class, () -> store.open(none));
        assertEquals(ErrorKind.NOT_FOUND, e.kind());
        assertEquals("content " + none + ": not found", e.getMessage());
        assertEquals(OptionalLong.empty(), store.size(none));
        Digest other = Digest.parse("sha512:" + "0".repeat(128));
        assertEquals(
                "content is stored under sha256, not sha512",
                assertThrows(EngineException.class, () -> store.open(other)).getMessage());
        Digest longer = store.put(new byte[100]);
        assertEquals(
                ErrorKind.INVALID,
                assertThrows(EngineException.class, () -> store.read(longer, 99))
                        .kind());
    }

    @Test
    void manyThreadsStoreTheSameBlob() throws Exception {
        byte[] bytes = RandomImage.random(2 << 20);
        CountDownLatch start = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Digest>> all = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                all.add(threads.submit(() -> {
                    start.await();
                    try (Ingest ingest = store.ingest()) {
                        for (int at = 0; at < bytes.length; at += 4096) {
                            ingest.write(bytes, at, 4096);
                        }
                        return ingest.commit();
                    }
                }));
            }
            start.countDown();
            for (Future<Digest> one : all) {
                assertEquals(Digest.sha256(bytes), one.get());
            }
        }
        assertEquals(Set.of(Digest.sha256(bytes).hex()), StoreFiles.blobs(directory));
        assertEquals(List.of(), StoreFiles.unfinished(directory));
    }

    @Test
    void anIngestGoesOnWhereItWasLeft() throws IOException {
        byte[] bytes = RandomImage.random(100_000);
        try (Ingest ingest = store.resume("some-key")) {
            assertEquals(0, ingest.size());
            ingest.write(bytes, 0, 33_333);
        }
        ContentStore later = ContentStore.open(directory);
        try (Ingest ingest = later.resume("some-key")) {
            assertEquals(33_333, ingest.size());
            ingest.write(bytes, 33_333, bytes.length - 33_333);
            assertEquals(Digest.sha256(bytes), ingest.commit(Digest.sha256(bytes), bytes.length));
        }
        assertArrayEquals(bytes, later.read(Digest.sha256(bytes), bytes.length));
        try (Ingest ingest = later.resume("some-key")) {
            assertEquals(0, ingest.size());
            ingest.abort();
        }
        assertEquals(List.of(), StoreFiles.unfinished(directory));
    }

    @Test
    void anIngestStartsAgain() throws IOException {
        byte[] bytes = RandomImage.random(5000);
        try (Ingest ingest = store.resume("again")) {
            ingest.write(new byte[9000]);
            ingest.restart();
            ingest.write(bytes);
            assertEquals(Digest.sha256(bytes), ingest.commit());
        }
        assertEquals(Set.of(Digest.sha256(bytes).hex()), StoreFiles.blobs(directory));
    }

    @Test
    void keysDoNotLeadOut() {
        for (String key : List.of("", "../x", "a/b", "/etc/passwd", ".", "a".repeat(201))) {
            assertThrows(IllegalArgumentException.class, () -> store.resume(key), key);
        }
    }

    @Test
    void oneThreadAtATimeHasAKey() throws Exception {
        Ingest first = store.resume("key");
        FutureTask<Long> second = new FutureTask<>(() -> {
            try (Ingest ingest = store.resume("key")) {
                return ingest.size();
            }
        });
        Thread.ofVirtual().start(second);
        first.write(new byte[77]);
        assertFalse(second.isDone());
        first.close();
        assertEquals(77, second.get());
    }

    @Test
    void anInterruptEndsTheWaitForAKey() throws Exception {
        try (Ingest _ = store.resume("key")) {
            FutureTask<Ingest> second = new FutureTask<>(() -> store.resume("key"));
            Thread thread = Thread.ofVirtual().start(second);
            thread.interrupt();
            ExecutionException e = assertThrows(ExecutionException.class, second::get);
            assertInstanceOf(InterruptedIOException.class, e.getCause());
        }
        try (Ingest ingest = store.resume("key")) {
            ingest.abort();
        }
    }

    @Test
    void largeContentIsNotReadIntoMemory() throws IOException {
        byte[] block = RandomImage.random(1 << 20);
        long before = used();
        Digest digest;
        try (Ingest ingest = store.ingest()) {
            for (int i = 0; i < 64; i++) {
                block[0] = (byte) i;
                ingest.write(block);
            }
            digest = ingest.commit();
        }
        try (InputStream in = store.open(digest)) {
            byte[] first = in.readNBytes(1 << 20);
            block[0] = 0;
            assertTrue(Arrays.equals(block, first));
        }
        assertTrue(used() - before < 32 << 20, "64 MiB went through memory");
    }

    private static long used() {
        Runtime.getRuntime().gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
