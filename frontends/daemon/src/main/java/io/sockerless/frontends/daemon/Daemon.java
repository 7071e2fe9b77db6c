package io.sockerless.frontends.daemon;

import io.sockerless.drivers.spi.Driver;
import io.sockerless.engine.build.Builder;
import io.sockerless.engine.core.Containers;
import io.sockerless.engine.core.Engine;
import io.sockerless.engine.core.EngineSettings;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import io.sockerless.engine.model.image.Platform;
import io.sockerless.frontends.admin.AdminApi;
import io.sockerless.frontends.docker.DaemonFacts;
import io.sockerless.frontends.docker.DockerApi;
import io.sockerless.frontends.http.JsonLogFormatter;
import io.sockerless.frontends.http.Listener;
import io.sockerless.frontends.http.Server;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** One daemon: reads its configuration, wires driver, engine and frontends, and serves until it is told to stop. */
public final class Daemon implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Daemon.class.getName());
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final boolean liveRestore;
    private final Possession possession;
    private final Driver driver;
    private final Engine engine;
    private final Server server;
    private final Server admin;
    private final BuildKitWiring buildKit;
    private final Optional<RegistryServer> registry;

    private Daemon(
            boolean liveRestore,
            Possession possession,
            Driver driver,
            Engine engine,
            Server server,
            Server admin,
            BuildKitWiring buildKit,
            Optional<RegistryServer> registry) {
        this.liveRestore = liveRestore;
        this.possession = possession;
        this.driver = driver;
        this.engine = engine;
        this.server = server;
        this.admin = admin;
        this.buildKit = buildKit;
        this.registry = registry;
    }

    /**
     * Starts serving. Containers of an earlier run of this state directory are found again before the first request.
     *
     * @throws EngineException when the state is in use, a listener cannot bind, or the driver cannot work here
     */
    public static Daemon start(DaemonConfig config, String version) {
        JsonLogFormatter.install(java.util.logging.Level.INFO);
        if (config.driver().equals(Drivers.LINUX)) {
            Privileges.require();
        }
        Listeners listeners = Listeners.of(config);
        long begin = System.nanoTime();
        Possession possession = Possession.take(config.state(), config.run());
        Driver driver;
        try {
            driver = Drivers.open(config);
        } catch (RuntimeException e) {
            possession.close();
            throw e;
        }
        try {
            Engine engine = Engine.open(
                    new EngineSettings(
                            config.state().resolve("engine"),
                            config.registryMirrors(),
                            config.insecureRegistries(),
                            Privileges.registryCertificates(),
                            version),
                    driver,
                    Clock.systemUTC());
            Daemon daemon = serve(config, version, listeners, possession, driver, engine);
            Runtime.getRuntime()
                    .addShutdownHook(Thread.ofPlatform().name("shutdown").unstarted(daemon::close));
            LOG.log(
                    Level.INFO,
                    "serving on {0}, driver {1}, after {2} ms",
                    config.hosts(),
                    config.driver(),
                    (System.nanoTime() - begin) / 1_000_000);
            return daemon;
        } catch (RuntimeException e) {
            driver.close();
            possession.close();
            throw e;
        }
    }

    private static Daemon serve(
            DaemonConfig config,
            String version,
            Listeners listeners,
            Possession possession,
            Driver driver,
            Engine engine) {
        AtomicBoolean ready = new AtomicBoolean();
        AdminApi adminApi = new AdminApi(ready::get, () -> byState(engine.containers()));
        Builder images = new Builder(
                engine.containers(),
                engine.images(),
                engine.imageBuilding(),
                Platform.parse(driver.info().platforms().getFirst()),
                config.state().resolve("build"),
                config.run().resolve("build"),
                Clock.systemUTC());
        BuildKitWiring buildKit = new BuildKitWiring(
                engine,
                images,
                version,
                config.state().resolve("build-contexts"),
                config.run().resolve("build").resolve("agents"));
        DockerApi api = new DockerApi(
                engine.containers(),
                engine.execs(),
                engine.images(),
                images,
                engine.volumes(),
                engine.networks(),
                engine.events(),
                engine.system(),
                new DaemonFacts(listeners.warnings(), config.containersGoOn()),
                buildKit);
        Server.Builder builder = Server.builder().api(api).grace(GRACE).observer(adminApi.observer());
        listeners.all().forEach(builder::listen);
        listeners.warnings().forEach(Daemon::warn);
        try {
            engine.recover();
            images.recover();
            Server admin = Server.builder()
                    .listen(new Listener.Tcp(HostAddress.loopback(config.admin())))
                    .api(adminApi)
                    .start();
            Files.writeString(config.run().resolve("admin.address"), address(admin) + "\n");
            Optional<RegistryServer> registry = config.registry().map(RegistryServer::start);
            Server server = builder.start();
            ready.set(true);
            listeners.reloadOnHangup();
            Thread.ofVirtual().start(OldGeneration::tend);
            return new Daemon(config.containersGoOn(), possession, driver, engine, server, admin, buildKit, registry);
        } catch (IOException e) {
            engine.close();
            throw new EngineException(ErrorKind.UNAVAILABLE, "cannot listen: " + e.getMessage(), e);
        }
    }

    private static Map<String, Integer> byState(Containers containers) {
        Map<String, Integer> counts = new TreeMap<>();
        containers
                .list(new Containers.ListQuery(true, 0, Map.of()))
                .forEach(container -> counts.merge(container.state().status(), 1, Integer::sum));
        return counts;
    }

    private static String address(Server server) {
        InetSocketAddress address = (InetSocketAddress) server.addresses().getFirst();
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }

    /** Removes what a stopped daemon's containers hold in the kernel, and the containers' own data. */
    public static void clean(Path state, Path run) {
        if (!Files.exists(state) && !Files.exists(run)) {
            return;
        }
        try (Possession _ = Possession.take(state, run)) {
            Drivers.clean(state, run);
        }
    }

    /** To the log, and to who looks on. */
    private static void warn(String warning) {
        LOG.log(Level.WARNING, warning.replace("{", "'{'"));
        System.out.println(warning);
    }

    /** Lets requests end, then gives everything back. Containers go on running, unless that is not wanted. */
    @Override
    public void close() {
        server.close();
        admin.close();
        buildKit.close();
        registry.ifPresent(RegistryServer::close);
        if (!liveRestore) {
            engine.stopContainers();
        }
        engine.close();
        driver.close();
        possession.close();
    }
}
