package io.sockerless.frontends.daemon;

import io.sockerless.engine.model.EngineException;
import io.sockerless.frontends.http.TlsFiles;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What an embedded registry is told at its start, valid at birth.
 *
 * @param listen {@code address:port}; port 0 takes any free one
 * @param state directory of everything that it has
 * @param tls what it proves itself by; empty for none
 * @param passwords file of those who may use it, as htpasswd makes it; empty for everybody
 * @param insecure whether other machines may come in without a password, or send one without TLS
 * @param grace how long content is kept that no manifest needs yet
 * @param readOnly whether nothing may change, and nothing is removed
 */
public record RegistryServerConfig(
        String listen,
        Path state,
        Optional<TlsFiles> tls,
        Optional<Path> passwords,
        boolean insecure,
        Duration grace,
        boolean readOnly) {
    public static final String DEFAULT_LISTEN = "127.0.0.1:5000";
    public static final Duration DEFAULT_GRACE = Duration.ofHours(1);

    public RegistryServerConfig {
        state = state.toAbsolutePath().normalize();
        InetSocketAddress address = HostAddress.addressed(listen);
        if (!address.getAddress().isLoopbackAddress() && !insecure) {
            if (passwords.isEmpty()) {
                throw EngineException.invalid("refusing to serve a registry on " + listen
                        + " to everybody who reaches it. Give --htpasswd, or say --insecure if you mean it");
            }
            if (tls.isEmpty()) {
                throw EngineException.invalid("refusing to take passwords on " + listen
                        + " without TLS. Give --tls with --tlscert and --tlskey, or say --insecure if you mean it");
            }
        }
        if (grace.isNegative()) {
            throw EngineException.invalid("content cannot be kept for " + grace);
        }
    }

    InetSocketAddress address() {
        return HostAddress.addressed(listen);
    }
}
