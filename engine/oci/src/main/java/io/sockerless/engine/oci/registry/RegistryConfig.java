package io.sockerless.engine.oci.registry;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How registries are reached.
 *
 * @param insecure registries that may speak plain HTTP or have any certificate: {@code host}, {@code host:port} or an
 *     IP network like {@code 10.0.0.0/8}. This machine itself always may
 * @param mirrors tried before Docker Hub for its images, in this order
 * @param certificates a directory of certificates for registries, as Docker's {@code /etc/docker/certs.d}
 * @param attempts how often a request is tried before it is given up, at least 1
 * @param backoff the pause after the first failed attempt; each further one is longer by as much
 */
public record RegistryConfig(
        Set<String> insecure,
        List<URI> mirrors,
        Optional<Path> certificates,
        String userAgent,
        int attempts,
        Duration backoff) {
    public RegistryConfig {
        insecure = Set.copyOf(insecure);
        mirrors = List.copyOf(mirrors);
        if (attempts < 1 || backoff.isNegative()) {
            throw new IllegalArgumentException("attempts must be at least 1 and the back-off not negative");
        }
        for (URI mirror : mirrors) {
            if (mirror.getHost() == null || !List.of("http", "https").contains(mirror.getScheme())) {
                throw new IllegalArgumentException("invalid mirror: " + mirror);
            }
            if (mirror.getRawUserInfo() != null) {
                // it would be shown in every message about the mirror
                throw new IllegalArgumentException(
                        "invalid mirror: username/password not allowed in the URI of " + mirror.getHost());
            }
            if (mirror.getRawQuery() != null || mirror.getRawFragment() != null) {
                throw new IllegalArgumentException("invalid mirror: unsupported query or fragment in " + mirror);
            }
        }
    }

    /** Without certificates of its own. */
    public RegistryConfig(Set<String> insecure, List<URI> mirrors, String userAgent, int attempts, Duration backoff) {
        this(insecure, mirrors, Optional.empty(), userAgent, attempts, backoff);
    }

    /** No mirrors, nothing insecure but this machine, five attempts. */
    public static RegistryConfig defaults() {
        return new RegistryConfig(Set.of(), List.of(), "sockerless", 5, Duration.ofSeconds(1));
    }
}
