package io.sockerless.frontends.docker;

import io.sockerless.engine.core.Containers;
import io.sockerless.engine.model.Container;
import io.sockerless.engine.model.ContainerState;
import io.sockerless.engine.model.Health;
import io.sockerless.engine.model.HostBinding;
import io.sockerless.engine.model.Port;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Containers as lists show them. */
final class ContainerSummaries {
    private ContainerSummaries() {}

    static Map<String, Object> of(
            Container container, List<String> linkNames, Optional<Containers.Sizes> sizes, Instant now) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("Id", container.id());
        List<String> names = new ArrayList<>(linkNames);
        names.add("/" + container.name());
        json.put("Names", names);
        json.put("Image", container.image());
        json.put("ImageID", container.imageId());
        json.put("Command", command(container));
        json.put("Created", container.created().getEpochSecond());
        json.put("Ports", ports(container));
        sizes.ifPresent(s -> {
            if (s.writable() > 0) {
                json.put("SizeRw", s.writable());
            }
            json.put("SizeRootFs", s.rootFs());
        });
        json.put("Labels", container.config().labels());
        json.put("State", container.state().status());
        json.put("Status", status(container, now));
        String mode = container.host().networkMode();
        json.put("HostConfig", Map.of("NetworkMode", mode.isEmpty() ? "default" : mode));
        json.put("NetworkSettings", Map.of("Networks", EndpointViews.summary(container)));
        json.put("Mounts", ContainerViews.mounts(container));
        return json;
    }

    private static String command(Container container) {
        StringBuilder text = new StringBuilder(container.path());
        for (String argument : container.args()) {
            text.append(' ').append(argument.contains(" ") ? "'" + argument + "'" : argument);
        }
        return text.toString();
    }

    private static List<Map<String, Object>> ports(Container container) {
        List<Map<String, Object>> list = new ArrayList<>();
        if (!container.state().alive()) {
            return list;
        }
        for (Map.Entry<Port, List<HostBinding>> entry :
                new TreeMap<>(container.network().ports()).entrySet()) {
            if (entry.getValue().isEmpty()) {
                list.add(port(entry.getKey(), Optional.empty()));
            }
            entry.getValue().forEach(binding -> list.add(port(entry.getKey(), Optional.of(binding))));
        }
        return list;
    }

    private static Map<String, Object> port(Port port, Optional<HostBinding> binding) {
        Map<String, Object> json = new LinkedHashMap<>();
        binding.ifPresent(b -> json.put("IP", b.hostIp()));
        json.put("PrivatePort", port.number());
        binding.ifPresent(b -> json.put("PublicPort", b.hostPort()));
        json.put("Type", port.protocol());
        return json;
    }

    private static String status(Container container, Instant now) {
        return switch (container.state()) {
            case ContainerState.Created _ -> "Created";
            case ContainerState.Running r -> "Up " + since(r.startedAt(), now) + health(container.health());
            case ContainerState.Paused p -> "Up " + since(p.startedAt(), now) + " (Paused)";
            case ContainerState.Restarting r ->
                "Restarting (" + r.exit().code() + ") " + since(r.exit().finishedAt(), now) + " ago";
            case ContainerState.Exited e ->
                "Exited (" + e.exit().code() + ") " + since(e.exit().finishedAt(), now) + " ago";
            case ContainerState.Removing _ -> "Removal In Progress";
            case ContainerState.Dead _ -> "Dead";
        };
    }

    private static String health(Health health) {
        return switch (health.status()) {
            case NONE -> "";
            case STARTING -> " (health: starting)";
            case HEALTHY, UNHEALTHY -> " (" + health.status() + ")";
        };
    }

    /** Docker's rough words for how long something is. */
    static String since(Instant from, Instant now) {
        Duration elapsed = Duration.between(from, now);
        long seconds = Math.max(0, elapsed.toSeconds());
        long minutes = elapsed.toMinutes();
        long hours = Math.round(elapsed.toSeconds() / 3600.0);
        if (seconds < 1) {
            return "Less than a second";
        }
        if (seconds == 1) {
            return "1 second";
        }
        if (seconds < 60) {
            return seconds + " seconds";
        }
        if (minutes == 1) {
            return "About a minute";
        }
        if (minutes < 60) {
            return minutes + " minutes";
        }
        if (hours == 1) {
            return "About an hour";
        }
        if (hours < 48) {
            return hours + " hours";
        }
        if (hours < 24 * 7 * 2) {
            return hours / 24 + " days";
        }
        if (hours < 24 * 30 * 2) {
            return hours / 24 / 7 + " weeks";
        }
        return hours < 24 * 365 * 2 ? hours / 24 / 30 + " months" : hours / 24 / 365 + " years";
    }
}
