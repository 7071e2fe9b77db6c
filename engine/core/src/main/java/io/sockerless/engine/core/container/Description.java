package io.sockerless.engine.core.container;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.sockerless.engine.core.persistence.ModelJson;
import io.sockerless.engine.model.Container;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.Volume;
import io.sockerless.engine.model.network.NetworkDescription;
import java.util.List;
import java.util.Optional;

/**
 * All that another engine needs to have a container which runs already.
 *
 * @param networks those of its networks that somebody made
 * @param volumes those that it mounts
 */
record Description(Container container, Provision provision, List<NetworkDescription> networks, List<Volume> volumes) {
    static Description of(ContainerLife life, NetworkSource networks, VolumeSource volumes) {
        Container container = life.container();
        return new Description(
                container,
                life.provision,
                Memberships.of(container).keySet().stream()
                        .map(networks::description)
                        .flatMap(Optional::stream)
                        .toList(),
                life.provision.mounts().stream()
                        .map(mount -> mount.spec().volume())
                        .filter(name -> !name.isEmpty())
                        .distinct()
                        .map(volumes::description)
                        .flatMap(Optional::stream)
                        .toList());
    }

    String text() {
        try {
            return ModelJson.mapper().writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw EngineException.internal("the description of container " + container.id() + ": " + e.getMessage(), e);
        }
    }

    /** @throws EngineException INVALID when it is none */
    static Description parse(String text) {
        try {
            return ModelJson.mapper().readValue(text, Description.class);
        } catch (JsonProcessingException e) {
            throw EngineException.invalid("a container's description that cannot be read: " + e.getOriginalMessage());
        }
    }
}
