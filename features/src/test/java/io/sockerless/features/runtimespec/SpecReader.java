package io.sockerless.features.runtimespec;

import io.sockerless.features.daemons.Daemon;
import io.sockerless.features.daemons.DaemonKind;
import io.sockerless.features.daemons.Programs;
import io.sockerless.features.http.Json;
import io.sockerless.features.http.Request;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Starts containers on a daemon and reads the specifications that it gives its runtime. */
final class SpecReader {
    /** Stands before dockerd's runtime and keeps what it is given, whether the container then starts or not. */
    private static final String SPY = """
        #!/bin/sh
        for word; do
          [ "$last" = --bundle ] && cp "$word/config.json" "%s/$(basename "$word").json"
          last=$word
        done
        exec %s "$@"
        """;

    private final Daemon daemon;
    private final Path kept;

    /** @param kept directory with what dockerd's runtime was given */
    SpecReader(Daemon daemon, Path kept) {
        this.daemon = daemon;
        this.kept = kept;
    }

    /** Makes {@code runc} in a directory that is to stand first in dockerd's PATH. */
    static void spy(Path directory) throws IOException {
        var runc = new String(Programs.run(List.of("sh", "-c", "command -v runc")), StandardCharsets.UTF_8);
        var script = Files.writeString(directory.resolve("runc"), SPY.formatted(directory, runc.strip()));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** Flat specifications by the id of their case; of a container that we do not start, the words of the refusal. */
    Map<String, Map<String, String>> read(List<SpecCase> cases) throws IOException {
        var anchor = create("{\"Image\":\"busybox\",\"Cmd\":[\"sleep\",\"1000\"],\"Volumes\":{\"/shared\":{}},"
                + "\"HostConfig\":{\"IpcMode\":\"shareable\"}}");
        start(anchor);
        var all = new LinkedHashMap<String, Map<String, String>>();
        for (var one : cases) {
            all.put(one.id(), spec(one, anchor));
        }
        return all;
    }

    private Map<String, String> spec(SpecCase one, String anchor) throws IOException {
        var created = daemon.ask(Request.of("POST", "/v1.41/containers/create").json(one.body(anchor)));
        if (created.status() != 201) {
            return Map.of("refusal", created.text().strip());
        }
        var id = Json.parse(created.body()).path("Id").asText();
        try {
            var started = daemon.ask(Request.of("POST", "/containers/" + id + "/start"));
            boolean described = daemon.kind() == DaemonKind.DOCKERD && Files.exists(file(id));
            if (started.status() != 204 && !described) {
                return Map.of("refusal", started.text().strip());
            }
            return SpecDocument.flat(Files.readAllBytes(file(id)), names(id, anchor));
        } finally {
            daemon.ask(Request.of("DELETE", "/containers/" + id + "?force=1&v=1"));
        }
    }

    private Path file(String id) {
        return switch (daemon.kind()) {
            case SOCKERLESS ->
                daemon.state()
                        .resolveSibling("run")
                        .resolve("tasks")
                        .resolve(id)
                        .resolve("config.json");
            case DOCKERD -> kept.resolve(id + ".json");
        };
    }

    /** In this order: places contain ids. */
    private Map<String, String> names(String id, String anchor) {
        var names = new LinkedHashMap<String, String>();
        names.put(kept.getParent().getFileName().toString(), "<folder>");
        names.put(daemon.state().getParent().toString(), "<own>");
        names.put(id, "<id>");
        names.put(anchor, "<anchor>");
        names.put(id.substring(0, 12), "<short id>");
        names.put(anchor.substring(0, 12), "<short anchor>");
        return names;
    }

    private String create(String json) {
        var reply = daemon.ask(Request.of("POST", "/v1.41/containers/create").json(json));
        if (reply.status() != 201) {
            throw new IllegalStateException(daemon.kind() + ": " + reply.text());
        }
        return Json.parse(reply.body()).path("Id").asText();
    }

    private void start(String id) {
        var reply = daemon.ask(Request.of("POST", "/containers/" + id + "/start"));
        if (reply.status() != 204) {
            throw new IllegalStateException(daemon.kind() + ": " + reply.text());
        }
    }
}
