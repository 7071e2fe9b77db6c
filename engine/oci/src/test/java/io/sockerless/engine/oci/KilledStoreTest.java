package io.sockerless.engine.oci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sockerless.engine.model.image.Digest;
import io.sockerless.engine.oci.testing.RandomImage;
import io.sockerless.engine.oci.testing.StoreFiles;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Another process writes to the store, and is killed while it does. */
class KilledStoreTest {
    private static final int HALF = 4 << 20;

    @TempDir
    Path directory;

    /** What the killed process runs; the first argument is the store's directory. */
    static final class Writer {
        private Writer() {}

        public static void main(String[] arguments) throws Exception {
            ContentStore store = ContentStore.open(Path.of(arguments[0]));
            if (arguments[1].equals("halfway")) {
                Ingest fresh = store.ingest();
                fresh.write(RandomImage.random(HALF));
                Ingest resumable = store.resume("half");
                resumable.write(new byte[HALF]);
                System.out.println("halfway");
                System.in.read();
            }
            while (true) {
                System.out.println(store.put(RandomImage.random(100_000)));
            }
        }
    }

    private Process start(String what) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Writer.class.getName(),
                        directory.toString(),
                        what)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    @Test
    void inTheMiddleOfABlob() throws Exception {
        Process writer = start("halfway");
        try (BufferedReader out = writer.inputReader()) {
            assertEquals("halfway", out.readLine());
        } finally {
            writer.destroyForcibly().waitFor();
        }
        assertEquals(2, StoreFiles.unfinished(directory).size());
        assertEquals(Set.of(), StoreFiles.blobs(directory));

        ContentStore store = ContentStore.open(directory);
        assertEquals(List.of(directory.resolve("ingest/partial/half")), StoreFiles.unfinished(directory));
        try (Ingest resumed = store.resume("half")) {
            assertEquals(HALF, resumed.size());
            resumed.write(1);
            byte[] whole = new byte[HALF + 1];
            whole[HALF] = 1;
            assertEquals(Digest.sha256(whole), resumed.commit());
        }
        assertEquals(List.of(), StoreFiles.unfinished(directory));
    }

    @Test
    void anywhere() throws Exception {
        Process writer = start("on and on");
        List<String> acknowledged = new ArrayList<>();
        try (BufferedReader out = writer.inputReader()) {
            for (int i = 0; i < 50; i++) {
                acknowledged.add(out.readLine());
            }
            writer.toHandle().destroyForcibly(); // the other way closes our end of the pipe too
            out.lines().filter(line -> line.length() == 71).forEach(acknowledged::add);
        } finally {
            writer.destroyForcibly().waitFor();
        }
        ContentStore store = ContentStore.open(directory);
        assertEquals(List.of(), StoreFiles.unfinished(directory));
        Set<String> blobs = StoreFiles.blobs(directory); // all whole
        for (String digest : acknowledged) {
            assertTrue(store.exists(Digest.parse(digest)), digest);
        }
        assertTrue(blobs.size() >= acknowledged.size());
    }
}
