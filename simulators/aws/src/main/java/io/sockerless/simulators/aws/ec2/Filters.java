package io.sockerless.simulators.aws.ec2;

import com.fasterxml.jackson.databind.JsonNode;
import io.sockerless.simulators.aws.wire.AwsException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * By what resources of a kind are found.
 *
 * @param paths of the fields that are compared, by the filters' names
 */
record Filters(Map<String, String> paths) {
    /**
     * @param table names, each with {@code =} and the path of a field, or the field of the same name
     */
    static Filters of(String table) {
        Map<String, String> paths = new HashMap<>();
        for (String entry : table.strip().split("\\s+")) {
            int equals = entry.indexOf('=');
            String name = equals < 0 ? entry : entry.substring(0, equals);
            paths.put(name, equals < 0 ? field(name) : entry.substring(equals + 1));
        }
        return new Filters(Map.copyOf(paths));
    }

    private static String field(String name) {
        return Pattern.compile("-(.)")
                .matcher(name)
                .replaceAll(dash -> dash.group(1).toUpperCase(java.util.Locale.ROOT));
    }

    /** Those that each filter lets through. @param parameter the name of the list of filters */
    List<Resource> choose(List<Resource> all, Asked asked, String parameter) {
        List<Resource> chosen = all;
        for (Asked filter : asked.structures(parameter)) {
            String name = filter.text("Name");
            List<Pattern> wanted =
                    filter.texts("Value").stream().map(Filters::pattern).toList();
            if (!name.startsWith("tag:") && !name.equals("tag-key") && !paths.containsKey(name)) {
                throw new AwsException("InvalidParameterValue", "The filter '" + name + "' is invalid");
            }
            if (wanted.isEmpty()) {
                throw new AwsException(
                        "InvalidParameterValue", "The filter '" + name + "' must have at least one value");
            }
            chosen = chosen.stream()
                    .filter(one -> values(one, name)
                            .anyMatch(value -> wanted.stream()
                                    .anyMatch(pattern -> pattern.matcher(value).matches())))
                    .toList();
        }
        return chosen;
    }

    private Stream<String> values(Resource resource, String name) {
        if (name.equals("tag-key")) {
            return resource.tags().keySet().stream();
        }
        if (name.startsWith("tag:")) {
            return Stream.ofNullable(resource.tags().get(name.substring("tag:".length())));
        }
        return at(resource.document(), List.of(paths.get(name).split("\\.")));
    }

    private static Stream<String> at(JsonNode value, List<String> path) {
        if (value.isArray()) {
            return value.valueStream().flatMap(item -> at(item, path));
        }
        if (path.isEmpty()) {
            return value.isValueNode() && !value.isNull() ? Stream.of(value.asText()) : Stream.empty();
        }
        return at(value.path(path.getFirst()), path.subList(1, path.size()));
    }

    /** {@code *} for any characters, {@code ?} for one, after a backslash themselves. */
    private static Pattern pattern(String value) {
        StringBuilder out = new StringBuilder();
        boolean escaped = false;
        for (char c : value.toCharArray()) {
            if (!escaped && c == '\\') {
                escaped = true;
                continue;
            }
            boolean wild = !escaped && (c == '*' || c == '?');
            out.append(wild ? (c == '*' ? ".*" : ".") : Pattern.quote(String.valueOf(c)));
            escaped = false;
        }
        return Pattern.compile(out.toString(), Pattern.DOTALL);
    }
}
