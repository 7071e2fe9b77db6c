package io.sockerless.benchmarks.outside;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What the kernel says of processes' memory. A process that has ended has none. */
final class Memory {
    private Memory() {}

    static double residentMiB(long pid) {
        return kibibytes("/proc/" + pid + "/status", "VmRSS:") / 1024.0;
    }

    /** Pages that several processes share count once in all of them together (PSS). */
    static double proportionalMiB(long pid) {
        return kibibytes("/proc/" + pid + "/smaps_rollup", "Pss:") / 1024.0;
    }

    static long kibibytes(String file, String key) {
        String value = field(file, key);
        return value.isEmpty() ? 0 : Long.parseLong(value.replace("kB", "").strip());
    }

    /** Empty when it is not there. */
    static String field(String file, String key) {
        try (Stream<String> lines = Files.lines(Path.of(file))) {
            return lines.filter(line -> line.startsWith(key))
                    .map(line -> line.substring(key.length()).strip())
                    .findFirst()
                    .orElse("");
        } catch (IOException | UncheckedIOException e) {
            // A process of the tree may end while it is read; it has no memory then.
            return "";
        }
    }
}
