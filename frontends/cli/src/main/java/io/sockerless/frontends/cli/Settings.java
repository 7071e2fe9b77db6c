package io.sockerless.frontends.cli;

import io.sockerless.engine.model.EngineException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What flags do not say: environment variables {@code SOCKERLESS_*} first, then the configuration file. */
record Settings(Map<String, String> environment, Map<String, Object> file) {
    private static final Set<String> KEYS = Set.of(
            "hosts",
            "state",
            "run",
            "driver",
            "docker-host",
            "engines",
            "ecs",
            "lambda",
            "admin",
            "group",
            "insecure",
            "registry-mirrors",
            "insecure-registries",
            "registry",
            "registry-htpasswd",
            "registry-read-only",
            "tls",
            "tlsverify",
            "tlscacert",
            "tlscert",
            "tlskey",
            "live-restore");
    private static final Path DEFAULT_FILE = Path.of("/etc/sockerless/sockerless.yaml");

    /** @param given the file named by a flag; it must exist. The default one may be absent. */
    static Settings read(Optional<Path> given, Map<String, String> environment) {
        return read(given, environment, DEFAULT_FILE);
    }

    /** @param usual the default one */
    static Settings read(Optional<Path> given, Map<String, String> environment, Path usual) {
        Path path = given.or(() -> Optional.ofNullable(environment.get("SOCKERLESS_CONFIG"))
                        .map(Path::of))
                .orElse(usual);
        if (given.isEmpty() && !Files.exists(path)) {
            return new Settings(environment, Map.of());
        }
        try (InputStream in = Files.newInputStream(path)) {
            Object content = new Load(LoadSettings.builder().build()).loadFromInputStream(in);
            return new Settings(environment, checked(path, content));
        } catch (IOException e) {
            throw EngineException.invalid("cannot read the configuration " + path + ": " + e.getMessage());
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> checked(Path path, Object content) {
        if (content == null) {
            return Map.of();
        }
        if (!(content instanceof Map<?, ?> map)) {
            throw EngineException.invalid("the configuration " + path + " is not a map of settings");
        }
        for (Object key : map.keySet()) {
            if (!KEYS.contains(String.valueOf(key))) {
                throw EngineException.invalid("the configuration " + path + " has an unknown setting: " + key);
            }
        }
        return (Map<String, Object>) map;
    }

    Optional<String> text(String key) {
        String variable = "SOCKERLESS_" + key.toUpperCase(Locale.ROOT).replace('-', '_');
        return Optional.ofNullable(environment.get(variable))
                .filter(value -> !value.isEmpty())
                .or(() -> Optional.ofNullable(file.get(key)).map(String::valueOf));
    }

    List<String> list(String key) {
        if (file.get(key) instanceof List<?> values
                && !environment.containsKey("SOCKERLESS_" + key.toUpperCase(Locale.ROOT))) {
            return values.stream().map(String::valueOf).toList();
        }
        return text(key)
                .map(value -> Arrays.stream(value.split(",")).map(String::strip).toList())
                .orElse(List.of());
    }

    /** Entries of a list, each {@code NAME=VALUE}. */
    Map<String, String> pairs(String key) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String entry : list(key)) {
            int equals = entry.indexOf('=');
            if (equals <= 0) {
                throw EngineException.invalid("setting " + key + ": \"" + entry + "\" is not NAME=VALUE");
            }
            pairs.put(entry.substring(0, equals), entry.substring(equals + 1));
        }
        return pairs;
    }
}
