package io.sockerless.frontends.docker;

import io.sockerless.engine.core.Containers;
import io.sockerless.engine.model.Container;
import io.sockerless.engine.model.ContainerConfig;
import io.sockerless.engine.model.ContainerState;
import io.sockerless.engine.model.ExitStatus;
import io.sockerless.engine.model.Health;
import io.sockerless.engine.model.HostConfig;
import io.sockerless.engine.model.MountPoint;
import io.sockerless.engine.model.NetworkStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Containers as Docker's API shows them. */
final class ContainerViews {
    private ContainerViews() {}

    static Map<String, Object> inspect(
            Container container,
            Map<String, String> paths,
            List<String> execIds,
            Optional<Containers.Sizes> sizes,
            String storage,
            ApiVersion version) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("Id", container.id());
        json.put("Created", container.created().toString());
        json.put("Path", container.path());
        json.put("Args", container.args());
        json.put("State", state(container));
        json.put("Image", container.imageId());
        for (String path : List.of("ResolvConfPath", "HostnamePath", "HostsPath", "LogPath")) {
            json.put(path, paths.getOrDefault(path, ""));
        }
        json.put("Name", "/" + container.name());
        json.put("RestartCount", container.restartCount());
        json.put("Driver", storage);
        json.put("Platform", "linux");
        json.put("MountLabel", "");
        json.put("ProcessLabel", "");
        json.put("AppArmorProfile", "");
        json.put("ExecIDs", execIds.isEmpty() ? null : execIds);
        json.put("HostConfig", hostConfig(container.host(), version));
        json.put("GraphDriver", graphDriver(storage));
        sizes.ifPresent(s -> {
            json.put("SizeRw", s.writable());
            json.put("SizeRootFs", s.rootFs());
        });
        json.put("Mounts", mounts(container));
        json.put("Config", ContainerConfig.SCHEMA.complete(container.config().fields()));
        json.put("NetworkSettings", networkSettings(container, version));
        return json;
    }

    /** Without data: where the driver keeps what is its own affair. */
    static Map<String, Object> graphDriver(String storage) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("Data", null);
        json.put("Name", storage);
        return json;
    }

    private static Map<String, Object> hostConfig(HostConfig host, ApiVersion version) {
        Map<String, Object> json = HostConfig.SCHEMA.complete(host.fields());
        if (version.before(42)) {
            json.putIfAbsent("KernelMemory", 0L);
            json.putIfAbsent("KernelMemoryTCP", 0L);
        }
        return json;
    }

    private static Map<String, Object> state(Container container) {
        ContainerState state = container.state();
        ContainerState shown = state instanceof ContainerState.Removing(ContainerState before) ? before : state;
        Map<String, Object> json = new LinkedHashMap<>();
        Optional<ExitStatus> exit = shown.ended();
        json.put("Status", state.status());
        json.put("Running", shown.alive() || shown instanceof ContainerState.Restarting);
        json.put("Paused", shown instanceof ContainerState.Paused);
        json.put("Restarting", shown instanceof ContainerState.Restarting);
        json.put("OOMKilled", exit.map(ExitStatus::oomKilled).orElse(false));
        json.put("Dead", shown instanceof ContainerState.Dead);
        json.put("Pid", pid(shown));
        json.put(
                "ExitCode",
                shown instanceof ContainerState.Created c
                        ? c.exitCode()
                        : exit.map(ExitStatus::code).orElse(0));
        json.put("Error", error(shown));
        json.put("StartedAt", startedAt(shown).toString());
        json.put("FinishedAt", finishedAt(shown).toString());
        if (container.health().exists()) {
            json.put("Health", health(container.health()));
        }
        return json;
    }

    private static Map<String, Object> health(Health health) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("Status", health.status().toString());
        json.put("FailingStreak", health.failingStreak());
        json.put("Log", health.log().stream().map(ContainerViews::probe).toList());
        return json;
    }

    private static Map<String, Object> probe(Health.Result result) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("Start", result.start().toString());
        json.put("End", result.end().toString());
        json.put("ExitCode", result.exitCode());
        json.put("Output", result.output());
        return json;
    }

    private static long pid(ContainerState state) {
        return switch (state) {
            case ContainerState.Running r -> r.pid();
            case ContainerState.Paused p -> p.pid();
            case ContainerState.Created _,
                    ContainerState.Restarting _,
                    ContainerState.Exited _,
                    ContainerState.Removing _,
                    ContainerState.Dead _ -> 0;
        };
    }

    private static String error(ContainerState state) {
        return switch (state) {
            case ContainerState.Created c -> c.error();
            case ContainerState.Exited e -> e.error();
            case ContainerState.Dead d -> d.error();
            case ContainerState.Running _,
                    ContainerState.Paused _,
                    ContainerState.Restarting _,
                    ContainerState.Removing _ -> "";
        };
    }

    static Instant startedAt(ContainerState state) {
        return switch (state) {
            case ContainerState.Created _ -> ContainerState.NEVER;
            case ContainerState.Running r -> r.startedAt();
            case ContainerState.Paused p -> p.startedAt();
            case ContainerState.Restarting r -> r.startedAt();
            case ContainerState.Exited e -> e.startedAt();
            case ContainerState.Removing r -> startedAt(r.before());
            case ContainerState.Dead d -> d.startedAt();
        };
    }

    private static Instant finishedAt(ContainerState state) {
        return switch (state) {
            case ContainerState.Running r -> r.lastFinishedAt();
            case ContainerState.Paused p -> p.lastFinishedAt();
            case ContainerState.Created _ -> ContainerState.NEVER;
            case ContainerState.Restarting r -> r.exit().finishedAt();
            case ContainerState.Exited e -> e.exit().finishedAt();
            case ContainerState.Removing r -> finishedAt(r.before());
            case ContainerState.Dead d -> d.exit().finishedAt();
        };
    }

    static List<Map<String, Object>> mounts(Container container) {
        List<Map<String, Object>> list = new ArrayList<>();
        for (MountPoint mount : container.mounts()) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("Type", mount.type());
            if (!mount.name().isEmpty()) {
                json.put("Name", mount.name());
            }
            json.put("Source", mount.source());
            json.put("Destination", mount.destination());
            if (!mount.driver().isEmpty()) {
                json.put("Driver", mount.driver());
            }
            json.put("Mode", mount.mode());
            json.put("RW", mount.readWrite());
            json.put("Propagation", mount.propagation());
            list.add(json);
        }
        return list;
    }

    private static Map<String, Object> networkSettings(Container container, ApiVersion version) {
        NetworkStatus network = container.network();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("Bridge", "");
        json.put("SandboxID", network.sandboxId());
        json.put("HairpinMode", false);
        json.put("LinkLocalIPv6Address", "");
        json.put("LinkLocalIPv6PrefixLen", 0);
        json.put("Ports", ports(network));
        json.put("SandboxKey", network.sandboxKey());
        json.put("SecondaryIPAddresses", null);
        json.put("SecondaryIPv6Addresses", null);
        Map<String, Object> bridge =
                EndpointViews.endpoint(Optional.ofNullable(network.endpoints().get("bridge")), Optional.empty());
        for (String field : List.of(
                "EndpointID",
                "Gateway",
                "GlobalIPv6Address",
                "GlobalIPv6PrefixLen",
                "IPAddress",
                "IPPrefixLen",
                "IPv6Gateway",
                "MacAddress")) {
            json.put(field, bridge.get(field));
        }
        json.put("Networks", EndpointViews.of(container, version));
        return json;
    }

    private static Map<String, Object> ports(NetworkStatus network) {
        Map<String, Object> json = new TreeMap<>();
        network.ports()
                .forEach((port, bindings) -> json.put(
                        port.toString(),
                        bindings.isEmpty()
                                ? null
                                : bindings.stream()
                                        .map(binding -> {
                                            Map<String, Object> entry = new LinkedHashMap<>();
                                            entry.put("HostIp", binding.hostIp());
                                            entry.put("HostPort", Integer.toString(binding.hostPort()));
                                            return entry;
                                        })
                                        .toList()));
        return json;
    }
}
