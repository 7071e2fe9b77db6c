package io.sockerless.drivers.spi;

import io.sockerless.engine.model.HostConfig;

/** A task whose limits can change while it runs. */
public interface CanUpdate {
    /** @param host the complete new configuration */
    void update(HostConfig host);
}
