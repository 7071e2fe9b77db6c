package io.sockerless.frontends.docker;

import io.sockerless.engine.core.Containers;
import io.sockerless.engine.core.Volumes;
import io.sockerless.engine.model.Fields;
import io.sockerless.engine.model.Volume;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code /volumes}. */
final class VolumeHandlers {
    private final Volumes volumes;

    VolumeHandlers(Volumes volumes) {
        this.volumes = volumes;
    }

    void list(Call call) throws IOException {
        Volumes.ListResult result = volumes.list(call.filters());
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("Volumes", result.volumes().stream().map(VolumeHandlers::view).toList());
        json.put("Warnings", result.warnings().isEmpty() ? null : result.warnings());
        call.json(200, json);
    }

    void create(Call call) throws IOException {
        Map<String, Object> body = Bodies.VOLUME.decode(call.body());
        call.json(
                201,
                view(volumes.create(
                        Fields.string(body, "Name"),
                        Fields.string(body, "Driver"),
                        Fields.stringMap(body, "DriverOpts"),
                        Fields.stringMap(body, "Labels"))));
    }

    void inspect(Call call) throws IOException {
        call.json(200, view(volumes.get(call.name())));
    }

    void remove(Call call) throws IOException {
        volumes.remove(call.name(), call.flag("force"));
        call.done();
    }

    void prune(Call call) throws IOException {
        Containers.Pruned pruned = volumes.prune(call.filters(), !call.version().before(42));
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("VolumesDeleted", pruned.deleted().isEmpty() ? null : pruned.deleted());
        json.put("SpaceReclaimed", pruned.spaceReclaimed());
        call.json(200, json);
    }

    static Map<String, Object> view(Volume volume) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("CreatedAt", volume.created().toString());
        json.put("Driver", volume.driver());
        json.put("Labels", volume.labels().isEmpty() ? null : volume.labels());
        json.put("Mountpoint", volume.mountpoint());
        json.put("Name", volume.name());
        json.put("Options", volume.options().isEmpty() ? null : volume.options());
        json.put("Scope", "local");
        return json;
    }

    static List<Map<String, Object>> usage(Volumes volumes) {
        return volumes.usage().stream()
                .map(usage -> {
                    Map<String, Object> json = view(usage.volume());
                    json.put("UsageData", Map.of("RefCount", usage.refCount(), "Size", usage.size()));
                    return json;
                })
                .toList();
    }
}
