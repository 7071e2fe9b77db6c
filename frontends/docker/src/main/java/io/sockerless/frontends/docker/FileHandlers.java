package io.sockerless.frontends.docker;

import io.sockerless.drivers.spi.HasFiles;
import io.sockerless.engine.core.Containers;
import io.sockerless.engine.model.EngineException;
import io.sockerless.frontends.http.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Files of containers: archive, export, changes. */
final class FileHandlers {
    private final Containers containers;

    FileHandlers(Containers containers) {
        this.containers = containers;
    }

    private static String path(Call call) {
        String path = call.query("path");
        if (path.isEmpty()) {
            throw EngineException.invalid("bad parameter: path cannot be empty");
        }
        return path;
    }

    private void stat(Call call, String path) {
        HasFiles.PathStat stat = containers.stat(call.name(), path);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", stat.name());
        json.put("size", stat.size());
        json.put("mode", stat.mode());
        json.put("mtime", stat.mtime());
        json.put("linkTarget", stat.linkTarget());
        call.exchange()
                .header("X-Docker-Container-Path-Stat", Base64.getEncoder().encodeToString(Json.line(json)));
    }

    void archiveInfo(Call call) throws IOException {
        stat(call, path(call));
        call.exchange().send(200);
    }

    void archive(Call call) throws IOException {
        String path = path(call);
        stat(call, path);
        call.exchange().header("Content-Type", "application/x-tar");
        OutputStream out = call.exchange().stream(200);
        containers.archiveOut(call.name(), path, out);
        out.close();
    }

    void putArchive(Call call) throws IOException {
        String path = path(call);
        // Against what its name says, it has what is copied become the container's user's.
        boolean keepOwners = !call.flag("copyUIDGID");
        containers.archiveIn(
                call.name(),
                path,
                call.flag("noOverwriteDirNonDir"),
                keepOwners,
                call.exchange().body());
        call.exchange().send(200);
    }

    void export(Call call) throws IOException {
        String id = containers.get(call.name()).id();
        call.exchange().header("Content-Type", "application/octet-stream");
        OutputStream out = call.exchange().stream(200);
        containers.export(id, out);
        out.close();
    }

    void changes(Call call) throws IOException {
        List<Map<String, Object>> list = containers.changes(call.name()).stream()
                .map(change -> {
                    Map<String, Object> json = new LinkedHashMap<>();
                    json.put("Path", change.path());
                    json.put("Kind", change.kind());
                    return json;
                })
                .toList();
        call.json(200, list.isEmpty() ? null : list);
    }
}
