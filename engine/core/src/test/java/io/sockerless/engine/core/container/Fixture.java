package io.sockerless.engine.core.container;

import io.sockerless.drivers.spi.ImageLayer;
import io.sockerless.engine.core.Containers.CreateRequest;
import io.sockerless.engine.core.Containers.WaitCondition;
import io.sockerless.engine.core.Events.Event;
import io.sockerless.engine.core.Events.Query;
import io.sockerless.engine.core.Events.Subscription;
import io.sockerless.engine.core.container.ImageSource.CommitRequest;
import io.sockerless.engine.core.container.ImageSource.ResolvedImage;
import io.sockerless.engine.core.container.NetworkSource.NetworkRef;
import io.sockerless.engine.core.event.EventLog;
import io.sockerless.engine.core.exec.ExecService;
import io.sockerless.engine.core.exec.ExecTable;
import io.sockerless.engine.model.ContainerConfig;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.HostConfig;
import io.sockerless.engine.model.Volume;
import io.sockerless.engine.store.Batch;
import io.sockerless.engine.store.Store;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** An engine over child processes in a directory, which can be let go of and taken up again as after a crash. */
public final class Fixture implements AutoCloseable {
    static final Map<String, Object> IMAGE_CONFIG =
            Map.of("Env", List.of("PATH=/usr/bin:/bin"), "Cmd", List.of("sh"), "Labels", Map.of("from", "image"));

    public final ProcessDriver driver;
    public final EventLog events = new EventLog(Clock.systemUTC());
    public final ContainerService containers;
    public final ExecService execs;
    final Map<String, Volume> volumes = new ConcurrentHashMap<>();
    final Store store;
    private final Path directory;

    public Fixture(Path directory) {
        this(directory, new ProcessDriver());
    }

    private Fixture(Path directory, ProcessDriver driver) {
        this.directory = directory;
        this.driver = driver;
        store = Store.open(directory.resolve("store.db"));
        SecureRandom random = new SecureRandom();
        ExecTable table = new ExecTable(store);
        containers = new ContainerService(
                store,
                new Surroundings(
                        driver,
                        new Images(),
                        new Volumes(),
                        Fixture::network,
                        table,
                        events,
                        Clock.systemUTC(),
                        random));
        execs = new ExecService(table, containers, random);
        containers.recover();
    }

    private static Optional<NetworkRef> network(String ref) {
        return switch (ref) {
            case "bridge" -> Optional.of(NetworkSource.NetworkRef.builtIn("bridge", "b".repeat(64), "bridge"));
            case "none" -> Optional.of(NetworkSource.NetworkRef.builtIn("none", "0".repeat(64), "null"));
            default -> Optional.empty();
        };
    }

    /** As after kill -9 of the engine: containers go on, everything in memory is new. */
    Fixture crashed() {
        containers.close();
        store.close();
        return new Fixture(directory, driver);
    }

    public String create(String... cmd) {
        return create(Map.of(), cmd);
    }

    String create(Map<String, Object> host, String... cmd) {
        return create("", Map.of(), host, cmd);
    }

    String create(String name, Map<String, Object> config, Map<String, Object> host, String... cmd) {
        Map<String, Object> all = new LinkedHashMap<>(config);
        all.put("Image", "busybox");
        all.put("Cmd", List.of(cmd));
        return containers
                .create(new CreateRequest(name, "", new ContainerConfig(all), new HostConfig(host), Map.of()))
                .id();
    }

    void start(String id) {
        containers.start(id, Runs.NO_CONSOLE);
    }

    int run(String id) throws InterruptedException {
        var waiting = containers.wait(id, WaitCondition.NEXT_EXIT);
        start(id);
        return waiting.await().statusCode();
    }

    /** The actions of a container's events so far. */
    List<String> actions(String id) throws InterruptedException {
        List<String> actions = new ArrayList<>();
        for (Event event : past(Map.of("container", List.of(id)))) {
            actions.add(event.action());
        }
        return actions;
    }

    List<Event> past(Map<String, List<String>> filters) throws InterruptedException {
        List<Event> found = new ArrayList<>();
        Query query = new Query(Optional.of(Instant.EPOCH), Optional.of(Instant.now()), filters);
        try (Subscription subscription = events.subscribe(query)) {
            for (Optional<Event> e = subscription.next(); e.isPresent(); e = subscription.next()) {
                found.add(e.get());
            }
        }
        return found;
    }

    /** Waits for the next event of a container with this action. */
    Awaited awaiting(String id, String action) {
        return awaiting(Optional.empty(), id, action);
    }

    /** Waits for an event of a container with this action, or knows it already. */
    Awaited everHaving(String id, String action) {
        return awaiting(Optional.of(Instant.EPOCH), id, action);
    }

    private Awaited awaiting(Optional<Instant> since, String id, String action) {
        Query query = new Query(since, Optional.empty(), Map.of("container", List.of(id), "event", List.of(action)));
        return new Awaited(events.subscribe(query));
    }

    record Awaited(Subscription subscription) {
        Event await() throws InterruptedException {
            try (subscription) {
                return subscription.next().orElseThrow();
            }
        }
    }

    @Override
    public void close() {
        containers.close();
        driver.close();
        store.close();
    }

    private static final class Images implements ImageSource {
        @Override
        public ResolvedImage resolve(String ref, String platform) {
            if (!ref.equals("busybox") && !ref.equals("sha256:1")) {
                throw EngineException.notFound("No such image: " + ref);
            }
            ImageLayer layer = new ImageLayer("sha256:c1", "sha256:d1", 10, InputStream::nullInputStream);
            return new ResolvedImage("sha256:1", "linux", "linux/amd64", IMAGE_CONFIG, List.of(layer));
        }

        @Override
        public String commit(CommitRequest request) {
            return "sha256:2";
        }
    }

    private final class Volumes implements VolumeSource {
        @Override
        public Volume obtain(String name, String driver, Map<String, String> options, Map<String, String> labels) {
            byte[] bytes = new byte[32];
            new SecureRandom().nextBytes(bytes);
            String actual = name.isEmpty() ? HexFormat.of().formatHex(bytes) : name;
            return volumes.computeIfAbsent(
                    actual,
                    n -> new Volume(n, "local", "/volumes/" + n, Instant.now(), labels, options, name.isEmpty()));
        }

        @Override
        public void claim(Batch batch, Collection<String> anonymous) {}

        @Override
        public void disclaim(Batch batch, Collection<String> anonymous) {}

        @Override
        public void removeAnonymous(String name, String containerId) {
            volumes.remove(name);
        }
    }
}
