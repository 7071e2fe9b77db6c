package io.sockerless.engine.core.container;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.network.NetworkDescription;
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

    /** All that is known of a network that somebody made, by its name. A source without such networks has none. */
    default Optional<NetworkDescription> description(String name) {
        return Optional.empty();
    }

    /**
     * Makes a network as it was at another engine; one of that name which is here stands in for it.
     *
     * @throws EngineException NOT_IMPLEMENTED when no such network can be made here
     */
    default void restore(NetworkDescription network) {
        throw EngineException.notImplemented("network " + network.name() + " cannot be made here");
    }
}
