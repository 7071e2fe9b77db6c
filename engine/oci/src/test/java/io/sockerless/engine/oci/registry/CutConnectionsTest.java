package io.sockerless.engine.oci.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.image.Digest;
import io.sockerless.engine.oci.Ingest;
import io.sockerless.engine.oci.testing.CuttingProxy;
import io.sockerless.engine.oci.testing.LocalRegistry;
import io.sockerless.engine.oci.testing.RandomImage;
import io.sockerless.engine.oci.testing.StoreFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The network between us and a registry breaks in the middle of blobs. */
@Timeout(60)
class CutConnectionsTest {
    private static final int SIZE = 1 << 20;

    @TempDir
    static Path home;

    private static LocalRegistry registry;

    @TempDir
    Path directory;

    private final String path = "test/" + UUID.randomUUID() + ":1";
    private final RandomImage image = RandomImage.of(1, SIZE);
    private Registries here;
    private Registries there;

    @BeforeAll
    static void start() throws IOException {
        registry = LocalRegistry.open(home);
    }

    @AfterAll
    static void stop() {
        registry.close();
    }

    @BeforeEach
    void open() throws IOException {
        here = new Registries(directory.resolve("here"));
        there = new Registries(directory.resolve("there"));
    }

    @AfterEach
    void close() {
        here.close();
        there.close();
    }

    private Digest blob() throws IOException {
        return here.store.layers().known(image.diffId(0)).getFirst().blob().digest();
    }

    /** More cuts than tries: each gets further, and goes on where the one before ended. */
    @Test
    void aPullGoesOn() throws IOException {
        here.push(registry.domain() + "/" + path, here.load(image));
        try (CuttingProxy proxy = new CuttingProxy(registry.port(), CuttingProxy.Way.TO_CLIENT, 100_000, 8)) {
            there.check(image, there.pull(proxy.domain() + "/" + path).image());
            assertEquals(8, proxy.cuts());
        }
        assertEquals(List.of(), StoreFiles.unfinished(directory.resolve("there")));
        assertTrue(
                there.told.stream().anyMatch(line -> line.endsWith(": Retrying in 1 second")), there.told.toString());
        long ranges = Files.readAllLines(home.resolve("registry.log")).stream()
                .filter(line -> line.contains("http.response.status=206"))
                .count();
        assertTrue(ranges >= 8, "only " + ranges + " requests went on where the one before ended");
    }

    /** A pull that was given up has left its bytes to the next one, even of another process. */
    @Test
    void theNextPullGoesOn() throws IOException {
        here.push(registry.domain() + "/" + path, here.load(image));
        Digest blob = blob();
        byte[] bytes;
        try (Registries other = new Registries(directory.resolve("other"))) {
            other.pull(registry.domain() + "/" + path);
            bytes = other.store.read(blob, 2 * SIZE); // here it was only compressed on the way out
        }
        try (Ingest begun = there.store.resume(blob.hex())) {
            begun.write(bytes, 0, SIZE / 2);
        }
        there.check(image, there.pull(registry.domain() + "/" + path).image());
        long half = bytes.length - SIZE / 2;
        assertTrue(
                Files.readString(home.resolve("registry.log")).contains("http.response.written=" + half),
                "the whole blob was sent again");
    }

    @Test
    void spoiledBytesOfAnEarlierTryAreThrownAway() throws IOException {
        here.push(registry.domain() + "/" + path, here.load(image));
        for (int length : new int[] {1000, SIZE + (1 << 19)}) {
            try (Registries other = new Registries(directory.resolve("other-" + length))) {
                try (Ingest spoiled = other.store.resume(blob().hex())) {
                    spoiled.write(new byte[length]);
                }
                other.check(image, other.pull(registry.domain() + "/" + path).image());
            }
        }
    }

    @Test
    void aPullThatNeverGetsFurtherIsGivenUp() throws IOException {
        here.push(registry.domain() + "/" + path, here.load(image));
        // every connection dies in the answer to the first request
        try (CuttingProxy proxy = new CuttingProxy(registry.port(), CuttingProxy.Way.TO_CLIENT, 0, Integer.MAX_VALUE)) {
            EngineException e = assertThrows(EngineException.class, () -> there.pull(proxy.domain() + "/" + path));
            assertTrue(e.getMessage().startsWith("Get \"http://" + proxy.domain() + "/v2/\": "), e.getMessage());
        }
    }

    @Test
    void aPushIsTriedAgain() throws IOException {
        try (CuttingProxy proxy = new CuttingProxy(registry.port(), CuttingProxy.Way.TO_SERVER, 300_000, 3)) {
            here.push(proxy.domain() + "/" + path, here.load(image));
            assertEquals(3, proxy.cuts());
        }
        assertTrue(here.told.stream().anyMatch(line -> line.endsWith(": Retrying in 1 second")), here.told.toString());
        there.check(image, there.pull(registry.domain() + "/" + path).image());
    }

    @Test
    void aPushIsGivenUp() throws IOException {
        try (CuttingProxy proxy =
                new CuttingProxy(registry.port(), CuttingProxy.Way.TO_SERVER, 300_000, Integer.MAX_VALUE)) {
            assertThrows(EngineException.class, () -> here.push(proxy.domain() + "/" + path, here.load(image)));
            assertEquals(5, proxy.cuts());
        }
    }
}
