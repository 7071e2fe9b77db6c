package io.sockerless.features.external;

import io.sockerless.drivers.contract.DriverSubject;
import io.sockerless.drivers.spi.Driver;
import io.sockerless.drivers.spi.TaskSpec;
import io.sockerless.drivers.spi.TaskSpec.Endpoint;
import io.sockerless.drivers.spi.TaskSpec.NetworkSpec;
import io.sockerless.engine.model.ContainerConfig;
import io.sockerless.features.daemons.Programs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A driver in this process, at the simulated cloud that its environment names. Processes that the contract starts inherit
 * the environment.
 */
public abstract class CloudSubject implements DriverSubject {
    /** Of the environment: what the driver is told, {@code NAME=VALUE} in lines. */
    public static final String SETTINGS = "CONTRACT_SETTINGS";

    private static final String BRIDGE = "b".repeat(64);
    private static final long GRACE = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    protected static Path state(String place) {
        return Path.of(System.getenv("TMPDIR"), place);
    }

    protected static Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        System.getenv(SETTINGS).lines().map(line -> line.split("=", 2)).forEach(pair -> settings.put(pair[0], pair[1]));
        return settings;
    }

    /**
     * With what the engine gives by default: a network, which it always has in the cloud, and 64 MiB of shared memory. Those
     * that are stopped, whose agent then waits for a daemon, are killed soon.
     */
    @Override
    public TaskSpec fit(TaskSpec spec) {
        Map<String, Object> config = new HashMap<>(spec.config().fields());
        config.put("StopTimeout", GRACE);
        return new TaskSpec(
                spec.id(),
                spec.name(),
                spec.platform(),
                new ContainerConfig(config),
                spec.host().with(Map.of("ShmSize", 64L << 20)),
                spec.layers(),
                spec.args(),
                spec.env(),
                spec.hostname(),
                spec.mounts(),
                new NetworkSpec.Bridge(List.of(Endpoint.of("bridge", BRIDGE)), List.of(), Map.of()),
                spec.log());
    }

    /** What is left in the cloud of the containers of a place. */
    protected abstract List<String> inTheCloud(String place, Set<String> containerIds);

    /** What does not go by itself, neither as it was asked to nor as its agent was let go. The services tell no events. */
    private static List<String> settled(Supplier<List<String>> left) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            List<String> still = left.get();
            if (still.isEmpty() || System.nanoTime() > end) {
                return still;
            }
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        }
    }

    @Override
    public List<String> leftovers(String place, Set<String> containerIds) {
        List<String> out = new ArrayList<>();
        for (String kind : List.of("containers", "logs", "files/containers")) {
            names(state(place).resolve(kind)).forEach(name -> out.add(kind + " " + name));
        }
        out.addAll(settled(() -> inTheCloud(place, containerIds)));
        return out;
    }

    private static List<String> names(Path directory) {
        if (!Files.exists(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void uninstall(Driver driver) {}

    @Override
    public void remove(String place) {
        try {
            Programs.run(List.of("rm", "-rf", "--one-file-system", state(place).toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
