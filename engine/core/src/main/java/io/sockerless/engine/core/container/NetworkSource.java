package io.sockerless.engine.core.container;

import java.util.Optional;

/** What containers need of networks. */
@FunctionalInterface
public interface NetworkSource {
    /**
     * A network.
     *
     * @param driver {@code bridge}, {@code host} or {@code null}
     * @param userDefined somebody made it
     * @param configured4 its IPv4 subnet was given by whoever made it
     * @param configured6 as for IPv6
     */
    record NetworkRef(
            String name, String id, String driver, boolean userDefined, boolean configured4, boolean configured6) {
        /** One of those that always exist. */
        public static NetworkRef builtIn(String name, String id, String driver) {
            return new NetworkRef(name, id, driver, false, false, false);
        }
    }

    /** @param ref a name or an id */
    Optional<NetworkRef> find(String ref);
}
