package io.sockerless.engine.build.dockerfile;

import io.sockerless.engine.model.EngineException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The values of {@code --mount}: comma-separated options, with quotes as in CSV. */
final class RunMounts {
    private static final Set<String> TYPES = Set.of("bind", "cache", "tmpfs", "secret", "ssh");
    private static final Map<String, String> OTHER_NAMES =
            Map.of("src", "source", "dst", "target", "destination", "target", "ro", "readonly", "env", "env");

    private RunMounts() {}

    /** @throws EngineException INVALID, without the line */
    static RunMount parse(String text) {
        String type = "bind";
        Map<String, String> options = new LinkedHashMap<>();
        for (String field : fields(text)) {
            String[] pair = field.split("=", 2);
            String key = pair[0].toLowerCase(Locale.ROOT);
            key = OTHER_NAMES.getOrDefault(key, key);
            switch (key) {
                case "type" -> type = value(pair, field).toLowerCase(Locale.ROOT);
                case "readonly" -> options.put("readonly", pair.length > 1 ? pair[1] : "true");
                case "rw", "readwrite" ->
                    options.put("readonly", pair.length > 1 && pair[1].equals("false") ? "true" : "false");
                case "required" -> options.put("required", pair.length > 1 ? pair[1] : "true");
                case "target", "source", "from", "id", "sharing", "mode", "uid", "gid", "size", "env" ->
                    options.put(key, value(pair, field));
                default -> throw EngineException.invalid("unexpected key '" + key + "' in '" + field + "'");
            }
        }
        if (!TYPES.contains(type)) {
            throw EngineException.invalid("unsupported mount type \"" + type + "\"");
        }
        if (Set.of("bind", "cache", "tmpfs").contains(type) && !options.containsKey("target")) {
            throw EngineException.invalid("target is required for mount type \"" + type + "\"");
        }
        return new RunMount(type, options);
    }

    private static String value(String[] pair, String field) {
        if (pair.length < 2) {
            throw EngineException.invalid("invalid field '" + field + "' must be a key=value pair");
        }
        return pair[1];
    }

    private static List<String> fields(String text) {
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        for (char c : text.toCharArray()) {
            if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                fields.add(field.toString());
                field.setLength(0);
            } else {
                field.append(c);
            }
        }
        fields.add(field.toString());
        return fields;
    }
}
