package io.sockerless.drivers.linux.cgroup;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads from {@code linux.resources}. */
final class Limits {
    private Limits() {}

    @SuppressWarnings("unchecked")
    static Optional<Map<String, Object>> section(Map<String, Object> resources, String name) {
        return Optional.ofNullable((Map<String, Object>) resources.get(name));
    }

    static String text(Map<String, Object> section, String name) {
        Object value = section.get(name);
        return value == null ? "" : value.toString();
    }

    static Optional<Long> number(Map<String, Object> section, String name) {
        return section.get(name) instanceof Number n ? Optional.of(n.longValue()) : Optional.empty();
    }

    @SuppressWarnings("unchecked")
    static List<Map<String, Object>> devices(Map<String, Object> section, String name) {
        return section.get(name) instanceof List<?> list ? (List<Map<String, Object>>) list : List.of();
    }
}
