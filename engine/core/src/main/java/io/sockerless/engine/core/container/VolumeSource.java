package io.sockerless.engine.core.container;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.Volume;
import io.sockerless.engine.store.Batch;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/** What containers need of volumes. */
public interface VolumeSource {
    /**
     * The volume for a mount, made when it is missing.
     *
     * @param name empty for a new anonymous one
     * @param driver empty for the default
     */
    Volume obtain(String name, String driver, Map<String, String> options, Map<String, String> labels);

    /**
     * In the transaction that writes a container: the volumes that {@link #obtain} made for it have an owner now. Until then
     * they go when the engine starts.
     */
    void claim(Batch batch, Collection<String> anonymous);

    /** In the transaction that deletes a container: should {@link #removeAnonymous} not follow, the next start makes up. */
    void disclaim(Batch batch, Collection<String> anonymous);

    /**
     * Removes a volume that {@link #obtain} made without a name, with the container that it was made for. One that another
     * container uses stays; one that is gone already is fine.
     */
    void removeAnonymous(String name, String containerId);

    /** All that is known of a volume; a source that keeps no more than their places has none. */
    default Optional<Volume> description(String name) {
        return Optional.empty();
    }

    /**
     * Has a volume that is where another engine had it, with its data.
     *
     * @throws EngineException CONFLICT when there is another one of that name, NOT_IMPLEMENTED when none can be had so
     */
    default void restore(Volume volume) {
        throw EngineException.notImplemented("volume " + volume.name() + " cannot be had here");
    }
}
