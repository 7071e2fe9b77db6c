package io.sockerless.frontends.buildkit.solve;

import io.sockerless.engine.model.EngineException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The options of a build as they travel: a name and a text for each. Those that this engine does not know are
 * {@link #unknown named}, not forgotten.
 */
public record Attributes(Map<String, String> all) {
    private static final String DEFAULT_FILE = "Dockerfile";
    /** Arguments of builds that are for the engine, whether or not a Dockerfile asks for them. */
    public static final Set<String> UNDERSTOOD = Set.of(
            "BUILDKIT_CONTEXT_KEEP_GIT_DIR",
            "BUILDKIT_INLINE_CACHE",
            "BUILDKIT_MULTI_PLATFORM",
            "BUILDKIT_SANDBOX_HOSTNAME",
            "BUILDKIT_SYNTAX",
            "SOURCE_DATE_EPOCH");

    /** Understood here, or about things that the client itself does with the answer. */
    private static final Set<String> KNOWN = Set.of(
            "add-hosts",
            "cache-from",
            "cache-imports",
            "cgroup-parent",
            "cmdline",
            "context",
            "contextkey",
            "dockerfilekey",
            "filename",
            "force-network-mode",
            "frontend.caps",
            "hostname",
            "image-resolve-mode",
            "multi-platform",
            "no-cache",
            "platform",
            "requestid",
            "shm-size",
            "source",
            "target",
            "ulimit");

    private static final List<String> KNOWN_BEGINNINGS = List.of(
            "build-arg:",
            "label:",
            "context:",
            "attest:",
            "vcs:",
            "input:",
            "input-metadata:",
            "local-sessionid:",
            "sharedkey:localdir:");

    public Attributes {
        all = new TreeMap<>(all);
    }

    public String get(String name) {
        return all.getOrDefault(name, "");
    }

    public boolean has(String name) {
        return all.containsKey(name);
    }

    /** Those that begin so, by the rest of their names. */
    public Map<String, String> beginning(String prefix) {
        Map<String, String> found = new LinkedHashMap<>();
        all.forEach((name, value) -> {
            if (name.startsWith(prefix)) {
                found.put(name.substring(prefix.length()), value);
            }
        });
        return found;
    }

    /** Of a list with commas, what is not empty. */
    public List<String> list(String name) {
        List<String> values = new ArrayList<>();
        for (String value : get(name).split(",")) {
            if (!value.isBlank()) {
                values.add(value.strip());
            }
        }
        return values;
    }

    List<String> unknown() {
        return all.keySet().stream()
                .filter(name ->
                        !KNOWN.contains(name) && KNOWN_BEGINNINGS.stream().noneMatch(name::startsWith))
                .toList();
    }

    String filename() {
        return has("filename") ? get("filename") : DEFAULT_FILE;
    }

    /** By which name the client knows the directory with the Dockerfile. */
    String dockerfileKey() {
        return has("dockerfilekey") ? get("dockerfilekey") : "dockerfile";
    }

    String contextKey() {
        return has("contextkey") ? get("contextkey") : "context";
    }

    public Optional<String> target() {
        return get("target").isEmpty() ? Optional.empty() : Optional.of(get("target"));
    }

    /** Whether nothing may come from the cache. */
    public boolean noCache() {
        return has("no-cache") && get("no-cache").isEmpty();
    }

    /** Whether images come from their registries even when they are here. @throws EngineException INVALID */
    public boolean pull() {
        return switch (get("image-resolve-mode")) {
            case "pull" -> true;
            case "", "default", "local" -> false;
            default -> throw EngineException.invalid("invalid image-resolve-mode: " + get("image-resolve-mode"));
        };
    }

    /** Empty for the usual one. @throws EngineException INVALID */
    public String network() {
        String mode = get("force-network-mode");
        return switch (mode) {
            case "", "none", "host" -> mode;
            case "sandbox", "default" -> "";
            default -> throw EngineException.invalid("invalid netmode " + mode);
        };
    }

    /** In bytes; 0 for the usual one. */
    public long sharedMemory() {
        if (get("shm-size").isEmpty()) {
            return 0;
        }
        try {
            return Long.parseLong(get("shm-size"));
        } catch (NumberFormatException _) {
            throw EngineException.invalid("failed to parse shm size: " + get("shm-size"));
        }
    }

    /** Of the containers of steps; empty for any. */
    public String hostname() {
        return has("hostname") ? get("hostname") : get("build-arg:BUILDKIT_SANDBOX_HOSTNAME");
    }

    /** The time after which nothing in the result was made. @throws EngineException INVALID */
    public Optional<Instant> sourceDate() {
        String seconds = get("build-arg:SOURCE_DATE_EPOCH");
        try {
            return seconds.isEmpty() ? Optional.empty() : Optional.of(Instant.ofEpochSecond(Long.parseLong(seconds)));
        } catch (NumberFormatException _) {
            throw EngineException.invalid("invalid SOURCE_DATE_EPOCH: " + seconds);
        }
    }

    boolean flag(String name) {
        return switch (get(name).toLowerCase(Locale.ROOT)) {
            case "1", "t", "true" -> true;
            case "", "0", "f", "false" -> false;
            default -> throw EngineException.invalid("invalid boolean value for " + name + ": " + get(name));
        };
    }
}
