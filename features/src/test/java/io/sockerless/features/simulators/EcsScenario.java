package io.sockerless.features.simulators;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.sockerless.features.daemons.Daemon;
import io.sockerless.features.daemons.DaemonKind;
import io.sockerless.features.http.Json;
import io.sockerless.features.http.Request;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.ecs.model.Container;
import software.amazon.awssdk.services.ecs.model.Task;

/**
 * ECS through Amazon's own client, at a daemon of ours, with a cluster for each test. Each class has a daemon and a
 * simulator of its own: classes run at the same time, and some kill or reset theirs.
 */
@TestInstance(Lifecycle.PER_CLASS)
abstract class EcsScenario {
    Daemon daemon;
    SimulatorProcess simulator;
    String nonce;
    int code;
    AwsClients aws;
    EcsWorld world;
    private Path state;

    @BeforeAll
    void start(@TempDir Path place) throws IOException {
        state = place;
        DaemonKind.SOCKERLESS.obstacle().ifPresent(why -> {
            System.out.println("ECS SKIPPED: " + why);
            assumeTrue(false, why);
        });
        daemon = Daemon.start(DaemonKind.SOCKERLESS, "ecs-more");
        simulator = SimulatorProcess.start(state, daemon.host());
    }

    @AfterAll
    void stop() throws IOException {
        if (simulator != null) {
            simulator.close();
        }
        if (daemon != null) {
            daemon.close();
        }
    }

    @BeforeEach
    void make() {
        nonce = UUID.randomUUID().toString();
        code = ThreadLocalRandom.current().nextInt(2, 120);
        aws = simulator.clients();
        world = EcsWorld.make(aws, nonce);
    }

    @AfterEach
    void close() {
        aws.close();
    }

    /** Kills the simulator as {@code kill -9} does, and starts it again. */
    final void restart() throws Exception {
        simulator.kill();
        aws.close();
        simulator = SimulatorProcess.start(state, daemon.host());
        aws = simulator.clients();
        world = world.through(aws);
    }

    static Container container(Task task, String name) {
        return task.containers().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** Those at the engine whose names end so, inspected. */
    List<JsonNode> atEngine(String end) {
        var all = Json.parse(
                daemon.ask(Request.of("GET", "/containers/json?all=1")).body());
        return all.valueStream()
                .filter(one -> one.path("Names").path(0).asText().endsWith(end))
                .map(one -> Json.parse(daemon.ask(Request.of(
                                "GET", "/containers/" + one.path("Id").asText() + "/json"))
                        .body()))
                .toList();
    }

    /** Its containers are removed, of which no event of the cloud's tells. */
    void assertGone(Task task) {
        var until = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!atEngine(id(task.taskArn())).isEmpty()) {
            assertTrue(System.nanoTime() < until, "its containers are still there");
            pause();
        }
    }

    /** Between two questions to an API that tells no events. */
    static void pause() {
        LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }

    static String id(String arn) {
        return arn.substring(arn.lastIndexOf('/') + 1);
    }
}
