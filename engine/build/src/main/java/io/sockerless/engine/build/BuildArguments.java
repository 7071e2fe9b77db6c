package io.sockerless.engine.build;

import io.sockerless.engine.model.image.Platform;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** {@code ARG}: those of the file's head, and those that a stage has declared so far. */
final class BuildArguments {
    private static final Set<String> PROXIES = Set.copyOf(Stream.of("HTTP", "HTTPS", "FTP", "NO", "ALL")
            .flatMap(kind -> Stream.of(kind + "_PROXY", kind.toLowerCase(java.util.Locale.ROOT) + "_proxy"))
            .toList());

    private final Map<String, Optional<String>> given;
    private final Map<String, String> globals = new LinkedHashMap<>();
    private final Map<String, String> platform = new TreeMap<>();
    private final Set<String> used = ConcurrentHashMap.newKeySet();

    BuildArguments(Map<String, Optional<String>> given, Platform target) {
        this.given = given;
        platform.put("TARGETPLATFORM", target.toString());
        platform.put("BUILDPLATFORM", target.toString());
        for (String side : List.of("TARGET", "BUILD")) {
            platform.put(side + "OS", target.os());
            platform.put(side + "ARCH", target.architecture());
            platform.put(side + "VARIANT", target.variant());
        }
    }

    /** An argument of the file's head. */
    void global(String name, Optional<String> value) {
        used.add(name);
        given.getOrDefault(name, Optional.empty()).or(() -> value).ifPresent(v -> globals.put(name, v));
    }

    /** What names of bases may use. */
    Map<String, String> globals() {
        Map<String, String> all = new LinkedHashMap<>(platform);
        all.putAll(globals);
        return all;
    }

    /** Those given that no stage and no head asked for. */
    List<String> unused() {
        return given.keySet().stream()
                .filter(name -> !used.contains(name) && !PROXIES.contains(name))
                .sorted()
                .toList();
    }

    Stage stage() {
        return new Stage();
    }

    /** Those of one stage. */
    final class Stage {
        private final Map<String, String> declared = new TreeMap<>();

        void declare(String name, Optional<String> value) {
            used.add(name);
            Optional<String> meant = given.getOrDefault(name, Optional.empty())
                    .or(() -> value)
                    .or(() -> Optional.ofNullable(globals.get(name)))
                    .or(() -> Optional.ofNullable(platform.get(name)));
            meant.ifPresent(v -> declared.put(name, v));
        }

        /** For expansion: names to values. */
        Map<String, String> values() {
            return declared;
        }

        /** For commands, as {@code NAME=value}: those that the environment has not. */
        List<String> environment(Set<String> hidden) {
            Map<String, String> all = new TreeMap<>(declared);
            PROXIES.forEach(name ->
                    given.getOrDefault(name, Optional.empty()).ifPresent(value -> all.putIfAbsent(name, value)));
            return list(all, hidden);
        }

        /** As {@link #environment}, those that the cache and the history know. */
        List<String> recorded(Set<String> hidden) {
            return list(declared, hidden);
        }

        private List<String> list(Map<String, String> values, Set<String> hidden) {
            List<String> list = new ArrayList<>();
            values.forEach((name, value) -> {
                if (!hidden.contains(name)) {
                    list.add(name + "=" + value);
                }
            });
            return list;
        }
    }
}
