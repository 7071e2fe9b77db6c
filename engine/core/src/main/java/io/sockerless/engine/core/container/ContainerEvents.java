package io.sockerless.engine.core.container;

import io.sockerless.engine.core.Events;
import io.sockerless.engine.core.Events.Event;
import io.sockerless.engine.core.container.NetworkSource.NetworkRef;
import io.sockerless.engine.model.Container;
import io.sockerless.engine.model.MountPoint;
import java.time.Clock;
import java.util.Map;
import java.util.TreeMap;

/** Publishes what happens to containers, with the attributes that dockerd gives each event. */
final class ContainerEvents {
    private final Events events;
    private final Clock clock;

    ContainerEvents(Events events, Clock clock) {
        this.events = events;
        this.clock = clock;
    }

    void publish(Container container, String action) {
        publish(container, action, Map.of());
    }

    void publish(Container container, String action, Map<String, String> further) {
        Map<String, String> attributes = new TreeMap<>(container.config().labels());
        attributes.putAll(further);
        if (!container.image().isEmpty()) {
            attributes.put("image", container.image());
        }
        attributes.put("name", container.name());
        events.publish(new Event("container", action, container.id(), attributes, clock.instant()));
    }

    void network(Container container, NetworkRef network, String action) {
        Map<String, String> attributes =
                Map.of("container", container.id(), "name", network.name(), "type", network.driver());
        events.publish(new Event("network", action, network.id(), attributes, clock.instant()));
    }

    /** Mounts of named volumes come and go with each run of the container. */
    void mounted(Container container) {
        for (MountPoint mount : container.mounts()) {
            if (mount.type().equals("volume")) {
                Map<String, String> attributes = Map.of(
                        "container", container.id(),
                        "destination", mount.destination(),
                        "driver", mount.driver(),
                        "propagation", mount.propagation(),
                        "read/write", Boolean.toString(mount.readWrite()));
                events.publish(new Event("volume", "mount", mount.name(), attributes, clock.instant()));
            }
        }
    }

    void unmounted(Container container) {
        for (MountPoint mount : container.mounts()) {
            if (mount.type().equals("volume")) {
                Map<String, String> attributes = Map.of("container", container.id(), "driver", mount.driver());
                events.publish(new Event("volume", "unmount", mount.name(), attributes, clock.instant()));
            }
        }
    }

    void pruned(long reclaimed) {
        Map<String, String> attributes = Map.of("reclaimed", Long.toString(reclaimed));
        events.publish(new Event("container", "prune", "", attributes, clock.instant()));
    }
}
