package io.sockerless.frontends.cli;

import io.sockerless.engine.model.EngineException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where an ordinary user's daemon keeps its things unless told otherwise (XDG Base Directory Specification).
 *
 * @param run empty when this login has none
 */
record UserPlaces(Path settings, Path state, Optional<Path> run) {
    static UserPlaces of(Map<String, String> environment) {
        Path home = Path.of(Optional.ofNullable(environment.get("HOME"))
                .filter(value -> value.startsWith("/"))
                .orElseThrow(() -> EngineException.invalid("HOME is not set")));
        return new UserPlaces(
                directory(environment, "XDG_CONFIG_HOME")
                        .orElse(home.resolve(".config"))
                        .resolve("sockerless/sockerless.yaml"),
                directory(environment, "XDG_DATA_HOME")
                        .orElse(home.resolve(".local/share"))
                        .resolve("sockerless"),
                directory(environment, "XDG_RUNTIME_DIR").map(base -> base.resolve("sockerless")));
    }

    /** Relative ones are to be ignored. */
    private static Optional<Path> directory(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name))
                .filter(value -> value.startsWith("/"))
                .map(Path::of);
    }
}
