package io.sockerless.features.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The daemon's resident memory over its lives, in MiB. */
final class Memory {
    private final List<Long> samples = new ArrayList<>();

    /** To be asked for before the daemon ends. */
    void sample(long pid) throws IOException {
        try (var lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
            samples.add(lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                    .sum());
        }
    }

    /** How much more the daemons of the last third had than those before, as a factor. In the first third they fill. */
    double growth() {
        int third = samples.size() / 3;
        return median(samples.subList(2 * third, samples.size())) / median(samples.subList(third, 2 * third));
    }

    /** Zero of nothing. */
    private static double median(List<Long> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElse(0L);
    }

    @Override
    public String toString() {
        return "resident before each kill, MiB: " + samples;
    }
}
