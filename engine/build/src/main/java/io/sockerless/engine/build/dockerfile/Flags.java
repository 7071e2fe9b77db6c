package io.sockerless.engine.build.dockerfile;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The {@code --name=value} words of an instruction. */
final class Flags {
    private final Map<String, List<String>> values = new LinkedHashMap<>();

    private Flags() {}

    /** Of an instruction that has none. */
    static void none(Statement statement) {
        parse(statement, Set.of(), Set.of(), Set.of());
    }

    /**
     * @param switches that are true, false, or without a value
     * @param single that are given at most once
     * @param many that may be repeated
     */
    static Flags parse(Statement statement, Set<String> switches, Set<String> single, Set<String> many) {
        Flags flags = new Flags();
        for (String flag : statement.flags()) {
            int equals = flag.indexOf('=');
            String name = flag.substring(2, equals < 0 ? flag.length() : equals);
            boolean known = switches.contains(name) || single.contains(name) || many.contains(name);
            if (!known) {
                throw DockerfileError.of("Unknown flag: " + name, "unknown flag: --" + name);
            }
            if (flags.values.containsKey(name) && !many.contains(name)) {
                throw DockerfileError.of("Duplicate flag specified: " + name, "duplicate flag specified: --" + name);
            }
            String value = equals < 0 ? "" : flag.substring(equals + 1);
            if (switches.contains(name) ? equals >= 0 && value.isEmpty() : equals < 0) {
                throw DockerfileError.of("Missing a value on flag: " + name, "missing a value on flag: --" + name);
            }
            if (switches.contains(name)) {
                value = truth(name, value);
            }
            flags.values.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
        }
        return flags;
    }

    private static String truth(String name, String value) {
        String lower = value.toLowerCase(Locale.ROOT);
        return switch (lower) {
            case "" -> "true";
            case "true", "false" -> lower;
            default ->
                throw DockerfileError.of(
                        "Expecting boolean value for flag " + name + ", not: " + value,
                        "expecting boolean value for flag --" + name + ", not: " + value);
        };
    }

    String text(String name) {
        return all(name).isEmpty() ? "" : all(name).getFirst();
    }

    boolean isTrue(String name) {
        return text(name).equals("true");
    }

    Optional<Boolean> given(String name) {
        return values.containsKey(name) ? Optional.of(isTrue(name)) : Optional.empty();
    }

    List<String> all(String name) {
        return List.copyOf(values.getOrDefault(name, List.of()));
    }
}
