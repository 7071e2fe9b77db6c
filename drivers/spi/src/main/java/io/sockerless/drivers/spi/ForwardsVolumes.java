package io.sockerless.drivers.spi;

import java.util.Map;
import java.util.Set;

/** A driver that leaves its volumes to somebody else. */
public interface ForwardsVolumes extends HasVolumes {
    HasVolumes volumes();

    @Override
    default String createVolume(String name, Map<String, String> options) {
        return volumes().createVolume(name, options);
    }

    @Override
    default void removeVolume(String name) {
        volumes().removeVolume(name);
    }

    @Override
    default void retainVolumes(Set<String> names) {
        volumes().retainVolumes(names);
    }

    @Override
    default long volumeSize(String name) {
        return volumes().volumeSize(name);
    }
}
