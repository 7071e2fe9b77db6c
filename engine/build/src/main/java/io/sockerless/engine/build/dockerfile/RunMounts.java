package io.sockerless.engine.build.dockerfile;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The values of {@code RUN --mount}. What contains variables is checked when these are known. */
final class RunMounts {
    private static final Set<String> TYPES = Set.of("bind", "cache", "tmpfs", "secret", "ssh");
    private static final Set<String> SHARING = Set.of("shared", "private", "locked");
    private static final Set<String> TRUE = Set.of("1", "t", "T", "TRUE", "true", "True");
    private static final Set<String> FALSE = Set.of("0", "f", "F", "FALSE", "false", "False");

    private RunMounts() {}

    static RunMount parse(String value) {
        Map<String, String> options = new LinkedHashMap<>();
        for (String field : fields(value)) {
            int equals = field.indexOf('=');
            String key =
                    field.substring(0, equals < 0 ? field.length() : equals).toLowerCase(Locale.ROOT);
            if (equals < 0
                    && !Set.of("readonly", "ro", "readwrite", "rw", "required").contains(key)) {
                throw DockerfileError.of("invalid field '" + field + "' must be a key=value pair");
            }
            String text = equals < 0 ? "true" : field.substring(equals + 1);
            switch (key) {
                case "source", "src" -> options.put("source", text);
                case "target", "dst", "destination" -> options.put("target", text);
                case "readonly", "ro" -> options.put("readonly", truth(key, text));
                case "readwrite", "rw" ->
                    options.put("readonly", truth(key, text).equals("true") ? "false" : "true");
                case "required" -> options.put(key, truth(key, text));
                case "type", "from", "id", "sharing", "mode", "uid", "gid", "size", "env" -> options.put(key, text);
                default -> throw DockerfileError.of("unexpected key '" + key + "' in '" + field + "'");
            }
        }
        String type = options.containsKey("type") ? options.remove("type") : "bind";
        return check(new RunMount(variable(type) ? type : type.toLowerCase(Locale.ROOT), options));
    }

    /** Checks what does not depend on variables. */
    static RunMount check(RunMount mount) {
        String type = mount.type();
        Map<String, String> options = mount.options();
        if (variable(options.getOrDefault("from", ""))) {
            throw DockerfileError.of("'from' doesn't support variable expansion, define alias stage instead");
        }
        if (variable(type)) {
            return mount;
        }
        if (!TYPES.contains(type)) {
            throw DockerfileError.of("unsupported mount type " + Words.quote(type));
        }
        only(mount, "required", Set.of("secret", "ssh"));
        only(mount, "size", Set.of("tmpfs"));
        for (String key : List.of("mode", "uid", "gid")) {
            String value = options.getOrDefault(key, "0");
            if (!variable(value) && !value.matches(key.equals("mode") ? "[0-7]{1,11}" : "[0-9]{1,10}")) {
                throw DockerfileError.of("invalid value " + value + " for " + key);
            }
            if (options.containsKey(key) && !Set.of("secret", "ssh", "cache").contains(type)) {
                throw DockerfileError.of(key + " not allowed for " + Words.quote(type) + " type mounts");
            }
        }
        String sharing = options.getOrDefault("sharing", "");
        if (!sharing.isEmpty() && !variable(sharing) && !SHARING.contains(sharing.toLowerCase(Locale.ROOT))) {
            throw DockerfileError.of("unsupported sharing value " + Words.quote(sharing));
        }
        if (!sharing.isEmpty() && !type.equals("cache")) {
            throw DockerfileError.of(
                    type.equals("secret")
                            ? "secret mount should not define sharing"
                            : "invalid cache sharing set for " + type + " mount");
        }
        if (Set.of("bind", "cache", "tmpfs").contains(type) && !options.containsKey("target")) {
            throw DockerfileError.of("target is required for mount type " + Words.quote(type));
        }
        if (type.equals("secret")) {
            secret(options);
        }
        return mount;
    }

    private static void secret(Map<String, String> options) {
        if (!options.getOrDefault("from", "").isEmpty()) {
            throw DockerfileError.of("secret mount should not have a from");
        }
        boolean source = !options.getOrDefault("source", "").isEmpty();
        boolean id = !options.getOrDefault("id", "").isEmpty();
        if (!source && !id && options.getOrDefault("target", "").isEmpty()) {
            throw DockerfileError.of("invalid secret mount. one of source, target required");
        }
        if (source && id) {
            throw DockerfileError.of("both source and id can't be set");
        }
    }

    private static void only(RunMount mount, String key, Set<String> types) {
        if (mount.options().containsKey(key) && !types.contains(mount.type())) {
            throw DockerfileError.of("unexpected key '" + key + "' for mount type '" + mount.type() + "'");
        }
    }

    private static String truth(String key, String value) {
        if (TRUE.contains(value)) {
            return "true";
        }
        if (FALSE.contains(value)) {
            return "false";
        }
        throw DockerfileError.of("invalid value for " + key + ": " + value);
    }

    static boolean variable(String value) {
        int dollar = value.indexOf('$');
        return dollar >= 0 && dollar < value.length() - 1;
    }

    /** The fields of a line of comma-separated values; one that begins with a quote ends with one. */
    private static List<String> fields(String line) {
        List<String> fields = new ArrayList<>();
        int at = 0;
        while (at <= line.length()) {
            StringBuilder field = new StringBuilder();
            boolean quoted = line.startsWith("\"", at);
            at += quoted ? 1 : 0;
            while (quoted ? !closes(line, at) : at < line.length() && line.charAt(at) != ',') {
                if (at >= line.length() || !quoted && line.charAt(at) == '"') {
                    throw DockerfileError.of("failed to parse csv mounts: bare or open quote in " + Words.quote(line));
                }
                at += quoted && line.charAt(at) == '"' ? 1 : 0; // doubled
                field.append(line.charAt(at++));
            }
            at += quoted ? 1 : 0;
            if (at < line.length() && line.charAt(at) != ',') {
                throw DockerfileError.of(
                        "failed to parse csv mounts: text after a quoted field in " + Words.quote(line));
            }
            fields.add(field.toString());
            at++;
        }
        return fields;
    }

    private static boolean closes(String line, int at) {
        return line.startsWith("\"", at) && !line.startsWith("\"\"", at);
    }
}
