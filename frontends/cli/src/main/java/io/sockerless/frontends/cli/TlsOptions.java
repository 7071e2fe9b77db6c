package io.sockerless.frontends.cli;

import io.sockerless.frontends.http.TlsFiles;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** dockerd's options of TLS, with its places for the files. */
final class TlsOptions {
    @Option(
            names = "--tls",
            paramLabel = "true|false",
            arity = "0..1",
            fallbackValue = "true",
            description = "TLS on TCP; implied by --tlsverify.")
    Optional<Boolean> tls = Optional.empty();

    @Option(
            names = "--tlsverify",
            paramLabel = "true|false",
            arity = "0..1",
            fallbackValue = "true",
            description = "TLS on TCP, and clients must have a certificate of --tlscacert.")
    Optional<Boolean> verify = Optional.empty();

    @Option(
            names = "--tlscacert",
            paramLabel = "FILE",
            description = "Trust certificates of clients signed by this authority (default: ca.pem in $DOCKER_CERT_PATH"
                    + " or ~/.docker).")
    Optional<Path> authority = Optional.empty();

    @Option(
            names = "--tlscert",
            paramLabel = "FILE",
            description = "Certificate of the daemon (default: cert.pem there).")
    Optional<Path> certificate = Optional.empty();

    @Option(names = "--tlskey", paramLabel = "FILE", description = "Its private key (default: key.pem there).")
    Optional<Path> key = Optional.empty();

    /** Empty without TLS. Who names --tlsverify at all, even as false, has TLS on, as with dockerd. */
    Optional<TlsFiles> files(Settings settings, Map<String, String> environment) {
        Optional<Boolean> verified = verify.or(() -> settings.text("tlsverify").map(Boolean::parseBoolean));
        boolean on = verified.isPresent()
                || tls.or(() -> settings.text("tls").map(Boolean::parseBoolean)).orElse(false);
        if (!on) {
            return Optional.empty();
        }
        String folder = environment.getOrDefault("DOCKER_CERT_PATH", "");
        Path place = folder.isEmpty()
                ? Path.of(environment.getOrDefault("HOME", System.getProperty("user.home")), ".docker")
                : Path.of(folder);
        Path trusted = file(authority, settings, "tlscacert").orElse(place.resolve("ca.pem"));
        return Optional.of(new TlsFiles(
                verified.orElse(false) ? Optional.of(trusted) : Optional.empty(),
                file(certificate, settings, "tlscert").orElse(place.resolve("cert.pem")),
                file(key, settings, "tlskey").orElse(place.resolve("key.pem"))));
    }

    private static Optional<Path> file(Optional<Path> given, Settings settings, String name) {
        return given.or(() -> settings.text(name).map(Path::of));
    }
}
