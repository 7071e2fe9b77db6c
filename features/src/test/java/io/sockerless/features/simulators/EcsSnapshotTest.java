package io.sockerless.features.simulators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ecs.model.LaunchType;
import software.amazon.awssdk.services.ecs.model.Task;

/** What runs goes on when a snapshot is made, and ends when one is returned to; services of then are looked after again. */
@Tag("external")
class EcsSnapshotTest extends EcsScenario {
    private void control(String method, String path) throws IOException, InterruptedException {
        var answer = simulator.control(method, path, "");
        assertEquals(204, answer.statusCode(), answer::body);
    }

    private List<String> tasks() {
        return aws.ecs()
                .listTasks(request -> request.cluster(world.cluster()).serviceName("s"))
                .taskArns();
    }

    private Task described(String arn) {
        return aws.ecs()
                .describeTasks(request -> request.cluster(world.cluster()).tasks(arn))
                .tasks()
                .getFirst();
    }

    private String stable() {
        try (var waiter = world.waiter()) {
            waiter.waitUntilServicesStable(
                    request -> request.cluster(world.cluster()).services("s"));
        }
        return tasks().getFirst();
    }

    private int ran() {
        return (int) world.logged("it").stream().filter(nonce::equals).count();
    }

    private void awaitRuns(int count) {
        var until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (ran() < count) {
            assertTrue(System.nanoTime() < until, "it is not logged");
            pause();
        }
        assertEquals(count, ran());
    }

    @Test
    void tasksGoOnAndServicesAreKept() throws Exception {
        var definition = world.register(
                "f-" + nonce,
                world.script("main", "echo " + nonce + "; exec sleep 1000")
                        .stopTimeout(2)
                        .build());
        aws.ecs()
                .createService(request -> request.cluster(world.cluster())
                        .serviceName("s")
                        .taskDefinition(definition)
                        .desiredCount(1)
                        .launchType(LaunchType.FARGATE)
                        .networkConfiguration(net -> net.awsvpcConfiguration(vpc -> vpc.subnets(aws.subnet()))));
        var first = stable();
        awaitRuns(1);
        control("POST", "snapshots/running");
        assertEquals(first, stable());
        assertEquals("RUNNING", described(first).lastStatus());
        assertEquals(1, ran(), "its container went on");
        aws.ecs()
                .deleteService(
                        request -> request.cluster(world.cluster()).service("s").force(true));
        try (var waiter = world.waiter()) {
            waiter.waitUntilTasksStopped(
                    request -> request.cluster(world.cluster()).tasks(first));
        }
        control("POST", "snapshots/running/restore");
        var until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (tasks().isEmpty() || tasks().contains(first)) {
            assertTrue(System.nanoTime() < until, () -> described(first).toString());
            pause();
        }
        var second = stable();
        assertEquals("RUNNING", described(second).lastStatus());
        awaitRuns(2);
        assertEquals("STOPPED", described(first).lastStatus());
        assertEquals(1, atEngine(id(second)).size());
        assertGone(described(first));
    }
}
