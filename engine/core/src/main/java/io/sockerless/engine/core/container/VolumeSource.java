package io.sockerless.engine.core.container;

import io.sockerless.engine.model.Volume;
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
     * Removes a volume that {@link #obtain} made without a name, with the container that it was made for. One that another
     * container uses stays; one that is gone already is fine.
     */
    void removeAnonymous(String name, String containerId);
}
