package io.sockerless.engine.core;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sockerless.drivers.spi.Driver;
import io.sockerless.drivers.spi.HasImages;
import io.sockerless.drivers.spi.HasNetworks;
import io.sockerless.drivers.spi.HasVolumes;
import io.sockerless.engine.core.container.Connections;
import io.sockerless.engine.core.container.ContainerService;
import io.sockerless.engine.core.container.Surroundings;
import io.sockerless.engine.core.event.EventLog;
import io.sockerless.engine.core.exec.ExecService;
import io.sockerless.engine.core.exec.ExecTable;
import io.sockerless.engine.core.image.EngineImages;
import io.sockerless.engine.core.network.BuiltInNetworks;
import io.sockerless.engine.core.network.EngineNetworks;
import io.sockerless.engine.core.persistence.ModelJson;
import io.sockerless.engine.core.system.EngineIdentity;
import io.sockerless.engine.core.system.EngineSystem;
import io.sockerless.engine.core.volume.LocalVolumes;
import io.sockerless.engine.model.Container;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.image.Platform;
import io.sockerless.engine.oci.ContentStore;
import io.sockerless.engine.oci.registry.RegistryClient;
import io.sockerless.engine.oci.registry.RegistryConfig;
import io.sockerless.engine.store.Store;
import io.sockerless.engine.store.Table;
import java.io.IOException;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The services of one engine over one driver and one state directory. */
public final class Engine implements AutoCloseable {
    private final Store store;
    private final EventLog events;
    private final EngineImages images;
    private final LocalVolumes volumes;
    private final EngineNetworks networks;
    private final ContainerService containers;
    private final ExecService execs;
    private final SystemInfo system;

    private Engine(EngineSettings settings, Store store, ContentStore content, Driver driver, Clock clock) {
        this.store = store;
        SecureRandom random = new SecureRandom();
        ObjectMapper json = ModelJson.mapper();
        events = new EventLog(clock);
        EngineIdentity identity = identity(store, json, random, clock);
        // Images, volumes and networks ask which containers exist, and containers ask for all three.
        Supplier<Collection<Container>> all = this::allContainers;
        images = new EngineImages(
                store,
                content,
                ability(driver, HasImages.class),
                systems(driver),
                registries(settings, clock),
                json,
                events,
                all,
                clock);
        volumes = new LocalVolumes(
                store,
                ability(driver, HasVolumes.class)
                        .orElseThrow(() -> EngineException.notImplemented(
                                "the driver " + driver.info().id() + " keeps no volumes")),
                events,
                all,
                clock);
        Optional<HasNetworks> networking = ability(driver, HasNetworks.class);
        networks = new EngineNetworks(
                store,
                networking,
                new BuiltInNetworks(
                        networking,
                        new BuiltInNetworks.NetworkIds(
                                identity.hostNetwork(), identity.noneNetwork(), identity.created()),
                        all),
                this::connections,
                all,
                events,
                clock,
                random);
        ExecTable table = new ExecTable(store);
        containers = new ContainerService(
                store, new Surroundings(driver, images, volumes, networks, table, events, clock, random));
        execs = new ExecService(table, containers, random);
        system = new EngineSystem(
                driver,
                identity,
                settings.directory().toString(),
                Map.of(
                        "ServerVersion", settings.version(),
                        "Mirrors", settings.registryMirrors(),
                        "InsecureRegistries", settings.insecureRegistries()),
                all,
                images::count);
    }

    private Connections connections() {
        return containers.connections();
    }

    private Collection<Container> allContainers() {
        return containers.all();
    }

    private static <T> Optional<T> ability(Driver driver, Class<T> type) {
        return type.isInstance(driver) ? Optional.of(type.cast(driver)) : Optional.empty();
    }

    private static Set<String> systems(Driver driver) {
        return driver.info().platforms().stream()
                .map(platform -> Platform.parse(platform).os())
                .collect(Collectors.toSet());
    }

    private static RegistryClient registries(EngineSettings settings, Clock clock) {
        RegistryConfig defaults = RegistryConfig.defaults();
        List<URI> mirrors = settings.registryMirrors().stream().map(URI::create).toList();
        return new RegistryClient(
                new RegistryConfig(
                        new HashSet<>(settings.insecureRegistries()),
                        mirrors,
                        Optional.of(settings.registryCertificates()),
                        "sockerless/" + settings.version(),
                        defaults.attempts(),
                        defaults.backoff()),
                clock);
    }

    private static EngineIdentity identity(Store store, ObjectMapper json, SecureRandom random, Clock clock) {
        Table<EngineIdentity> table = store.table("identity", EngineIdentity.class, json);
        return table.get("engine").orElseGet(() -> {
            EngineIdentity made =
                    new EngineIdentity(UUID.randomUUID().toString(), hex(random), hex(random), clock.instant());
            table.put("engine", made);
            return made;
        });
    }

    private static String hex(SecureRandom random) {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /**
     * Opens the state, making it when it is new.
     *
     * @throws EngineException UNAVAILABLE when another engine has it open
     */
    public static Engine open(EngineSettings settings, Driver driver, Clock clock) {
        Store store = Store.open(settings.directory().resolve("engine.db"));
        try {
            ContentStore content = ContentStore.open(settings.directory().resolve("content"));
            return new Engine(settings, store, content, driver, clock);
        } catch (IOException e) {
            store.close();
            throw EngineException.internal("cannot open the content store: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            store.close();
            throw e;
        }
    }

    /** Finds the containers of an earlier process again. Once, before the first request. */
    public void recover() {
        containers.recover();
        networks.sweep();
        volumes.sweep();
        images.clear();
    }

    public Containers containers() {
        return containers;
    }

    public Execs execs() {
        return execs;
    }

    public Images images() {
        return images;
    }

    public ImageBuilding imageBuilding() {
        return images;
    }

    public Volumes volumes() {
        return volumes;
    }

    public Networks networks() {
        return networks;
    }

    public Events events() {
        return events;
    }

    public SystemInfo system() {
        return system;
    }

    /** Stops every container as a daemon without live restore does at its end: each by its own signal and patience. */
    public void stopContainers() {
        containers.stopAll();
    }

    /** Containers go on running. */
    @Override
    public void close() {
        containers.close();
        store.close();
    }
}
