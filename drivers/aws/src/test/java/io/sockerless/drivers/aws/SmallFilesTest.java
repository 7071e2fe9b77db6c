package io.sockerless.drivers.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SmallFilesTest {
    @TempDir
    Path place;

    @Test
    void whatWasBeingWrittenAtAKillCountsNothingAndGoes() throws Exception {
        String text = UUID.randomUUID().toString();
        SmallFiles<String> before = SmallFiles.in(place, String.class);
        before.write("one", text);
        Files.writeString(place.resolve("two.tmp"), "\"half");
        SmallFiles<String> after = SmallFiles.in(place, String.class).cleared();
        assertEquals(List.of("one"), after.names());
        assertEquals(Optional.of(text), after.read("one"));
        assertEquals(Optional.empty(), after.read("two"));
        try (Stream<Path> files = Files.list(place)) {
            assertEquals(List.of(place.resolve("one.json")), files.toList());
        }
    }
}
