package io.sockerless.engine.core.container;

import io.sockerless.drivers.spi.ImageLayer;
import io.sockerless.drivers.spi.TaskSpec;
import io.sockerless.drivers.spi.TaskSpec.LogSpec;
import io.sockerless.drivers.spi.TaskSpec.MountSpec;
import io.sockerless.drivers.spi.TaskSpec.NetworkSpec;
import io.sockerless.engine.core.Containers.ConsoleSize;
import io.sockerless.engine.core.container.NetworkSource.NetworkRef;
import io.sockerless.engine.model.Container;
import io.sockerless.engine.model.ContainerState;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.HostConfig;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Writes the specification of a container's task for the driver. */
final class TaskSpecs {
    private final ImageSource images;
    private final Memberships memberships;
    private final ContainerIndex index;
    private final Map<String, List<String>> secrets = new ConcurrentHashMap<>();

    TaskSpecs(ImageSource images, NetworkSource networks, ContainerIndex index) {
        this.images = images;
        this.memberships = new Memberships(networks, index);
        this.index = index;
    }

    /** What its process gets beside what its container is known to have. */
    void secretEnvironment(String id, List<String> variables) {
        if (variables.isEmpty()) {
            secrets.remove(id);
        } else {
            secrets.put(id, List.copyOf(variables));
        }
    }

    private List<String> environment(Container container) {
        List<String> secret = secrets.getOrDefault(container.id(), List.of());
        return Stream.concat(container.config().env().stream(), secret.stream()).toList();
    }

    /** For creation, when what it joins need not exist yet. */
    TaskSpec forCreation(Container container, Provision provision) {
        return lenient(container, provision);
    }

    /** For finding a task again: what it joined may be gone. */
    TaskSpec forRecovery(Container container, Provision provision) {
        return lenient(container, provision);
    }

    private TaskSpec lenient(Container container, Provision provision) {
        NetworkSpec network;
        try {
            network = network(container);
        } catch (EngineException e) {
            network = new NetworkSpec.None();
        }
        return spec(container, found(container.host()), provision, network, Map.of());
    }

    /** Containers that it joins by their ids, those that are there. */
    private HostConfig found(HostConfig host) {
        Map<String, Object> joined = new HashMap<>();
        for (String field : List.of("IpcMode", "PidMode")) {
            target(host.string(field))
                    .flatMap(index::find)
                    .ifPresent(other -> joined.put(field, "container:" + other.id()));
        }
        return joined.isEmpty() ? host : host.with(joined);
    }

    /**
     * For a start: the network and other containers that it joins must be there now.
     *
     * @throws EngineException NOT_FOUND "network x not found" or "No such container: x", CONFLICT when the container to
     *     join does not run
     */
    TaskSpec forStart(Container described, Provision provision, ConsoleSize console) {
        Container container = new Links(index).atStart(described);
        Map<String, Object> joined = new HashMap<>();
        if (console.height() > 0 && console.width() > 0) {
            joined.put("ConsoleSize", List.of((long) console.height(), (long) console.width()));
        }
        for (String field : List.of("IpcMode", "PidMode")) {
            target(container.host().string(field)).ifPresent(ref -> joined.put(field, "container:" + running(ref)));
        }
        HostConfig host = joined.isEmpty() ? container.host() : container.host().with(joined);
        return spec(container, host, provision, network(container), logAttributes(container));
    }

    private static Map<String, String> logAttributes(Container container) {
        try {
            return LogAttributes.of(container);
        } catch (EngineException e) {
            throw EngineException.internal("failed to initialize logging driver: " + e.getMessage(), e);
        }
    }

    private TaskSpec spec(
            Container container,
            HostConfig host,
            Provision provision,
            NetworkSpec network,
            Map<String, String> logAttributes) {
        List<String> args = new ArrayList<>();
        args.add(container.path());
        args.addAll(container.args());
        List<MountSpec> mounts =
                provision.mounts().stream().map(Provision.Mount::spec).toList();
        List<ImageLayer> layers = provision.layers().stream()
                .map(layer -> layer(container, layer))
                .toList();
        return new TaskSpec(
                container.id(),
                container.name(),
                container.platform(),
                container.config(),
                host,
                layers,
                args,
                environment(container),
                hostname(container, network),
                mounts,
                network,
                new LogSpec(container.host().logType(), container.host().logOptions(), logAttributes));
    }

    /** Who shares a network shares the name that it is known by there. */
    private String hostname(Container container, NetworkSpec network) {
        return switch (network) {
            case NetworkSpec.Joined(String other) ->
                index.find(other)
                        .map(found -> found.container().config().hostname())
                        .orElse(container.config().hostname());
            case NetworkSpec.Bridge _, NetworkSpec.Host _, NetworkSpec.None _ ->
                container.config().hostname();
        };
    }

    /** The content is looked up only when the driver asks for it: usually the layer has long been unpacked. */
    private ImageLayer layer(Container container, Provision.Layer layer) {
        return new ImageLayer(
                layer.chainId(), layer.diffId(), layer.size(), () -> open(container.imageId(), layer.diffId()));
    }

    private InputStream open(String imageId, String diffId) throws IOException {
        ImageLayer found = images.resolve(imageId, "").layers().stream()
                .filter(layer -> layer.diffId().equals(diffId))
                .findFirst()
                .orElseThrow(() -> new IOException("layer " + diffId + " of image " + imageId + " is not here"));
        return found.content().open();
    }

    private static Optional<String> target(String mode) {
        return mode.startsWith("container:") ? Optional.of(mode.substring("container:".length())) : Optional.empty();
    }

    private String running(String ref) {
        Container other = index.get(ref).container();
        if (other.state() instanceof ContainerState.Restarting) {
            throw Refusals.restarting(other);
        }
        if (!other.state().alive()) {
            throw EngineException.conflict("cannot join network of a non running container: " + other.id());
        }
        return other.id();
    }

    private NetworkSpec network(Container container) {
        Optional<String> joined = target(container.host().networkMode());
        if (joined.isPresent()) {
            return new NetworkSpec.Joined(running(joined.get()));
        }
        if (container.config().networkDisabled()) {
            return new NetworkSpec.None();
        }
        return switch (memberships.networks(container).getFirst().driver()) {
            case "host" -> new NetworkSpec.Host();
            case "null" -> new NetworkSpec.None();
            default ->
                new NetworkSpec.Bridge(memberships.endpoints(container), PortSpecs.requests(container), Map.of());
        };
    }

    /** For a container that runs and is to be connected as it says; one that is in no network has none. */
    TaskSpec forConnection(Container described, Provision provision) {
        Container container = new Links(index).atStart(described);
        NetworkSpec network = container.networks().isEmpty() ? new NetworkSpec.None() : network(container);
        return spec(container, container.host(), provision, network, Map.of());
    }

    /** The networks whose connect and disconnect events a run of the container brings. */
    List<NetworkRef> connected(Container container) {
        return memberships.present(container);
    }

    Memberships memberships() {
        return memberships;
    }
}
