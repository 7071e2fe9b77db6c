package io.sockerless.features.simulators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sockerless.features.http.Json;
import io.sockerless.features.http.Request;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ecs.model.ClientException;
import software.amazon.awssdk.services.ecs.model.ContainerCondition;
import software.amazon.awssdk.services.ecs.model.ContainerDependency;
import software.amazon.awssdk.services.ecs.model.HealthCheck;
import software.amazon.awssdk.services.ecs.model.HealthStatus;
import software.amazon.awssdk.services.ecs.model.Task;

/** Health checks of ECS: commands that run in the containers, whose results tasks tell and other containers wait for. */
class EcsHealthTest extends EcsScenario {
    private static final String SERVE = "mkdir -p /www; exec httpd -f -p 8080 -h /www";

    private static HealthCheck check(String... command) {
        return HealthCheck.builder()
                .command(command)
                .interval(5)
                .timeout(2)
                .retries(1)
                .build();
    }

    private Task awaitHealth(Task task, String container) {
        var now = world.described(task);
        while (container(now, container).healthStatus() == HealthStatus.UNKNOWN) {
            assertEquals("RUNNING", now.desiredStatus(), now::toString);
            pause();
            now = world.described(task);
        }
        return now;
    }

    @Test
    @Tag("external")
    void whatTheChecksFindIsTold() {
        var server = world.script("server", SERVE)
                .stopTimeout(1)
                .healthCheck(check("CMD-SHELL", "echo checked " + nonce + " > /www/word"))
                .build();
        var reader = world.script("reader", "wget -q -O - http://127.0.0.1:8080/word; sleep 1000")
                .stopTimeout(1)
                .dependsOn(ContainerDependency.builder()
                        .containerName("server")
                        .condition(ContainerCondition.HEALTHY)
                        .build())
                .build();
        var ill = world.script("ill", "sleep 1000")
                .essential(false)
                .stopTimeout(1)
                .healthCheck(check("CMD", "test", "-f", "/" + nonce))
                .build();
        var task = world.run(world.register("h-" + nonce, server, reader, ill));
        var illTask = world.run(
                world.register("i-" + nonce, ill.toBuilder().essential(true).build()));
        // The reader cannot have been begun before the first check.
        assertEquals("PENDING", world.described(task).lastStatus());
        var running = world.running(task);
        var told = awaitHealth(running, "ill");
        assertEquals(HealthStatus.HEALTHY, container(told, "server").healthStatus());
        assertEquals(HealthStatus.UNHEALTHY, container(told, "ill").healthStatus());
        assertEquals(HealthStatus.UNKNOWN, container(told, "reader").healthStatus());
        assertEquals(HealthStatus.HEALTHY, told.healthStatus());
        assertEquals(HealthStatus.UNHEALTHY, awaitHealth(illTask, "ill").healthStatus());
        assertEquals("RUNNING", world.described(illTask).lastStatus());
        for (var one : List.of(task, illTask)) {
            aws.ecs().stopTask(request -> request.cluster(world.cluster()).task(one.taskArn()));
        }
        var stopped = world.stopped(task);
        assertEquals(HealthStatus.HEALTHY, stopped.healthStatus());
        assertEquals(List.of("checked " + nonce), world.logged("it/reader/"));
        world.stopped(illTask);
        assertGone(task);
    }

    @Test
    @Tag("external")
    void anImagesOwnCheckIsNotLookedAt() {
        var image = "checked:" + nonce;
        var made =
                Json.parse(daemon.ask(Request.of("POST", "/containers/create").json("{\"Image\":\"busybox\"}"))
                        .body());
        var committed = daemon.ask(Request.of(
                "POST",
                "/commit?container=" + made.path("Id").asText() + "&repo=checked&tag=" + nonce
                        + "&changes=HEALTHCHECK%20--interval=1s%20CMD%20false"));
        assertEquals(201, committed.status(), committed::toString);
        var task = world.running(world.run(world.register(
                "n-" + nonce,
                world.script("main", "sleep 1000").image(image).stopTimeout(1).build())));
        var inspected = atEngine(id(task.taskArn())).getFirst();
        assertEquals(
                "[\"NONE\"]",
                inspected.path("Config").path("Healthcheck").path("Test").toString());
        assertTrue(inspected.path("State").path("Health").isMissingNode(), inspected::toString);
        assertEquals(HealthStatus.UNKNOWN, task.healthStatus());
        aws.ecs().stopTask(request -> request.cluster(world.cluster()).task(task.taskArn()));
        world.stopped(task);
    }

    private String refusal(Consumer<HealthCheck.Builder> check) {
        var refused = assertThrows(
                ClientException.class,
                () -> world.register(
                        "f-" + nonce,
                        world.script("main", "true").healthCheck(check).build()));
        return refused.awsErrorDetails().errorMessage();
    }

    @Test
    void whatIsLeftOutHasItsDefaultAndWhatIsWrongIsRefused() {
        world.register(
                "f-" + nonce,
                world.script("main", "true")
                        .healthCheck(check -> check.command("CMD", "true"))
                        .build());
        var described = aws.ecs()
                .describeTaskDefinition(request -> request.taskDefinition("f-" + nonce))
                .taskDefinition()
                .containerDefinitions()
                .getFirst()
                .healthCheck();
        assertEquals(
                HealthCheck.builder()
                        .command("CMD", "true")
                        .interval(30)
                        .timeout(5)
                        .retries(3)
                        .build(),
                described);
        assertEquals(
                "Health check retries must be less than or equal to the maximum allowed value 10 for container 'main'",
                refusal(check -> check.command("CMD", "true").retries(11)));
        assertEquals(
                "Health check interval must be greater than or equal to the minimum allowed value 5 for container"
                        + " 'main'",
                refusal(check -> check.command("CMD", "true").interval(4)));
        assertTrue(refusal(check -> check.command("CMD", "true").timeout(61)).contains("timeout"));
        assertTrue(
                refusal(check -> check.command("CMD", "true").startPeriod(301)).contains("startPeriod"));
        assertEquals("Health check command must start with CMD or CMD-SHELL.", refusal(check -> check.command("true")));
    }
}
