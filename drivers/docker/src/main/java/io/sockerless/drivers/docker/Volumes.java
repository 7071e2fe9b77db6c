package io.sockerless.drivers.docker;

import com.fasterxml.jackson.databind.JsonNode;
import io.sockerless.drivers.docker.wire.Call;
import io.sockerless.drivers.spi.HasVolumes;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import java.util.Map;
import java.util.Set;

/** Volumes at the other engine, under names that say whose they are. */
record Volumes(Remote remote, Ours ours) implements HasVolumes {
    @Override
    public String createVolume(String name, Map<String, String> options) {
        Map<String, Object> body = Map.of(
                "Name",
                ours.volume(name),
                "Driver",
                "local",
                "DriverOpts",
                options,
                "Labels",
                ours.label(Ours.VOLUME, name));
        return remote.ask(Call.of("POST", "volumes", "create").json(Remote.json(body)))
                .path("Mountpoint")
                .asText();
    }

    @Override
    public void removeVolume(String name) {
        try {
            remote.ask(Call.of("DELETE", "volumes", ours.volume(name)));
        } catch (EngineException e) {
            if (e.kind() != ErrorKind.NOT_FOUND) {
                throw e;
            }
        }
    }

    @Override
    public void retainVolumes(Set<String> names) {
        for (JsonNode volume :
                remote.ask(ours.filter(Call.of("GET", "volumes"))).path("Volumes")) {
            String name = Ours.labelled(volume, Ours.VOLUME);
            if (!name.isEmpty() && !names.contains(name)) {
                removeVolume(name);
            }
        }
    }

    @Override
    public long volumeSize(String name) {
        for (JsonNode volume : remote.get("system", "df").path("Volumes")) {
            if (volume.path("Name").asText().equals(ours.volume(name))) {
                return Math.max(0, volume.path("UsageData").path("Size").asLong());
            }
        }
        return 0;
    }
}
