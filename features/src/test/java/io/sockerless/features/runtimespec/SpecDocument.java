package io.sockerless.features.runtimespec;

import com.fasterxml.jackson.databind.JsonNode;
import io.sockerless.features.http.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A runtime specification as paths and values that can be compared: elements of lists that are sets stand by what names
 * them, ids and places by what they are, and resources that say what is so anyway are left out.
 */
final class SpecDocument {
    private static final Pattern PROCESS = Pattern.compile("/proc/\\d+/");
    /** Lists whose order means something. */
    private static final Set<String> ORDERED = Set.of("process.args", "process.env", "linux.resources.devices");
    /** By what an element of a list of objects is known. */
    private static final Map<String, String> KEYS = Map.of(
            "mounts", "destination",
            "linux.namespaces", "type",
            "process.rlimits", "type",
            "linux.devices", "path");

    private static final Set<String> MISSING = missing();

    private final Map<String, String> values = new TreeMap<>();

    private SpecDocument() {}

    /**
     * @param names what stands for an id or a place in the text, by that text; the longest first
     * @return value by path
     */
    static Map<String, String> flat(byte[] json, Map<String, String> names) {
        var text = new String(json, StandardCharsets.UTF_8);
        for (var name : names.entrySet()) {
            text = text.replace(name.getKey(), name.getValue());
        }
        var document = new SpecDocument();
        document.visit("", Json.parse(text.getBytes(StandardCharsets.UTF_8)));
        return document.values;
    }

    private void visit(String path, JsonNode node) {
        if (path.equals("linux.seccomp.syscalls")) {
            node.forEach(this::rule);
        } else if (node.isObject()) {
            node.properties()
                    .forEach(field ->
                            visit(path.isEmpty() ? field.getKey() : path + "." + field.getKey(), field.getValue()));
        } else if (node.isArray()) {
            list(path, node);
        } else {
            put(path, node.asText());
        }
    }

    private void list(String path, JsonNode list) {
        if (ORDERED.contains(path) || path.startsWith("hooks.")) {
            put(path, list.toString());
            return;
        }
        for (var element : list) {
            if (!element.isObject()) {
                put(path + "[" + place(element.asText()) + "]", "present");
            } else if (KEYS.containsKey(path)) {
                visit(path + "[" + place(element.path(KEYS.get(path)).asText()) + "]", element);
            } else {
                put(path + "[" + element + "]", "present");
            }
        }
    }

    /** One rule may name many calls, and one call may have many rules. */
    private void rule(JsonNode rule) {
        var rest = rule.path("action").asText()
                + (rule.has("errnoRet") ? " " + rule.path("errnoRet") : "")
                + (rule.path("args").isEmpty() ? "" : " " + arguments(rule.path("args")));
        rule.path("names")
                .forEach(name -> put("linux.seccomp.syscalls[" + name.asText() + " " + rest + "]", "present"));
    }

    private static String arguments(JsonNode all) {
        var text = new StringBuilder();
        for (var argument : all) {
            text.append(argument.path("index").asLong())
                    .append(argument.path("op").asText())
                    .append(Long.toUnsignedString(argument.path("value").asLong()))
                    .append('/')
                    .append(Long.toUnsignedString(argument.path("valueTwo").asLong()))
                    .append(' ');
        }
        return text.toString().strip();
    }

    private void put(String path, String value) {
        // Zero and false in resources ask for nothing (config-linux.md, "Control groups").
        boolean nothing = path.startsWith("linux.resources.") && (value.equals("0") || value.equals("false"));
        if (!nothing && !ofOthers(path)) {
            values.put(path, path.equals("root.path") ? "<root>" : place(value));
        }
    }

    /** Whether it is a capability that this machine has not, which dockerd asks for all the same. */
    private static boolean ofOthers(String path) {
        return path.startsWith("process.capabilities.") && MISSING.stream().anyMatch(path::contains);
    }

    private static Set<String> missing() {
        try (var lines = Files.lines(Path.of("/proc/self/status"))) {
            long held = lines.filter(line -> line.startsWith("CapBnd:"))
                    .mapToLong(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
                    .findFirst()
                    .orElseThrow();
            return (held >>> 24 & 1) == 0 ? Set.of("[CAP_SYS_RESOURCE]") : Set.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What lies in a directory of the daemon's own is known by its name alone. */
    private static String place(String value) {
        if (value.startsWith("<own>")) {
            return "<own>/" + Path.of(value).getFileName();
        }
        return PROCESS.matcher(value).replaceAll("/proc/<pid>/");
    }
}
