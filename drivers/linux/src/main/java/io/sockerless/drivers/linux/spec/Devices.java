package io.sockerless.drivers.linux.spec;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.HostConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Devices of a container: nodes to make in its {@code /dev} and rules for its device cgroup, most general first.
 *
 * @param nodes {@code linux.devices}
 * @param rules {@code linux.resources.devices}
 */
record Devices(List<Map<String, Object>> nodes, List<Map<String, Object>> rules) {
    private static final Pattern RULE = Pattern.compile("^([acb]) ([0-9]+|\\*):([0-9]+|\\*) ([rwm]{1,3})$");
    /** Belong to the container's own /dev. */
    private static final Set<String> OWN = Set.of("pts", "shm", "fd", "mqueue", ".lxc", ".lxd-mounts", ".udev");

    static Devices of(HostConfig host) {
        List<Map<String, Object>> nodes = new ArrayList<>();
        List<Map<String, Object>> rules = new ArrayList<>();
        if (host.privileged()) {
            addAll(Path.of("/dev"), nodes);
            rules.add(everything(true));
        } else {
            rules.add(everything(false));
            rules.add(rule(true, "c", 1, 5, "rwm")); // zero
            rules.add(rule(true, "c", 1, 3, "rwm")); // null
            rules.add(rule(true, "c", 1, 9, "rwm")); // urandom
            rules.add(rule(true, "c", 1, 8, "rwm")); // random
            rules.add(rule(true, "c", 5, 0, "rwm")); // tty
            rules.add(rule(true, "c", 5, 1, "rwm")); // console
            rules.add(rule(false, "c", 10, 229, "rwm")); // fuse
        }
        List<Map<String, Object>> wanted = new ArrayList<>();
        for (Map<String, Object> mapping : host.objects("Devices")) {
            add(mapping, nodes, wanted);
        }
        host.strings("DeviceCgroupRules").forEach(text -> wanted.add(parse(text)));
        if (!host.privileged()) { // which may use everything anyway
            rules.addAll(wanted);
        }
        return new Devices(nodes, rules);
    }

    private static void add(
            Map<String, Object> mapping, List<Map<String, Object>> nodes, List<Map<String, Object>> rules) {
        String source = text(mapping, "PathOnHost");
        String target = text(mapping, "PathInContainer").isEmpty() ? source : text(mapping, "PathInContainer");
        String access = text(mapping, "CgroupPermissions").isEmpty() ? "rwm" : text(mapping, "CgroupPermissions");
        try {
            Path path = Path.of(source).toRealPath();
            List<Map<String, Object>> found = new ArrayList<>();
            if (Files.isDirectory(path)) {
                addBelow(path, path, Path.of(target), found, rules, access);
            } else {
                DeviceNode.at(path).ifPresent(node -> {
                    found.add(node.at(target));
                    rules.add(node.rule(access));
                });
            }
            if (found.isEmpty()) {
                throw EngineException.invalid("error gathering device information while adding custom device \""
                        + source + "\": not a device node");
            }
            nodes.removeIf(
                    old -> found.stream().anyMatch(node -> node.get("path").equals(old.get("path"))));
            nodes.addAll(found);
        } catch (IOException e) {
            throw new EngineException(
                    io.sockerless.engine.model.ErrorKind.INVALID,
                    "error gathering device information while adding custom device \"" + source
                            + "\": no such file or directory",
                    e);
        }
    }

    private static void addBelow(
            Path directory,
            Path source,
            Path target,
            List<Map<String, Object>> nodes,
            List<Map<String, Object>> rules,
            String access)
            throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            for (Path entry : entries.sorted().toList()) {
                if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                    addBelow(entry, source, target, nodes, rules, access);
                } else if (!Files.isSymbolicLink(entry)) {
                    DeviceNode.at(entry).ifPresent(node -> {
                        nodes.add(
                                node.at(target.resolve(source.relativize(entry)).toString()));
                        rules.add(node.rule(access));
                    });
                }
            }
        }
    }

    /** Every device of the host, for a privileged container. */
    private static void addAll(Path directory, List<Map<String, Object>> nodes) {
        try (Stream<Path> entries = Files.list(directory)) {
            for (Path entry : entries.sorted().toList()) {
                String name = entry.getFileName().toString();
                if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                    if (!OWN.contains(name)) {
                        addAll(entry, nodes);
                    }
                } else if (!Files.isSymbolicLink(entry) && !name.equals("console")) {
                    DeviceNode.at(entry, LinkOption.NOFOLLOW_LINKS)
                            .ifPresent(node -> nodes.add(node.at(entry.toString())));
                }
            }
        } catch (IOException e) {
            throw EngineException.internal("listing the host's devices: " + e.getMessage(), e);
        }
    }

    private static Map<String, Object> parse(String text) {
        Matcher m = RULE.matcher(text);
        if (!m.matches()) {
            throw EngineException.invalid("invalid device cgroup rule format: '" + text + "'");
        }
        return rule(true, m.group(1), number(m.group(2)), number(m.group(3)), m.group(4));
    }

    private static long number(String text) {
        return text.equals("*") ? -1 : Long.parseLong(text);
    }

    private static Map<String, Object> everything(boolean allow) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("allow", allow);
        out.put("access", "rwm");
        return out;
    }

    static Map<String, Object> rule(boolean allow, String type, long major, long minor, String access) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("allow", allow);
        out.put("type", type);
        // Left out means any (config-linux.md, "Allowed Device list"); crun knows no -1.
        if (major >= 0) {
            out.put("major", major);
        }
        if (minor >= 0) {
            out.put("minor", minor);
        }
        out.put("access", access);
        return out;
    }

    private static String text(Map<String, Object> map, String key) {
        return map.get(key) instanceof String s ? s : "";
    }
}
