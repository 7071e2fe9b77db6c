package io.sockerless.engine.core.container;

import static io.sockerless.engine.core.container.ConfigValidation.require;

import io.sockerless.engine.model.ByteSize;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.HostConfig;
import java.util.Map;
import java.util.Set;

/** What dockerd checks of a container's log config when it is created. The values it looks at only at the start. */
final class LogValidation {
    private static final String NON_BLOCKING = "non-blocking";

    /** The options of the drivers besides those that all have. */
    private static final Map<String, Set<String>> OPTIONS = Map.of(
            "json-file",
                    Set.of("max-file", "max-size", "compress", "labels", "labels-regex", "env", "env-regex", "tag"),
            "local", Set.of("max-file", "max-size", "compress"),
            "none", Set.of());

    private static final Set<String> COMMON = Set.of("mode", "max-buffer-size");

    private LogValidation() {}

    static void check(HostConfig host) {
        String type = host.logType();
        Map<String, String> options = host.logOptions();
        require(
                OPTIONS.containsKey(type),
                "error looking up logging plugin " + type + ": plugin \"" + type + "\" not found");
        if (type.equals("none")) {
            return;
        }
        checkMode(options);
        for (String option : options.keySet()) {
            require(
                    COMMON.contains(option) || OPTIONS.get(type).contains(option),
                    "unknown log opt '" + option + "' for "
                            + (type.equals("local") ? "log driver local" : type + " log driver"));
        }
    }

    private static void checkMode(Map<String, String> options) {
        String mode = options.getOrDefault("mode", "");
        require(Set.of("", "blocking", NON_BLOCKING).contains(mode), "logger: logging mode not supported: " + mode);
        if (options.containsKey("max-buffer-size")) {
            require(
                    mode.equals(NON_BLOCKING),
                    "logger: max-buffer-size option is only supported with 'mode=" + NON_BLOCKING + "'");
            try {
                ByteSize.binary(options.get("max-buffer-size"));
            } catch (EngineException e) {
                throw new EngineException(e.kind(), "error parsing option max-buffer-size: " + e.getMessage(), e);
            }
        }
    }
}
