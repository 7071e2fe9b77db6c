package io.sockerless.engine.core.filter;

import java.util.List;
import java.util.Map;

/** Docker's label conditions: {@code key} or {@code key=value}. */
public final class LabelFilter {
    private LabelFilter() {}

    public static boolean hasAll(Map<String, String> labels, List<String> wanted) {
        return wanted.stream().allMatch(condition -> has(labels, condition));
    }

    public static boolean hasAny(Map<String, String> labels, List<String> wanted) {
        return wanted.stream().anyMatch(condition -> has(labels, condition));
    }

    private static boolean has(Map<String, String> labels, String condition) {
        int equals = condition.indexOf('=');
        return equals < 0
                ? labels.containsKey(condition)
                : condition.substring(equals + 1).equals(labels.get(condition.substring(0, equals)));
    }
}
