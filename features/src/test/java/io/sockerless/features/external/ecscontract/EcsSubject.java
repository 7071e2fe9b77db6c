package io.sockerless.features.external.ecscontract;

import io.sockerless.drivers.aws.EcsConfig;
import io.sockerless.drivers.aws.EcsDriver;
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
import java.util.stream.Stream;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.ecs.model.DesiredStatus;
import software.amazon.awssdk.services.ecs.model.Task;

/**
 * The driver ecs in this process, at the cloud that its environment names. Each place has a cluster of its own, so that
 * what is left in it is its own, too. Processes that the contract starts inherit the environment.
 */
public final class EcsSubject implements DriverSubject {
    /** Of the environment: what the driver is told, {@code NAME=VALUE} in lines. */
    public static final String SETTINGS = "CONTRACT_ECS";

    private static final String BRIDGE = "b".repeat(64);
    private static final long GRACE = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static Path state(String place) {
        return Path.of(System.getenv("TMPDIR"), place);
    }

    private static String cluster(String place) {
        return "contract-" + place;
    }

    @Override
    public Driver open(String place) {
        if (!Files.exists(state(place))) {
            try (var ecs = client()) {
                ecs.createCluster(request -> request.clusterName(cluster(place)));
            }
        }
        Map<String, String> settings = new HashMap<>();
        System.getenv(SETTINGS).lines().map(line -> line.split("=", 2)).forEach(pair -> settings.put(pair[0], pair[1]));
        settings.put("cluster", cluster(place));
        return EcsDriver.open(EcsConfig.of(state(place), settings));
    }

    private static EcsClient client() {
        return EcsClient.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build();
    }

    /**
     * With what the engine gives by default: a task on Fargate always has a network, and 64 MiB of shared memory. Tasks that
     * are stopped, whose agent then waits for a daemon, are killed soon.
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

    @Override
    public List<String> leftovers(String place, Set<String> containerIds) {
        List<String> out = new ArrayList<>();
        for (String kind : List.of("containers", "logs", "files/containers")) {
            names(state(place).resolve(kind)).forEach(name -> out.add(kind + " " + name));
        }
        try (var ecs = client()) {
            out.addAll(on(ecs, place));
        }
        return out;
    }

    /** Those that do not end: neither stopped, nor by themselves as their agents were let go. The service tells no events. */
    private static List<String> on(EcsClient ecs, String place) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            List<String> still = Stream.of(DesiredStatus.RUNNING, DesiredStatus.STOPPED)
                    .flatMap(desired -> tasks(ecs, cluster(place), desired))
                    .filter(task -> !"STOPPED".equals(task.lastStatus()))
                    .map(task -> task.lastStatus() + " but to be " + task.desiredStatus() + ": " + task.taskArn())
                    .toList();
            if (still.isEmpty() || System.nanoTime() > end) {
                return still;
            }
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        }
    }

    private static Stream<Task> tasks(EcsClient ecs, String cluster, DesiredStatus desired) {
        return ecs.listTasksPaginator(request -> request.cluster(cluster).desiredStatus(desired)).stream()
                .filter(page -> page.hasTaskArns() && !page.taskArns().isEmpty())
                .flatMap(page ->
                        ecs.describeTasks(request -> request.cluster(cluster).tasks(page.taskArns())).tasks().stream());
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
