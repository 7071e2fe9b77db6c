package io.sockerless.engine.core;

import java.nio.file.Path;
import java.util.List;

/**
 * What an engine is told when it opens.
 *
 * @param directory of its durable state
 * @param registryMirrors base URLs of mirrors of Docker Hub
 * @param insecureRegistries hosts that may be spoken to without TLS, besides loopback
 * @param registryCertificates a directory of certificates for registries, as {@code /etc/docker/certs.d}
 * @param version of the product
 */
public record EngineSettings(
        Path directory,
        List<String> registryMirrors,
        List<String> insecureRegistries,
        Path registryCertificates,
        String version) {
    public EngineSettings {
        registryMirrors = List.copyOf(registryMirrors);
        insecureRegistries = List.copyOf(insecureRegistries);
    }
}
