package io.sockerless.drivers.aws;

import io.sockerless.engine.model.EngineException;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** A driver's settings by name, as the command line has them, and as they are kept in its state. */
final class SettingsFile {
    private static final String FILE = "settings.properties";

    private SettingsFile() {}

    /** @throws EngineException INVALID, naming what is unknown or missing */
    static void check(String driver, Map<String, String> settings, Set<String> names, List<String> needed) {
        for (String name : settings.keySet()) {
            if (!names.contains(name)) {
                throw EngineException.invalid("driver " + driver + " has no setting \"" + name + "\"; it has "
                        + String.join(", ", new TreeSet<>(names)));
            }
        }
        for (String name : needed) {
            if (settings.getOrDefault(name, "").isEmpty()) {
                throw EngineException.invalid("driver " + driver + " needs --" + driver + " " + name + "=…");
            }
        }
    }

    /** @throws EngineException INTERNAL when it cannot be written */
    static void keep(Path state, Map<String, String> settings) {
        Properties all = new Properties();
        settings.forEach(all::setProperty);
        try {
            Files.createDirectories(state);
            try (Writer out = Files.newBufferedWriter(state.resolve(FILE))) {
                all.store(out, null);
            }
        } catch (IOException e) {
            throw EngineException.internal("AWS: " + state + ": " + e.getMessage(), e);
        }
    }

    /** What the last driver of a state directory was told; empty if there was none. */
    static Optional<Map<String, String>> kept(Path state) {
        Path file = state.resolve(FILE);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Properties all = new Properties();
        try (Reader in = Files.newBufferedReader(file)) {
            all.load(in);
        } catch (IOException e) {
            throw EngineException.internal("AWS: " + file + ": " + e.getMessage(), e);
        }
        Map<String, String> settings = new TreeMap<>();
        all.stringPropertyNames().forEach(name -> settings.put(name, all.getProperty(name)));
        return Optional.of(settings);
    }

    static String architecture(String driver, Map<String, String> settings) {
        String value = settings.getOrDefault("architecture", "amd64");
        if (!Set.of("amd64", "arm64").contains(value)) {
            throw EngineException.invalid("--" + driver + " architecture is amd64 or arm64, not \"" + value + "\"");
        }
        return value;
    }

    static List<String> list(Map<String, String> settings, String name) {
        return Arrays.stream(settings.getOrDefault(name, "").split(","))
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .toList();
    }
}
