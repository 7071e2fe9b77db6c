package io.sockerless.drivers.docker;

import io.sockerless.drivers.spi.TaskSpec;
import io.sockerless.drivers.spi.TaskSpec.NetworkSpec;
import io.sockerless.engine.model.HostConfig;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the other engine is asked to create: the client's own objects, unknown fields included, but for what this engine
 * settles itself. It restarts, probes and removes containers, so the other one must not; it knows images, volumes, networks
 * and containers by names that mean nothing there.
 */
record CreateBody(Ours ours, Networks networks) {
    Map<String, Object> of(TaskSpec spec, String image) {
        Map<String, Object> body = new LinkedHashMap<>(spec.config().fields());
        body.put("Image", image);
        body.put("Entrypoint", spec.args().subList(0, 1));
        body.put("Cmd", spec.args().subList(1, spec.args().size()));
        body.put("Env", spec.env());
        body.put("Hostname", spec.hostname());
        body.put("Healthcheck", Map.of("Test", List.of("NONE")));
        // Settled already, as mounts.
        body.remove("Volumes");
        Map<String, String> labels = new HashMap<>(spec.config().labels());
        labels.putAll(ours.label(Ours.CONTAINER, spec.id()));
        body.put("Labels", labels);
        if (spec.network() instanceof NetworkSpec.Joined) {
            List.of("Hostname", "Domainname", "MacAddress", "ExposedPorts").forEach(body::remove);
        }
        if (spec.host().string("UTSMode").equals("host")) {
            body.remove("Hostname");
        }
        body.put("HostConfig", host(spec));
        if (spec.network() instanceof NetworkSpec.Bridge bridge) {
            TaskSpec.Endpoint first = bridge.endpoints().getFirst();
            body.put(
                    "NetworkingConfig",
                    Map.of("EndpointsConfig", Map.of(networks.name(first), Networks.settings(first))));
            first.macAddress().ifPresent(address -> body.put("MacAddress", address));
        }
        return body;
    }

    private Map<String, Object> host(TaskSpec spec) {
        HostConfig given = spec.host();
        Map<String, Object> host = new LinkedHashMap<>(given.fields());
        host.put("RestartPolicy", Map.of("Name", "no"));
        host.put("AutoRemove", false);
        host.put("NetworkMode", mode(spec.network()));
        for (String field : List.of("IpcMode", "PidMode")) {
            String mode = given.string(field);
            if (mode.startsWith("container:")) {
                host.put(field, "container:" + Ours.container(mode.substring("container:".length())));
            }
        }
        List.of("ContainerIDFile", "VolumesFrom", "VolumeDriver", "Links", "ConsoleSize")
                .forEach(host::remove);
        Mounts mounts = Mounts.of(spec, ours);
        host.put("Binds", mounts.binds());
        host.put("Mounts", mounts.mounts());
        return host;
    }

    private String mode(NetworkSpec network) {
        return switch (network) {
            case NetworkSpec.Host _ -> "host";
            case NetworkSpec.None _ -> "none";
            case NetworkSpec.Joined(String other) -> "container:" + Ours.container(other);
            case NetworkSpec.Bridge bridge -> networks.name(bridge.endpoints().getFirst());
        };
    }
}
