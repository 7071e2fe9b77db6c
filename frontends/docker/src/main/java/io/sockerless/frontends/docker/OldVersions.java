package io.sockerless.frontends.docker;

import io.sockerless.engine.model.EndpointConfig;
import io.sockerless.engine.model.EngineException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** What clients of older API versions mean by what they send, and by what they leave out (API version history). */
final class OldVersions {
    private OldVersions() {}

    /** The host config of a container to be created. */
    static Map<String, Object> hostConfig(Map<String, Object> given, ApiVersion version) {
        if (!version.before(40)) {
            return given;
        }
        Map<String, Object> meant = new LinkedHashMap<>(given);
        if (String.valueOf(meant.getOrDefault("IpcMode", "")).isEmpty()) {
            meant.put("IpcMode", "shareable");
        }
        if (version.before(25)) {
            // The client removes.
            meant.remove("AutoRemove");
        }
        return meant;
    }

    /** Before 1.44 a container was created in one network at most. */
    static Map<String, EndpointConfig> endpoints(Map<String, EndpointConfig> given, ApiVersion version) {
        if (version.before(44) && given.size() > 1) {
            throw EngineException.invalid("Container cannot be connected to network endpoints: "
                    + given.keySet().stream().sorted().collect(Collectors.joining(", ")));
        }
        return given;
    }

    /** The changes of an update. */
    static Map<String, Object> update(Map<String, Object> changes, ApiVersion version) {
        if (!version.before(40)) {
            return changes;
        }
        Map<String, Object> meant = new LinkedHashMap<>(changes);
        meant.remove("PidsLimit");
        return meant;
    }
}
