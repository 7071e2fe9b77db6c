package io.sockerless.engine.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sockerless.engine.model.EngineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CachesTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    @TempDir
    private Path root;

    private Caches caches;

    @BeforeEach
    void open() {
        caches = new Caches(root, Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private void made(String id, int size, Duration ago) throws IOException, InterruptedException {
        try (var held = caches.hold(id, "shared")) {
            Files.write(held.directory().resolve("file"), new byte[size]);
            Files.setLastModifiedTime(held.directory(), FileTime.from(NOW.minus(ago)));
        }
    }

    @Test
    void theLastUsedStayWithinWhatIsKept() throws Exception {
        made("aa", 100, Duration.ofHours(3));
        made("bb", 100, Duration.ofHours(2));
        made("cc", 100, Duration.ofHours(1));
        assertEquals(new Caches.Pruned(List.of("aa"), 100), caches.prune(Map.of(), 250));
        assertEquals(new Caches.Pruned(List.of(), 0), caches.prune(Map.of("until", List.of("150m")), 0));
        assertEquals(new Caches.Pruned(List.of("bb"), 100), caches.prune(Map.of("unused-for", List.of("90m")), 0));
        assertEquals(new Caches.Pruned(List.of("cc"), 100), caches.prune(Map.of(), 0));
        assertEquals(List.of(), caches.list());
    }

    @Test
    void whatIsInUseStays() throws Exception {
        made("aa", 10, Duration.ZERO);
        try (var held = caches.hold("aa", "locked")) {
            assertEquals(List.of(), caches.prune(Map.of(), 0).ids());
            assertTrue(Files.exists(held.directory().resolve("file")));
            try (var other = caches.hold("aa", "private")) {
                assertNotEquals(held.directory(), other.directory());
            }
        }
    }

    @Test
    void filtersOfFields() throws Exception {
        made("aa", 10, Duration.ZERO);
        for (var never : List.of(
                Map.of("id", List.of("b")),
                Map.of("inuse", List.of("true")),
                Map.of("parent", List.of("aa")),
                Map.of("type", List.of("regular")))) {
            assertEquals(List.of(), caches.prune(never, 0).ids(), never::toString);
        }
        assertEquals(
                List.of("aa"),
                caches.prune(Map.of("id", List.of("a"), "label", List.of("x"), "type", List.of(Caches.TYPE)), 0)
                        .ids());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "what | x | Invalid filter 'what'",
                "until | noon | \"until\" filter expects a duration (e.g., '24h'): time: invalid duration \"noon\"",
            })
    void refusals(String name, String value, String message) {
        var refused = assertThrows(EngineException.class, () -> caches.prune(Map.of(name, List.of(value)), 0));
        assertEquals("failed to prune build cache: " + message, refused.getMessage());
    }
}
