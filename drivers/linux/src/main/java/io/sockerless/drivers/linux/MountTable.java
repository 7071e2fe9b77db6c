package io.sockerless.drivers.linux;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The mounts of this process's namespace (proc(5), /proc/self/mountinfo), in the order in which they were made. */
public record MountTable(List<Entry> entries) {
    /**
     * @param optional the optional fields, for example {@code shared:3}
     * @param superOptions of the file system, which for version 1 control groups name the controllers
     */
    public record Entry(Path target, String optional, String type, String source, String superOptions) {
        boolean shared() {
            return optional.contains("shared:");
        }

        boolean slave() {
            return optional.contains("master:");
        }
    }

    public MountTable {
        entries = List.copyOf(entries);
    }

    public static MountTable read() throws IOException {
        List<Entry> out = new ArrayList<>();
        // Unlike readAllLines this does not fail at a name in another character set.
        for (String line : new String(Files.readAllBytes(Path.of("/proc/self/mountinfo")), StandardCharsets.ISO_8859_1)
                .split("\n")) {
            int dash = line.indexOf(" - ");
            String[] front = line.substring(0, dash).split(" ", 7);
            String[] back = line.substring(dash + 3).split(" ");
            out.add(new Entry(
                    Path.of(unescape(front[4])),
                    front.length > 6 ? front[6] : "",
                    back[0],
                    unescape(back[1]),
                    back.length > 2 ? back[2] : ""));
        }
        return new MountTable(out);
    }

    /** Mount points below a directory, the last made first, which is the order in which they can be unmounted. */
    List<Path> below(Path directory) {
        return entries.stream()
                .map(Entry::target)
                .filter(target -> target.startsWith(directory))
                .toList()
                .reversed();
    }

    /** The mount that holds a path. */
    Optional<Entry> holding(Path path) {
        Optional<Entry> best = Optional.empty();
        for (Entry entry : entries) {
            if (path.startsWith(entry.target())
                    && (best.isEmpty()
                            || entry.target().getNameCount()
                                    >= best.get().target().getNameCount())) {
                best = Optional.of(entry);
            }
        }
        return best;
    }

    /** Space, tab, newline and backslash are octal. */
    private static String unescape(String text) {
        if (text.indexOf('\\') < 0) {
            return new String(text.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        }
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '\\' && i + 3 < text.length()) {
                out.append((char) Integer.parseInt(text.substring(i + 1, i + 4), 8));
                i += 3;
            } else {
                out.append(text.charAt(i));
            }
        }
        return new String(out.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
}
