package io.sockerless.drivers.logs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sockerless.drivers.spi.HasLogs.LogEntry;
import io.sockerless.drivers.spi.HasLogs.LogQuery;
import io.sockerless.drivers.spi.TaskSpec.LogSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonLogReaderTest {
    private static final LogQuery ALL = new LogQuery(-1, Instant.MIN, Instant.MAX, false);

    @TempDir
    Path directory;

    private Path file(String suffix) {
        return directory.resolve("c-json.log" + suffix);
    }

    private void write(String suffix, String line) throws IOException {
        Files.writeString(
                file(suffix),
                "{\"log\":\"" + line + "\\n\",\"stream\":\"stdout\",\"time\":\"2026-01-01T00:00:00Z\"}\n");
    }

    private List<String> read() throws Exception {
        List<String> lines = new ArrayList<>();
        try (JsonLogReader reader = new JsonLogReader(file(""), ALL, Optional.empty())) {
            for (Optional<LogEntry> entry = reader.next(); entry.isPresent(); entry = reader.next()) {
                lines.add(new String(entry.get().data(), StandardCharsets.UTF_8).strip());
            }
        }
        return lines;
    }

    private void move(String from, String to) {
        try {
            Files.move(file(from), file(to));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whoever rotates may be waiting for a processor in the middle of it. */
    @Test
    void aRotationThatTakesItsTimeIsAwaited() throws Exception {
        write(".2", "one");
        write("", "two");
        CompletableFuture<Void> rotation = CompletableFuture.runAsync(
                () -> move("", ".1"), CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS));
        assertEquals(List.of("one", "two"), read());
        rotation.get();
    }

    @Test
    void aFileThatIsMissingForGoodKeepsNobodyFromTheOthers() throws Exception {
        write(".2", "one");
        write("", "three");
        assertEquals(List.of("one", "three"), read());
    }

    /** The files get their next names one after the other, while readers open them one after the other. */
    @Test
    void nothingIsReadTwiceWhileFilesAreRotated() throws Exception {
        LogSpec log = new LogSpec("json-file", Map.of("max-size", "1k", "max-file", "200"), Map.of());
        write("", "0");
        CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> {
            try (JsonLogWriter writer = new JsonLogWriter(file(""), log, new LogGrowth())) {
                for (int i = 1; i <= 10_000; i++) {
                    byte[] line = (i + "\n").getBytes(StandardCharsets.UTF_8);
                    writer.write(false, line, 0, line.length);
                }
            }
        });
        do {
            List<String> lines = read();
            int first = Integer.parseInt(lines.getFirst());
            List<String> expected = IntStream.range(first, first + lines.size())
                    .mapToObj(Integer::toString)
                    .toList();
            assertEquals(expected, lines);
        } while (!writing.isDone());
        writing.get();
        assertEquals("10000", read().getLast());
    }
}
