package io.sockerless.drivers.linux.spec;

import io.sockerless.engine.model.EngineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * {@code process.rlimits} from HostConfig.Ulimits. A process without CAP_SYS_RESOURCE cannot raise a hard limit
 * (setrlimit(2)), so that such a wish is refused here, where its reason can be told.
 */
public final class Rlimits {
    private static final List<String> NAMES = List.of(
            "core",
            "cpu",
            "data",
            "fsize",
            "locks",
            "memlock",
            "msgqueue",
            "nice",
            "nofile",
            "nproc",
            "rss",
            "rtprio",
            "rttime",
            "sigpending",
            "stack");
    /** As /proc/self/limits calls them. */
    private static final Map<String, String> TITLES = Map.ofEntries(
            Map.entry("Max cpu time", "cpu"),
            Map.entry("Max file size", "fsize"),
            Map.entry("Max data size", "data"),
            Map.entry("Max stack size", "stack"),
            Map.entry("Max core file size", "core"),
            Map.entry("Max resident set", "rss"),
            Map.entry("Max processes", "nproc"),
            Map.entry("Max open files", "nofile"),
            Map.entry("Max locked memory", "memlock"),
            Map.entry("Max file locks", "locks"),
            Map.entry("Max pending signals", "sigpending"),
            Map.entry("Max msgqueue size", "msgqueue"),
            Map.entry("Max nice priority", "nice"),
            Map.entry("Max realtime priority", "rtprio"),
            Map.entry("Max realtime timeout", "rttime"));

    private final boolean mayRaise;
    private final Map<String, Long> hard;

    /** @param hard our own hard limits by Docker's name; -1 is unlimited */
    Rlimits(boolean mayRaise, Map<String, Long> hard) {
        this.mayRaise = mayRaise;
        this.hard = Map.copyOf(hard);
    }

    /** With this process's limits. */
    public static Rlimits ofThisProcess(boolean mayRaise) throws IOException {
        Map<String, Long> hard = new HashMap<>();
        for (String line : Files.readAllLines(Path.of("/proc/self/limits"))) {
            TITLES.forEach((title, name) -> {
                if (line.startsWith(title + " ")) {
                    String value = line.substring(title.length()).strip().split("\\s+")[1];
                    hard.put(name, value.equals("unlimited") ? -1 : Long.parseLong(value));
                }
            });
        }
        return new Rlimits(mayRaise, hard);
    }

    List<Map<String, Object>> of(List<Map<String, Object>> ulimits) {
        List<Map<String, Object>> out = new ArrayList<>();
        for (Map<String, Object> ulimit : ulimits) {
            String name = String.valueOf(ulimit.get("Name")).toLowerCase(Locale.ROOT);
            if (!NAMES.contains(name)) {
                throw EngineException.invalid("invalid ulimit type: " + name);
            }
            long soft = number(ulimit.get("Soft"));
            long wanted = number(ulimit.get("Hard"));
            refuseRaise(name, wanted);
            out.add(Map.of(
                    "type",
                    "RLIMIT_" + name.toUpperCase(Locale.ROOT),
                    "hard",
                    unsigned(wanted),
                    "soft",
                    unsigned(soft)));
        }
        return out;
    }

    private void refuseRaise(String name, long wanted) {
        long limit = hard.getOrDefault(name, -1L);
        if (!mayRaise && limit >= 0 && (wanted < 0 || wanted > limit)) {
            throw EngineException.invalid("ulimit " + name + ": the hard limit " + (wanted < 0 ? "unlimited" : wanted)
                    + " is above this host's " + limit + ", which cannot be raised without CAP_SYS_RESOURCE");
        }
    }

    private static long number(Object value) {
        return value instanceof Number n ? n.longValue() : 0;
    }

    /** The specification has unsigned numbers; -1 is unlimited. */
    private static Object unsigned(long value) {
        return value < 0 ? new java.math.BigInteger(Long.toUnsignedString(value)) : (Object) value;
    }
}
