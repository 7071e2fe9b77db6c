package io.sockerless.engine.core.container;

import io.sockerless.engine.model.Volume;
import io.sockerless.engine.store.Batch;
import java.util.Collection;
import java.util.Map;

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
}
