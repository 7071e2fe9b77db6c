package io.sockerless.engine.oci.registry;

import java.net.URI;

/**
 * A place where a registry may be.
 *
 * @param base scheme and authority, perhaps a path, no slash at the end
 * @param insecure whatever certificate it shows is good enough
 */
record Endpoint(URI base, boolean insecure) {
    URI v2(String rest) {
        return URI.create(base + "/v2/" + rest);
    }
}
