package io.sockerless.engine.core.container;

import java.util.Optional;

/** What containers need of networks. */
@FunctionalInterface
public interface NetworkSource {
    /** @param driver {@code bridge}, {@code host} or {@code null} */
    record NetworkRef(String name, String id, String driver) {}

    /** @param ref a name or an id */
    Optional<NetworkRef> find(String ref);
}
