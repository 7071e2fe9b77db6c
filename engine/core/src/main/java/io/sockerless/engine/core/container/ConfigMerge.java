package io.sockerless.engine.core.container;

import io.sockerless.engine.model.ContainerConfig;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Docker's rules for a config that stands on another: a container's on its image's, a committed image's on its
 * container's. What the upper one gives wins, where it gives nothing the lower one's holds, and lists with keys are united.
 */
public final class ConfigMerge {
    private static final List<String> UNTIL_GIVEN = List.of("User", "WorkingDir", "StopSignal");

    private ConfigMerge() {}

    /** @param lower its fields may be empty, then {@code upper} comes back with labels and volumes completed */
    public static ContainerConfig merge(ContainerConfig upper, ContainerConfig lower) {
        Map<String, Object> merged = new LinkedHashMap<>(upper.fields());
        for (String name : UNTIL_GIVEN) {
            inherit(merged, lower, name, isEmpty(merged.get(name)));
        }
        unite(merged, lower, "ExposedPorts");
        unite(merged, lower, "Volumes");
        unite(merged, lower, "Labels");
        merged.putIfAbsent("Labels", Map.of());
        mergeEnv(merged, upper, lower);
        mergeCommand(merged, upper, lower);
        mergeHealthcheck(merged, upper, lower);
        return new ContainerConfig(merged);
    }

    private static boolean isEmpty(Object value) {
        return switch (value) {
            case null -> true;
            case String text -> text.isEmpty();
            case List<?> list -> list.isEmpty();
            case Map<?, ?> map -> map.isEmpty();
            case Object _ -> false;
        };
    }

    private static void inherit(Map<String, Object> merged, ContainerConfig lower, String name, boolean wanted) {
        Object value = lower.fields().get(name);
        if (wanted && !isEmpty(value)) {
            merged.put(name, value);
        }
    }

    private static void unite(Map<String, Object> merged, ContainerConfig lower, String name) {
        if (!(lower.fields().get(name) instanceof Map<?, ?> below) || below.isEmpty()) {
            return;
        }
        Map<Object, Object> united = new LinkedHashMap<>();
        if (merged.get(name) instanceof Map<?, ?> given) {
            united.putAll(given);
        }
        below.forEach(united::putIfAbsent);
        merged.put(name, united);
    }

    /** Entries of the lower config come after those given, unless their key was given. */
    private static void mergeEnv(Map<String, Object> merged, ContainerConfig upper, ContainerConfig lower) {
        if (lower.env().isEmpty()) {
            return;
        }
        List<String> env = new ArrayList<>(upper.env());
        Set<String> keys = new HashSet<>();
        env.forEach(entry -> keys.add(key(entry)));
        lower.env().stream().filter(entry -> !keys.contains(key(entry))).forEach(env::add);
        merged.put("Env", env);
    }

    private static String key(String entry) {
        int equals = entry.indexOf('=');
        return equals < 0 ? entry : entry.substring(0, equals);
    }

    /** An entrypoint of one's own makes the lower command meaningless, for it was written for the lower entrypoint. */
    private static void mergeCommand(Map<String, Object> merged, ContainerConfig upper, ContainerConfig lower) {
        if (upper.entrypoint().isEmpty()) {
            if (upper.cmd().isEmpty()) {
                inherit(merged, lower, "Cmd", true);
                inherit(merged, lower, "ArgsEscaped", true);
            }
            // An entrypoint that is given but empty, [] or [""], takes the lower one away.
            inherit(merged, lower, "Entrypoint", !upper.has("Entrypoint"));
        } else if (upper.entrypoint().equals(List.of(""))) {
            merged.remove("Entrypoint");
        }
    }

    private static void mergeHealthcheck(Map<String, Object> merged, ContainerConfig upper, ContainerConfig lower) {
        if (lower.healthcheck().isEmpty()) {
            return;
        }
        Map<String, Object> check = new LinkedHashMap<>(upper.healthcheck());
        lower.healthcheck().forEach((name, value) -> {
            Object given = check.get(name);
            if (isEmpty(given) || given.equals(0L)) {
                check.put(name, value);
            }
        });
        merged.put("Healthcheck", check);
    }
}
