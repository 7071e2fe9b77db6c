package io.sockerless.simulators.aws.logs;

import java.util.Map;
import java.util.Optional;

/**
 * A log group.
 *
 * @param place account and region
 * @param retention in days; 0 for ever
 */
record LogGroup(String place, String name, long created, int retention, Map<String, String> tags) {
    LogGroup {
        tags = Map.copyOf(tags);
    }

    static String key(String place, String name) {
        return place + ":" + name;
    }

    String key() {
        return key(place, name);
    }

    /** The time before which events are gone. */
    long floor(long now) {
        return retention == 0 ? 0 : now - retention * 86_400_000L;
    }

    LogGroup keeping(Optional<Integer> days) {
        return new LogGroup(place, name, created, days.orElse(0), tags);
    }

    LogGroup tagged(Map<String, String> other) {
        return new LogGroup(place, name, created, retention, other);
    }
}
