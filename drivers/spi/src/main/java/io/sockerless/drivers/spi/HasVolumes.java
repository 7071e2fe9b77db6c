package io.sockerless.drivers.spi;

import java.util.Map;
import java.util.Set;

/** A driver that keeps named volumes. */
public interface HasVolumes {
    /**
     * Makes a volume; idempotent.
     *
     * @return its mount point on the host
     * @throws io.sockerless.engine.model.EngineException INVALID for options it does not know
     */
    String createVolume(String name, Map<String, String> options);

    /** Removes a volume and its data; idempotent. */
    void removeVolume(String name);

    /** Removes all volumes but these. */
    void retainVolumes(Set<String> names);

    /** Bytes used; -1 where the driver cannot tell. */
    long volumeSize(String name);
}
