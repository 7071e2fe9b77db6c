package io.sockerless.engine.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreTest {
    record Thing(String name, int size) {}

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path dir;

    private Path file() {
        return dir.resolve("state/store.db");
    }

    @Test
    void writesAreThereAfterReopening() {
        String nonce = UUID.randomUUID().toString();
        try (Store store = Store.open(file())) {
            Table<Thing> things = store.table("thing", Thing.class, JSON);
            things.put("a", new Thing(nonce, 1));
            things.put("b", new Thing("gone", 2));
            things.delete("b");
            things.put("a", new Thing(nonce, 3));
        }
        try (Store store = Store.open(file())) {
            Table<Thing> things = store.table("thing", Thing.class, JSON);
            assertEquals(Optional.of(new Thing(nonce, 3)), things.get("a"));
            assertEquals(1, things.values().size());
        }
    }

    @Test
    void aTransactionIsWholeOrNotAtAll() {
        try (Store store = Store.open(file())) {
            Table<Thing> things = store.table("thing", Thing.class, JSON);
            assertThrows(
                    IllegalStateException.class,
                    () -> store.write(batch -> {
                        batch.put(things, "a", new Thing("x", 1));
                        throw new IllegalStateException("stop");
                    }));
            assertTrue(things.values().isEmpty());
        }
        try (Store store = Store.open(file())) {
            assertTrue(store.table("thing", Thing.class, JSON).values().isEmpty());
        }
    }

    @Test
    void manyThreadsWriteAtOnce() throws Exception {
        try (Store store = Store.open(file())) {
            Table<Thing> things = store.table("thing", Thing.class, JSON);
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                int n = i;
                threads.add(Thread.startVirtualThread(() -> things.put("k" + n, new Thing("n", n))));
            }
            for (Thread thread : threads) {
                thread.join();
            }
        }
        try (Store store = Store.open(file())) {
            Table<Thing> things = store.table("thing", Thing.class, JSON);
            assertEquals(200, things.values().size());
            assertEquals(Optional.of(new Thing("n", 117)), things.get("k117"));
        }
    }

    @Test
    void aSecondProcessIsRefused() {
        try (Store first = Store.open(file())) {
            first.table("thing", Thing.class, JSON).put("a", new Thing("x", 1));
            EngineException refused = assertThrows(EngineException.class, () -> Store.open(file()));
            assertEquals(ErrorKind.UNAVAILABLE, refused.kind());
        }
    }

    /** Kills a real process while it writes: each key it reported as written must be there afterwards. */
    @Test
    void whatWasAcknowledgedSurvivesKill() throws Exception {
        Path acknowledgements = dir.resolve("acknowledged");
        Process child = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        EndlessWriter.class.getName(),
                        file().toString())
                .redirectOutput(acknowledgements.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        while (!Files.exists(acknowledgements) || Files.size(acknowledgements) < 600) {
            assertTrue(child.isAlive(), "the writer ended by itself");
            Thread.onSpinWait();
        }
        child.destroyForcibly().waitFor();
        List<String> lines = Files.readString(acknowledgements).lines().toList();
        // The last line may be half written.
        int acknowledged = Integer.parseInt(lines.get(lines.size() - 2));
        try (Store store = Store.open(file())) {
            Table<Thing> things = store.table("thing", Thing.class, JSON);
            for (int i = 0; i <= acknowledged; i++) {
                assertEquals(Optional.of(new Thing("n", i)), things.get("k" + i));
            }
        }
    }

    static final class EndlessWriter {
        public static void main(String[] args) {
            Store store = Store.open(Path.of(args[0]));
            Table<Thing> things = store.table("thing", Thing.class, JSON);
            for (int i = 0; ; i++) {
                things.put("k" + i, new Thing("n", i));
                System.out.println(i);
            }
        }
    }
}
