package io.sockerless.features.simulators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ecs.model.ClientException;
import software.amazon.awssdk.services.ecs.model.ContainerCondition;
import software.amazon.awssdk.services.ecs.model.ContainerDefinition;
import software.amazon.awssdk.services.ecs.model.ContainerDependency;
import software.amazon.awssdk.services.ecs.model.TaskStopCode;

/** The order of a task's containers: what they depend on comes first, and ends last. */
class EcsOrderTest extends EcsScenario {
    private ContainerDefinition.Builder helper(String name, String script) {
        return world.script(name, script).essential(false).stopTimeout(2);
    }

    private static ContainerDependency on(String name, ContainerCondition condition) {
        return ContainerDependency.builder()
                .containerName(name)
                .condition(condition)
                .build();
    }

    @Test
    void containersBeginWhenTheirConditionsAreMetAndEndBeforeThem() throws Exception {
        var serve = "mkdir /www; for word in first second; do "
                + "until wget -q -O - http://127.0.0.1:9001/$word > /www/$word 2>/dev/null; do usleep 20000; done; done;"
                + " httpd -p 9002 -h /www; trap 'echo bye; exit " + code + "' TERM; while :; do usleep 10000; done";
        var store = helper(
                "store",
                "mkdir /www; httpd -p 9001 -h /www; echo one " + nonce + " > /www/first;"
                        + " echo two > /www/second; trap 'echo last; exit 3' TERM; while :; do usleep 10000; done");
        // Ends with a failure, which COMPLETE does not mind; sees the network of all.
        var once = helper(
                        "once",
                        "until wget -q -O - http://127.0.0.1:9001/second; do usleep 20000; done 2>/dev/null; exit 7")
                .dependsOn(on("store", ContainerCondition.START));
        var checked = helper("checked", "echo checked; exit 0").dependsOn(on("once", ContainerCondition.COMPLETE));
        var main = world.script("main", serve)
                .stopTimeout(20)
                .dependsOn(on("checked", ContainerCondition.SUCCESS), on("store", ContainerCondition.START));
        var task = world.running(
                world.run(world.register("f-" + nonce, main.build(), checked.build(), once.build(), store.build())));
        assertEquals(7, container(task, "once").exitCode());
        assertEquals(0, container(task, "checked").exitCode());
        assertEquals("RUNNING", container(task, "store").lastStatus());
        restart();
        aws.ecs().stopTask(request -> request.cluster(world.cluster()).task(task.taskArn()));
        var stopped = world.stopped(task);
        assertEquals(code, container(stopped, "main").exitCode());
        assertEquals(3, container(stopped, "store").exitCode());
        assertEquals(
                List.of("bye", "last"),
                world.logged("").stream()
                        .filter(List.of("bye", "last")::contains)
                        .toList());
        assertEquals(List.of("two"), world.logged("it/once/"));
        assertGone(task);
    }

    @Test
    void whatFailsStopsTheTask() {
        var fails = helper("fails", "exit " + code);
        var main = world.script("main", "echo " + nonce).dependsOn(on("fails", ContainerCondition.SUCCESS));
        var failed = world.stopped(world.run(world.register("a-" + nonce, fails.build(), main.build())));
        assertEquals(TaskStopCode.TASK_FAILED_TO_START, failed.stopCode());
        assertEquals(
                "dependency graph: failed to resolve container ordering dependency [fails] for target [main] as"
                        + " dependency did not exit successfully.",
                failed.stoppedReason());
        assertEquals(failed.stoppedReason(), container(failed, "main").reason());
        assertEquals(code, container(failed, "fails").exitCode());
        assertNull(container(failed, "main").exitCode());
        assertEquals(List.of(), world.logged("it/main/"));
    }

    @Test
    @Tag("external")
    void whatDoesNotComeInTimeStopsTheTask() {
        var late = helper("late", "sleep 1000").startTimeout(2);
        var waits = world.script("main", "echo " + nonce).dependsOn(on("late", ContainerCondition.COMPLETE));
        var timedOut = world.stopped(world.run(world.register("b-" + nonce, waits.build(), late.build())));
        assertTrue(timedOut.stoppedReason().endsWith("[late] for target [main] has timed out."), timedOut::toString);
        assertEquals(137, container(timedOut, "late").exitCode());
        assertEquals(List.of(), world.logged("it/main/"));
    }

    private String refusal(ContainerDefinition.Builder... containers) {
        var built = List.of(containers).stream()
                .map(ContainerDefinition.Builder::build)
                .toArray(ContainerDefinition[]::new);
        var refused = assertThrows(ClientException.class, () -> world.register("f-" + nonce, built));
        return refused.awsErrorDetails().errorMessage();
    }

    @Test
    void whatCanNeverBeIsRefused() {
        var a = world.script("a", "true");
        var b = world.script("b", "true");
        assertEquals(
                "Cannot depend on container + 'none' because it does not exist",
                refusal(a.dependsOn(on("none", ContainerCondition.START))));
        assertEquals(
                "A dependency container with SUCCESS or COMPLETE condition cannot be an essential container",
                refusal(a.dependsOn(on("b", ContainerCondition.SUCCESS)), b));
        assertEquals(
                "A dependency container with HEALTHY condition must have health check configured",
                refusal(a.dependsOn(on("b", ContainerCondition.HEALTHY)), b));
        assertEquals(
                "Container dependencies should not have a cycle",
                refusal(
                        a.dependsOn(on("b", ContainerCondition.START)),
                        b.dependsOn(on("a", ContainerCondition.START))));
    }
}
