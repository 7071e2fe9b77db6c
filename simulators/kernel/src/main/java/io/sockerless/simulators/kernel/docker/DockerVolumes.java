package io.sockerless.simulators.kernel.docker;

import com.fasterxml.jackson.databind.JsonNode;
import io.sockerless.drivers.docker.wire.Call;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Named volumes at the endpoint. */
public record DockerVolumes(DockerEngine engine) {
    /** Makes it, unless there is one of that name. */
    public void create(String name, Map<String, String> labels) throws IOException {
        Call call = Call.of("POST", "volumes", "create");
        engine.ask(DockerEngine.json(call, Map.of("Name", name, "Labels", labels)));
    }

    /** As inspected; empty when it is not there. */
    public Optional<JsonNode> get(String name) throws IOException {
        return engine.found(Call.of("GET", "volumes", name));
    }

    /** Whether it is gone; it stays while a container has it. */
    public boolean remove(String name) throws IOException {
        engine.tolerate(Call.of("DELETE", "volumes", name), 404, 409);
        return get(name).isEmpty();
    }

    /** Names of those that have the label. */
    public List<String> labelled(String label, String value) throws IOException {
        JsonNode found = engine.ask(Call.of("GET", "volumes").query("filters", DockerEngine.filter(label, value)));
        return found.path("Volumes")
                .valueStream()
                .map(volume -> volume.path("Name").asText())
                .toList();
    }

    /** The bytes in each, by its name, as far as the endpoint tells. */
    public Map<String, Long> sizes() throws IOException {
        JsonNode usage = engine.ask(Call.of("GET", "system", "df").query("type", "volume"));
        return usage.path("Volumes")
                .valueStream()
                .filter(volume -> volume.path("UsageData").path("Size").asLong(-1) >= 0)
                .collect(Collectors.toMap(
                        volume -> volume.path("Name").asText(),
                        volume -> volume.path("UsageData").path("Size").asLong()));
    }
}
