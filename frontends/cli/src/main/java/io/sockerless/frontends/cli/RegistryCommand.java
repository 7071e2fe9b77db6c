package io.sockerless.frontends.cli;

import io.sockerless.engine.model.EngineException;
import io.sockerless.frontends.daemon.RegistryServer;
import io.sockerless.frontends.daemon.RegistryServerConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "registry",
        description = "Serves an OCI registry, for any client: docker push and pull, skopeo, crane, ...",
        mixinStandardHelpOptions = true)
final class RegistryCommand implements Callable<Integer> {
    @Option(
            names = "--listen",
            paramLabel = "ADDRESS",
            description = "address:port (default: 127.0.0.1:5000). Other machines need a password and TLS.")
    String listen = RegistryServerConfig.DEFAULT_LISTEN;

    @Option(
            names = "--state",
            paramLabel = "DIR",
            description = "Where everything is kept (default: /var/lib/sockerless/registry).")
    Path state = Path.of("/var/lib/sockerless/registry");

    @Option(
            names = "--htpasswd",
            paramLabel = "FILE",
            description = "Who may use it, and all of it: names and bcrypt hashes, as htpasswd -B makes them (default:"
                    + " everybody on this machine).")
    Optional<Path> passwords = Optional.empty();

    @Option(
            names = "--insecure",
            description = "Let other machines in without a password, or with one that is sent without TLS.")
    boolean insecure;

    @Option(
            names = "--keep",
            paramLabel = "DURATION",
            description = "How long content is kept that no image needs, as 90m or 24h (default: 1h).")
    String keep = "1h";

    @Option(names = "--read-only", description = "Let clients pull only; nothing is removed either.")
    boolean readOnly;

    @Mixin
    TlsOptions tls;

    @Override
    public Integer call() {
        String url = RegistryServer.startAlone(new RegistryServerConfig(
                listen,
                state,
                tls.files(new Settings(Map.of(), Map.of()), System.getenv()),
                passwords,
                insecure,
                duration(keep),
                readOnly));
        System.out.println("registry: " + url);
        return Serve.GOES_ON;
    }

    private static Duration duration(String text) {
        try {
            return Duration.parse("PT" + text);
        } catch (DateTimeParseException e) {
            throw EngineException.invalid("invalid duration \"" + text + "\": expected 30s, 90m, 24h");
        }
    }
}
