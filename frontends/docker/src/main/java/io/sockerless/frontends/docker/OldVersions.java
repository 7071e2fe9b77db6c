package io.sockerless.frontends.docker;

import java.util.LinkedHashMap;
import java.util.Map;

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
