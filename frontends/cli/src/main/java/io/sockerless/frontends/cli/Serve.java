package io.sockerless.frontends.cli;

import io.sockerless.frontends.daemon.Daemon;
import io.sockerless.frontends.daemon.DaemonConfig;
import io.sockerless.frontends.daemon.RegistryServerConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "serve",
        description =
                "Serves the Docker REST API. Flags win over SOCKERLESS_* variables, these over the settings file.",
        mixinStandardHelpOptions = true)
final class Serve implements Callable<Integer> {
    /** Not an exit code: the process lives on. */
    static final int GOES_ON = -1;

    @Option(
            names = {"-H", "--host"},
            paramLabel = "ADDRESS",
            description = "unix:///path, tcp://address:port or fd:// (systemd's sockets); may be given several times"
                    + " (default: unix:///run/sockerless/docker.sock).")
    List<String> hosts = List.of();

    @Mixin
    Places places;

    @Option(
            names = "--driver",
            paramLabel = "NAME",
            description = "What runs the containers: linux (default), docker, another Docker API, wasm, WebAssembly"
                    + " programs inside the daemon, ecs or lambda, services of Amazon's cloud.")
    Optional<String> driver = Optional.empty();

    @Option(
            names = "--docker-host",
            paramLabel = "ADDRESS",
            description = "The engine behind the driver docker: unix:///path, tcp://host:port[?certs=DIR] (DIR as"
                    + " DOCKER_CERT_PATH) or ssh://user@host.")
    Optional<String> dockerHost = Optional.empty();

    @Option(
            names = "--engine",
            paramLabel = "NAME=ADDRESS",
            description =
                    "A further engine beside this machine, for containers with --runtime NAME; may be given several"
                            + " times.")
    Map<String, String> engines = Map.of();

    @Option(
            names = "--ecs",
            paramLabel = "NAME=VALUE",
            description = "A setting of the driver ecs: cluster, subnets, repository, gateway and others; may be given"
                    + " several times. Region, credentials and endpoint are AWS_* variables or in ~/.aws.")
    Map<String, String> ecs = Map.of();

    @Option(
            names = "--lambda",
            paramLabel = "NAME=VALUE",
            description =
                    "A setting of the driver lambda: role, repository, gateway, memory, timeout and others; may be"
                            + " given several times. Region, credentials and endpoint as with --ecs.")
    Map<String, String> lambda = Map.of();

    @Option(
            names = "--admin",
            paramLabel = "ADDRESS",
            description = "Loopback address of health and metrics (default: 127.0.0.1 with a free port, see"
                    + " RUN/admin.address).")
    Optional<String> admin = Optional.empty();

    @Option(
            names = "--group",
            paramLabel = "GROUP",
            description = "Group of unix sockets (default: docker, if it exists).")
    Optional<String> group = Optional.empty();

    @Option(names = "--insecure", description = "Allow TCP without TLS. Whoever reaches it is root here.")
    boolean insecure;

    @Mixin
    TlsOptions tls;

    @Option(
            names = "--live-restore",
            paramLabel = "true|false",
            arity = "0..1",
            fallbackValue = "true",
            description = "Containers go on when the daemon is told to end (default: true). With false they are"
                    + " stopped first.")
    Optional<Boolean> liveRestore = Optional.empty();

    @Option(
            names = "--registry-mirror",
            paramLabel = "URL",
            description = "A mirror of Docker Hub to pull from first; may be given several times.")
    List<String> mirrors = List.of();

    @Option(
            names = "--insecure-registry",
            paramLabel = "HOST",
            description = "A registry that may have any certificate, or none: host, host:port or a network; may be"
                    + " given several times.")
    List<String> insecureRegistries = List.of();

    @Option(
            names = "--registry",
            paramLabel = "ADDRESS",
            description = "Also serve an OCI registry there, as the command registry does, with this daemon's TLS.")
    Optional<String> registry = Optional.empty();

    @Option(
            names = "--registry-htpasswd",
            paramLabel = "FILE",
            description = "Who may use that registry: names and bcrypt hashes (default: everybody on this machine).")
    Optional<Path> registryPasswords = Optional.empty();

    @Option(
            names = "--registry-read-only",
            description = "Let that registry's clients pull only; nothing is removed either.")
    boolean registryReadOnly;

    @Override
    public Integer call() {
        Settings settings = Settings.read(places.config, System.getenv());
        List<String> configured = hosts.isEmpty() ? settings.list("hosts") : hosts;
        DaemonConfig config = new DaemonConfig(
                configured.isEmpty() ? List.of(DaemonConfig.DEFAULT_HOST) : configured,
                places.state(settings),
                places.run(settings),
                driver.or(() -> settings.text("driver")).orElse("linux"),
                dockerHost.or(() -> settings.text("docker-host")).orElse(""),
                engines.isEmpty() ? settings.pairs("engines") : engines,
                ecs.isEmpty() ? settings.pairs("ecs") : ecs,
                lambda.isEmpty() ? settings.pairs("lambda") : lambda,
                admin.or(() -> settings.text("admin")).orElse("127.0.0.1:0"),
                group.or(() -> settings.text("group")).orElse(""),
                insecure || settings.text("insecure").map(Boolean::parseBoolean).orElse(false),
                tls.files(settings, System.getenv()),
                liveRestore
                        .or(() -> settings.text("live-restore").map(Boolean::parseBoolean))
                        .orElse(true),
                mirrors.isEmpty() ? settings.list("registry-mirrors") : mirrors,
                insecureRegistries.isEmpty() ? settings.list("insecure-registries") : insecureRegistries,
                registry.or(() -> settings.text("registry")).map(address -> registry(address, settings)));
        Daemon.start(config, Version.number());
        return GOES_ON;
    }

    private RegistryServerConfig registry(String address, Settings settings) {
        return new RegistryServerConfig(
                address,
                places.state(settings).resolve("registry"),
                tls.files(settings, System.getenv()),
                registryPasswords.or(() -> settings.text("registry-htpasswd").map(Path::of)),
                insecure,
                RegistryServerConfig.DEFAULT_GRACE,
                registryReadOnly
                        || settings.text("registry-read-only")
                                .map(Boolean::parseBoolean)
                                .orElse(false));
    }
}
