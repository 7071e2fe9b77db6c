package io.sockerless.frontends.daemon;

import io.sockerless.engine.model.EngineException;
import io.sockerless.frontends.http.TlsFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that a daemon is told at its start, valid at birth.
 *
 * @param hosts where the Docker API listens: {@code unix:///path}, {@code tcp://address:port} or {@code fd://}
 * @param state directory of what is durable
 * @param run directory of what ends with the machine's uptime: sockets, namespaces
 * @param driver {@code linux}, {@code docker}, {@code wasm}, {@code ecs} or {@code lambda}
 * @param dockerHost the engine behind the driver docker; else empty
 * @param engines further engines by the runtime's name with which a container asks for them
 * @param ecs settings of the driver ecs by name, see {@link io.sockerless.drivers.aws.EcsConfig}; else empty
 * @param lambda settings of the driver lambda by name, see {@link io.sockerless.drivers.aws.LambdaConfig}; else empty
 * @param admin {@code address:port} of the admin listener on loopback; port 0 picks one, which is written to the file
 *     admin.address in {@code run}
 * @param group owner group of unix sockets; empty for {@code docker} where that group exists
 * @param insecure whether there may be TCP listeners without TLS
 * @param tls what TCP listeners prove themselves by; empty for none
 * @param liveRestore whether containers go on when the daemon is told to end
 * @param registryMirrors base URLs of mirrors of Docker Hub
 * @param insecureRegistries hosts that may be spoken to without TLS, besides loopback
 * @param registry the registry to serve as well; empty for none
 */
public record DaemonConfig(
        List<String> hosts,
        Path state,
        Path run,
        String driver,
        String dockerHost,
        Map<String, String> engines,
        Map<String, String> ecs,
        Map<String, String> lambda,
        String admin,
        String group,
        boolean insecure,
        Optional<TlsFiles> tls,
        boolean liveRestore,
        List<String> registryMirrors,
        List<String> insecureRegistries,
        Optional<RegistryServerConfig> registry) {
    public static final String DEFAULT_HOST = "unix:///run/sockerless/docker.sock";
    public static final Path DEFAULT_STATE = Path.of("/var/lib/sockerless");

    public DaemonConfig {
        hosts = List.copyOf(hosts);
        registryMirrors = List.copyOf(registryMirrors);
        insecureRegistries = List.copyOf(insecureRegistries);
        state = state.toAbsolutePath().normalize();
        run = run.toAbsolutePath().normalize();
        if (hosts.isEmpty()) {
            throw EngineException.invalid(
                    "no host to listen on: give -H unix:///path, -H tcp://address:port or -H fd://");
        }
        engines = Map.copyOf(engines);
        ecs = Map.copyOf(ecs);
        lambda = Map.copyOf(lambda);
        Drivers.check(driver, dockerHost, engines, ecs, lambda);
        for (String host : hosts) {
            if (HostAddress.parse(host, tls.isPresent()) instanceof HostAddress.Tcp(var address)) {
                TcpExposure.check(Listeners.named(address), tls, insecure);
            }
        }
        HostAddress.loopback(admin);
    }

    /** Whether containers outlive the daemon. */
    boolean containersGoOn() {
        return liveRestore && !driver.equals(Drivers.WASM);
    }
}
