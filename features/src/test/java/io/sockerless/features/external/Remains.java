package io.sockerless.features.external;

import com.fasterxml.jackson.databind.JsonNode;
import io.sockerless.features.daemons.Daemon;
import io.sockerless.features.daemons.Programs;
import io.sockerless.features.http.Json;
import io.sockerless.features.http.Reply;
import io.sockerless.features.http.Request;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** What a running daemon has on its machine, one line each: mounts, links, rules, processes, files of containers. */
record Remains(List<String> lines) {
    private static final Set<String> PREDEFINED = Set.of("bridge", "host", "none");
    private static final String STAND_IN = "busybox:latest";

    static Remains of(Daemon daemon) throws IOException {
        List<String> lines = new ArrayList<>();
        for (var mount : Files.readAllLines(Path.of("/proc/" + daemon.machine().pid() + "/mountinfo"))) {
            lines.add("mount " + mount.split(" ")[4]);
        }
        inside(daemon, "ip", "-o", "link").forEach(link -> lines.add("link " + link.split(": ")[1]));
        inside(daemon, "nft", "-s", "list", "ruleset").forEach(rule -> lines.add("nft " + rule));
        processes(daemon).forEach(process -> lines.add("process " + process));
        for (var folder : List.of("containers", "networks", "snapshots", "volumes")) {
            files(daemon.state().resolve("linux").resolve(folder)).forEach(file -> lines.add("file " + file));
        }
        return new Remains(lines);
    }

    private static List<String> inside(Daemon daemon, String... command) throws IOException {
        return new String(Programs.run(daemon.machine().inside(Path.of("/"), List.of(command))), StandardCharsets.UTF_8)
                .lines()
                .toList();
    }

    /** Those that have a place of this daemon in their command line, without what differs between two alike. */
    private static List<String> processes(Daemon daemon) throws IOException {
        List<String> found = new ArrayList<>();
        try (var all = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (var process : all) {
                try {
                    var command = Files.readString(process.resolve("cmdline")).replace('\0', ' ');
                    if (command.contains(daemon.state().getParent().toString())) {
                        found.add(command.replaceAll("[0-9a-f]{8,}|\\d+", "#"));
                    }
                } catch (IOException e) {
                    continue; // it has ended
                }
            }
        }
        return found;
    }

    private static List<String> files(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var list = Files.list(folder)) {
            return list.map(Path::toString).toList();
        }
    }

    /** Runs a container, then removes every container, network, volume and image but the stand-in. */
    static void useAndRemoveEverything(Daemon daemon) throws IOException {
        var config = "{\"Image\":\"busybox\",\"Cmd\":[\"true\"]}";
        var made = Json.parse(
                require(daemon.ask(Request.of("POST", "/containers/create").json(config)))
                        .body());
        var container = "/containers/" + made.path("Id").asText();
        require(daemon.ask(Request.of("POST", container + "/start")));
        require(daemon.ask(Request.of("POST", container + "/wait")));
        for (var found : ask(daemon, "/containers/json?all=1")) {
            remove(daemon, "/containers/" + found.path("Id").asText() + "?force=1&v=1");
        }
        for (var found : ask(daemon, "/networks")) {
            if (!PREDEFINED.contains(found.path("Name").asText())) {
                remove(daemon, "/networks/" + found.path("Id").asText());
            }
        }
        for (var found : ask(daemon, "/volumes").path("Volumes")) {
            var name = URLEncoder.encode(found.path("Name").asText(), StandardCharsets.UTF_8);
            remove(daemon, "/volumes/" + name);
        }
        for (var found : ask(daemon, "/images/json?all=1")) {
            if (!found.path("RepoTags").toString().contains(STAND_IN)) {
                // What others are made of goes with the last of them.
                daemon.ask(Request.of("DELETE", "/images/" + found.path("Id").asText() + "?force=1"));
            }
        }
    }

    private static JsonNode ask(Daemon daemon, String target) {
        return Json.parse(require(daemon.ask(Request.of("GET", target))).body());
    }

    private static void remove(Daemon daemon, String target) {
        require(daemon.ask(Request.of("DELETE", target)));
    }

    private static Reply require(Reply reply) {
        if (reply.status() >= 300) {
            throw new AssertionError("what was made cannot be used or removed: " + reply.text());
        }
        return reply;
    }

    /** Waits until there is no more than there was. What is removed in the background tells nobody when it is gone. */
    static void settle(Daemon daemon, Remains before) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        var more = of(daemon).without(before);
        while (!more.isEmpty()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("left behind: " + more);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
            more = of(daemon).without(before);
        }
    }

    private List<String> without(Remains other) {
        List<String> rest = new ArrayList<>(lines);
        other.lines.forEach(rest::remove);
        return rest;
    }
}
