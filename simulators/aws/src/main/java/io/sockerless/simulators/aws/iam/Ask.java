package io.sockerless.simulators.aws.iam;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What somebody would do.
 *
 * @param action as in {@code s3:GetObject}
 * @param resource its ARN, or {@code *}
 * @param context values of condition keys, by their names in small letters
 */
record Ask(String action, String resource, Map<String, List<String>> context) {
    Ask {
        Map<String, List<String>> small = new TreeMap<>();
        context.forEach((key, values) -> small.put(key.toLowerCase(Locale.ROOT), List.copyOf(values)));
        context = small;
    }

    /** @param missing where the name of a key is noted that has none */
    Optional<List<String>> values(String key, Set<String> missing) {
        List<String> found = context.get(key.toLowerCase(Locale.ROOT));
        if (found == null) {
            missing.add(key);
        }
        return Optional.ofNullable(found);
    }

    /** The value of a variable; without one what no name has. */
    String only(String key, Set<String> missing) {
        String name = key.replaceFirst("\\s*,.*", "").strip();
        boolean otherwise = key.contains(",");
        return values(name, missing)
                .filter(values -> values.size() == 1)
                .map(List::getFirst)
                .orElse(otherwise ? key.replaceFirst(".*,\\s*'(.*)'\\s*", "$1") : "\0");
    }
}
