package io.sockerless.features.crash;

import io.sockerless.features.daemons.Daemon;
import io.sockerless.features.daemons.Programs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Everything that a stopped daemon has left on its machine, one line each: mounts, links, packet filter rules, control
 * groups, processes, files.
 */
record Census(List<String> lines) {
    private static final Path CGROUPS = Path.of("/sys/fs/cgroup");

    /** @param cgroupParent of all its containers */
    static Census of(Daemon daemon, String cgroupParent) throws IOException {
        List<String> lines = new ArrayList<>();
        for (var mount : Files.readAllLines(Path.of("/proc/" + daemon.machine().pid() + "/mountinfo"))) {
            var fields = mount.split(" ");
            lines.add("mount " + fields[4] + " " + mount.substring(mount.indexOf(" - ")));
        }
        inside(daemon, "ip", "-o", "link").forEach(link -> lines.add("link " + link.split(" ")[1]));
        inside(daemon, "nft", "-s", "list", "ruleset").forEach(rule -> lines.add("nft " + rule));
        inside(daemon, "iptables", "-S").forEach(rule -> lines.add("iptables " + rule));
        groups(cgroupParent).forEach(group -> lines.add("cgroup " + group));
        processes(daemon.state().getParent()).forEach(process -> lines.add("process " + process));
        files(daemon).forEach(file -> lines.add("file " + file));
        return new Census(lines);
    }

    private static Stream<String> inside(Daemon daemon, String... command) throws IOException {
        return new String(Programs.run(daemon.machine().inside(Path.of("/"), List.of(command))), StandardCharsets.UTF_8)
                .lines();
    }

    /** The lowest first. Beside the hierarchies lies nothing, but something could be put there by mistake. */
    static List<Path> groups(String parent) throws IOException {
        List<Path> tops = new ArrayList<>(List.of(CGROUPS));
        try (var hierarchies = Files.newDirectoryStream(CGROUPS, Files::isDirectory)) {
            hierarchies.forEach(tops::add);
        }
        List<Path> groups = new ArrayList<>();
        for (var top : tops) {
            if (Files.exists(top.resolve(parent.substring(1)))) {
                try (var tree = Files.walk(top.resolve(parent.substring(1)))) {
                    tree.filter(Files::isDirectory).forEach(groups::addFirst);
                }
            }
        }
        return groups;
    }

    /** Those that have a place of this daemon in their command line or run in its control groups. */
    static List<String> processes(Path place) throws IOException {
        List<String> found = new ArrayList<>();
        try (var all = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (var process : all) {
                try {
                    var command = Files.readString(process.resolve("cmdline")).replace('\0', ' ');
                    if (command.contains(place.toString())) {
                        found.add(process.getFileName() + " " + command);
                    }
                } catch (IOException e) {
                    continue; // it has ended
                }
            }
        }
        return found;
    }

    private static List<String> files(Daemon daemon) throws IOException {
        List<String> files = new ArrayList<>();
        for (var top : List.of(daemon.state(), daemon.run())) {
            try (var tree = Files.walk(top)) {
                tree.filter(path -> !path.startsWith(daemon.state().resolve("linux/snapshots")))
                        .forEach(path -> files.add(path.toString()));
            }
        }
        return files;
    }

    /** What is here more often than there. */
    List<String> without(Census other) {
        List<String> rest = new ArrayList<>(lines);
        other.lines.forEach(rest::remove);
        return rest;
    }
}
