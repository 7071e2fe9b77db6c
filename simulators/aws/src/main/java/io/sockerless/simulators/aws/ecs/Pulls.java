package io.sockerless.simulators.aws.ecs;

import java.util.Optional;

/** How images are pulled that are in a registry of the account. */
@FunctionalInterface
public interface Pulls {
    /**
     * Credentials as the Docker API's X-Registry-Auth; empty when the image is elsewhere.
     *
     * @param account of the task
     */
    Optional<String> credentials(String account, String image);
}
