package io.sockerless.drivers.linux.cgroup;

import io.sockerless.engine.model.EngineException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Reads and writes of control files. A file that does not exist reads as nothing: which ones exist depends on the kernel. */
final class CgroupFile {
    private CgroupFile() {}

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            // A group that vanishes while it is read answers ENODEV.
            return "";
        }
    }

    /** A single number; 0 when there is none, the largest number for {@code max}. */
    static long number(Path file) {
        String text = text(file).strip();
        if (text.isEmpty()) {
            return 0;
        }
        return text.equals("max") ? Long.MAX_VALUE : parse(text);
    }

    private static long parse(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            return Long.parseUnsignedLong(text) < 0 ? Long.MAX_VALUE : 0;
        }
    }

    /** Lines of {@code key number}. */
    static Map<String, Long> table(Path file) {
        Map<String, Long> out = new LinkedHashMap<>();
        for (String line : text(file).split("\n")) {
            int space = line.indexOf(' ');
            if (space > 0) {
                out.put(
                        line.substring(0, space),
                        parse(line.substring(space + 1).strip()));
            }
        }
        return out;
    }

    static List<Long> numbers(String text) {
        List<Long> out = new ArrayList<>();
        for (String word : text.strip().split("\\s+")) {
            if (!word.isEmpty()) {
                out.add(Long.parseLong(word));
            }
        }
        return out;
    }

    /** {@code cgroup.procs} of a group and those below. */
    static List<Long> processes(Path group) {
        try (Stream<Path> groups = Files.walk(group)) {
            return groups.filter(Files::isDirectory)
                    .flatMap(directory -> numbers(text(directory.resolve("cgroup.procs"))).stream())
                    .sorted()
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException | UncheckedIOException e) {
            throw EngineException.internal("listing processes: " + e.getMessage(), e);
        }
    }

    static void write(Path file, String value) {
        try {
            Files.writeString(file, value);
        } catch (IOException e) {
            throw refused(file, value, e);
        }
    }

    /**
     * Writes to a file of a group that may be removed meanwhile.
     *
     * @return whether the group is still there
     */
    static boolean writeIfThere(Path file, String value) {
        try {
            Files.writeString(file, value);
            return true;
        } catch (IOException e) {
            // ENOENT, or ENODEV when the group vanishes between the opening and the writing.
            if (Files.isDirectory(file.getParent())) {
                throw refused(file, value, e);
            }
            return false;
        }
    }

    /** A group goes when the last process in it has ended. */
    static EngineException ended() {
        return EngineException.conflict("the container has ended");
    }

    private static EngineException refused(Path file, String value, IOException e) {
        return EngineException.internal("failed to write \"" + value + "\" to \"" + file + "\": " + e.getMessage(), e);
    }

    /** For a file that may refuse for now. */
    static boolean tryWrite(Path file, String value) {
        try {
            Files.writeString(file, value);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
