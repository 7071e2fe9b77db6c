package io.sockerless.features.differential;

import io.sockerless.features.daemons.Root;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A table of {@code spec}: a call id (or what else was compared) and a path, in both of which {@code *} stands for
 * anything, and the reason why the difference is accepted. One that is there only sometimes has a reason that begins
 * so, and is never stale.
 */
public final class AcceptedDifferences {
    private record Row(String call, String path, String reason, Pattern calls, Pattern paths) {
        private static Row of(String call, String path, String reason) {
            return new Row(call, path, reason, glob(call), glob(path));
        }

        private boolean sometimes() {
            return reason.startsWith("Sometimes");
        }

        private static Pattern glob(String text) {
            return Pattern.compile("\\Q" + text.replace("*", "\\E.*\\Q") + "\\E");
        }

        private boolean accepts(Difference difference) {
            return calls.matcher(difference.call()).matches()
                    && paths.matcher(difference.path()).matches();
        }
    }

    private final List<Row> rows = new ArrayList<>();
    private final Set<Row> used = new HashSet<>();

    static AcceptedDifferences read() throws IOException {
        return read("docker/differences.md");
    }

    /**
     * @param file in {@code spec}
     * @throws IllegalStateException if a row has no reason
     */
    public static AcceptedDifferences read(String file) throws IOException {
        var accepted = new AcceptedDifferences();
        for (var line : Files.readAllLines(Root.path().resolve("spec").resolve(file))) {
            var cells = line.split("\\|", -1);
            if (!line.startsWith("| `")) {
                continue;
            }
            if (cells.length != 5 || cells[3].isBlank()) {
                throw new IllegalStateException(file + ": not call, path and reason: " + line);
            }
            accepted.rows.add(Row.of(
                    cells[1].replace("`", "").strip(), cells[2].replace("`", "").strip(), cells[3].strip()));
        }
        return accepted;
    }

    public boolean accepts(Difference difference) {
        return reason(difference).isPresent();
    }

    /** Why the difference is accepted, if it is. */
    public Optional<String> reason(Difference difference) {
        var row = rows.stream().filter(r -> r.accepts(difference)).findFirst();
        row.ifPresent(used::add);
        return row.map(Row::reason);
    }

    /** Rows that accepted nothing: the difference is gone, so must be the row. */
    public List<String> stale() {
        return stale("*");
    }

    /** Of these, the rows whose calls are written so. */
    public List<String> stale(String calls) {
        return rows.stream()
                .filter(row -> !used.contains(row)
                        && !row.sometimes()
                        && (calls.equals("*") || row.call().equals(calls)))
                .map(row -> row.call() + " | " + row.path())
                .toList();
    }
}
