package io.sockerless.features.simulators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sockerless.features.daemons.Daemon;
import io.sockerless.features.daemons.DaemonKind;
import io.sockerless.features.http.Json;
import io.sockerless.features.http.Request;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.ecs.model.ClientException;
import software.amazon.awssdk.services.ecs.model.ClusterNotFoundException;
import software.amazon.awssdk.services.ecs.model.ConflictException;
import software.amazon.awssdk.services.ecs.model.Container;
import software.amazon.awssdk.services.ecs.model.ContainerOverride;
import software.amazon.awssdk.services.ecs.model.EcsException;
import software.amazon.awssdk.services.ecs.model.InvalidParameterException;
import software.amazon.awssdk.services.ecs.model.KeyValuePair;
import software.amazon.awssdk.services.ecs.model.Secret;
import software.amazon.awssdk.services.ecs.model.Tag;
import software.amazon.awssdk.services.ecs.model.Task;
import software.amazon.awssdk.services.ecs.model.TaskStopCode;
import software.amazon.awssdk.services.ecs.model.Tmpfs;
import software.amazon.awssdk.services.ssm.model.ParameterType;

/** ECS through Amazon's own client: tasks are real containers of a daemon of ours. */
class EcsTest {
    @TempDir
    static Path place;

    private static Daemon daemon;
    private static SimulatorProcess simulator;

    private final String nonce = UUID.randomUUID().toString();
    private final int code = ThreadLocalRandom.current().nextInt(2, 120);
    private AwsClients aws;
    private EcsWorld world;

    @BeforeAll
    static void start() throws IOException {
        DaemonKind.SOCKERLESS.obstacle().ifPresent(why -> {
            System.out.println("ECS SKIPPED: " + why);
            assumeTrue(false, why);
        });
        daemon = Daemon.start(DaemonKind.SOCKERLESS, "ecs");
        simulator = SimulatorProcess.start(place, daemon.host());
    }

    @AfterAll
    static void stop() throws IOException {
        if (simulator != null) {
            simulator.close();
        }
        if (daemon != null) {
            daemon.close();
        }
    }

    @BeforeEach
    void make() {
        aws = simulator.clients();
        world = EcsWorld.make(aws, nonce);
    }

    @AfterEach
    void close() {
        aws.close();
    }

    private static Container container(Task task, String name) {
        return task.containers().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static int containersOf(Task task) {
        var all = Json.parse(
                daemon.ask(Request.of("GET", "/containers/json?all=1")).body());
        var id = task.taskArn().substring(task.taskArn().lastIndexOf('/') + 1);
        return (int) all.valueStream()
                .filter(one -> one.path("Names").path(0).asText().endsWith(id))
                .count();
    }

    /** More of it in ExecuteCommandTest. */
    @Test
    void aCommandRunsInATaskThatIsEnabledForIt() throws Exception {
        var main = world.script("main", "exec tail -f /dev/null").stopTimeout(1).build();
        var task = world.running(world.run(world.register("e-" + nonce, main), run -> run.enableExecuteCommand(true)));
        var begun = aws.ecs()
                .executeCommand(request -> request.cluster(world.cluster())
                        .task(task.taskArn())
                        .command("sh -c 'tty; echo $((" + code + " * 1000))'")
                        .interactive(true));
        try (var channel =
                DataChannel.open(begun.session().streamUrl(), begun.session().tokenValue())) {
            assertEquals("", channel.ended());
            assertEquals("/dev/pts/0\r\n" + code + "000\r\n", channel.printed());
        }
        aws.ecs().stopTask(request -> request.cluster(world.cluster()).task(task.taskArn()));
    }

    @Test
    void aTaskRunsItsImage() {
        var script = world.script("main", "cat /etc/passwd; echo \"$WORD of $PLACE\"; exit $CODE")
                .environment(pair("WORD", nonce), pair("PLACE", "definition"))
                .build();
        var definition = world.register("f-" + nonce, script);
        assertTrue(definition.endsWith(":1"), definition);
        var override = ContainerOverride.builder()
                .name("main")
                .environment(pair("PLACE", "override"), pair("CODE", "" + code))
                .build();
        var task = world.run(
                definition, request -> request.overrides(overrides -> overrides.containerOverrides(override)));
        assertEquals("PROVISIONING", task.lastStatus());
        var stopped = world.stopped(task);
        assertEquals(code, container(stopped, "main").exitCode());
        assertEquals(TaskStopCode.ESSENTIAL_CONTAINER_EXITED, stopped.stopCode());
        assertEquals("Essential container in task exited", stopped.stoppedReason());
        assertTrue(stopped.stoppedAt().isAfter(stopped.createdAt()), stopped::toString);
        var logged = world.logged("it/main/");
        assertTrue(logged.contains("worker:x:1000:1000:worker:/home:/bin/sh"), logged::toString);
        assertEquals(nonce + " of override", logged.getLast());
    }

    private static KeyValuePair pair(String name, String value) {
        return KeyValuePair.builder().name(name).value(value).build();
    }

    private static Secret secret(String name, String from) {
        return Secret.builder().name(name).valueFrom(from).build();
    }

    @Test
    void secretsReachTheContainerAndNobodyElse() {
        aws.ssm()
                .putParameter(request -> request.name("/ecs/" + nonce)
                        .value("parameter " + nonce)
                        .type(ParameterType.SECURE_STRING));
        var arn = aws.secrets()
                .createSecret(
                        request -> request.name("ecs/" + nonce).secretString("{\"word\":\"secret " + nonce + "\"}"))
                .arn();
        var script = world.script("main", "echo $A; echo $B; exit $CODE")
                .environment(pair("CODE", "" + code))
                .secrets(secret("A", "/ecs/" + nonce), secret("B", arn + ":word::"))
                .build();
        var refused = assertThrows(EcsException.class, () -> world.register("s-" + nonce, script));
        assertTrue(refused.awsErrorDetails().errorMessage().contains("'executionRoleArn'"), refused::toString);
        var stopped = world.stopped(world.run(world.register("s-" + nonce, EcsWorld.ROLE, script)));
        assertEquals(code, container(stopped, "main").exitCode());
        assertEquals(List.of("parameter " + nonce, "secret " + nonce), world.logged("it/main/"));
        assertFalse(stopped.toString().contains("secret " + nonce));
        aws.secrets().deleteSecret(request -> request.secretId(arn).forceDeleteWithoutRecovery(true));
        var failed = world.stopped(world.run("s-" + nonce));
        assertEquals(TaskStopCode.TASK_FAILED_TO_START, failed.stopCode());
        assertTrue(
                failed.stoppedReason().startsWith("ResourceInitializationError: unable to pull secrets"),
                failed::toString);
        assertTrue(failed.stoppedReason().contains("ResourceNotFoundException"), failed::toString);
        assertEquals(0, containersOf(failed));
    }

    @Test
    void killingTheSimulatorLosesNothing() throws Exception {
        var lines = 400;
        var counting = world.script(
                "main",
                "i=0; while [ $i -lt " + lines + " ]; do echo " + nonce + "-$i; i=$((i+1)); usleep 5000; done; exit "
                        + code);
        var definition = world.register("f-" + nonce, counting.build());
        var tag = Tag.builder().key("nonce").value(nonce).build();
        var task =
                world.running(world.run(definition, request -> request.tags(tag).startedBy(nonce)));
        for (int round = 0; round < 2; round++) {
            simulator.kill();
            aws.close();
            simulator = SimulatorProcess.start(place, daemon.host());
            aws = simulator.clients();
            world = world.through(aws);
        }
        var stopped = world.stopped(task);
        assertEquals(code, container(stopped, "main").exitCode());
        assertEquals(IntStream.range(0, lines).mapToObj(i -> nonce + "-" + i).toList(), world.logged("it/main/"));
        assertEquals(nonce, stopped.startedBy());
        var tags = aws.ecs()
                .listTagsForResource(request -> request.resourceArn(task.taskArn()))
                .tags();
        assertEquals(List.of(tag), tags);
        assertEquals(
                definition,
                aws.ecs()
                        .describeTaskDefinition(request -> request.taskDefinition("f-" + nonce))
                        .taskDefinition()
                        .taskDefinitionArn());
    }

    @Test
    void whatIsStoppedEndsAsItWill() {
        var obeys = world.script(
                "obeys", "trap 'echo bye; exit " + code + "' TERM; echo up; while :; do usleep 10000; done");
        var ignores = world.script("ignores", "trap '' TERM; sleep 1000 & wait; sleep 1000")
                .essential(false)
                .stopTimeout(1);
        var task = world.running(world.run(world.register("f-" + nonce, obeys.build(), ignores.build())));
        var address = task.attachments().getFirst().details().stream()
                .filter(detail -> detail.name().equals("privateIPv4Address"))
                .findFirst()
                .orElseThrow()
                .value();
        assertTrue(address.matches("\\d+(\\.\\d+){3}"), address);
        var told = aws.ecs()
                .stopTask(request ->
                        request.cluster(world.cluster()).task(task.taskArn()).reason("enough " + nonce))
                .task();
        assertEquals("STOPPED", told.desiredStatus());
        var stopped = world.stopped(task);
        assertEquals(TaskStopCode.USER_INITIATED, stopped.stopCode());
        assertEquals("enough " + nonce, stopped.stoppedReason());
        assertEquals(code, container(stopped, "obeys").exitCode());
        assertEquals(137, container(stopped, "ignores").exitCode());
        assertEquals(List.of("up", "bye"), world.logged("it/obeys/"));
    }

    @Test
    void theContainersOfATaskShareItsNetworkAndItsEnd() {
        var server = world.script("server", "mkdir /www; echo " + nonce + " > /www/word; httpd -f -p 8080 -h /www")
                .essential(false)
                .stopTimeout(1);
        var client = world.script(
                "client",
                "until wget -q -O - http://127.0.0.1:8080/word 2>/dev/null; do usleep 20000; done; exit " + code);
        var stopped = world.stopped(world.run(world.register("f-" + nonce, server.build(), client.build())));
        assertEquals(code, container(stopped, "client").exitCode());
        // The server has no handler, and the first process of a container gets only what it handles.
        assertEquals(137, container(stopped, "server").exitCode());
        assertEquals(List.of(nonce), world.logged("it/client/"));
    }

    @Test
    void whatCannotStartSaysWhy() {
        var noImage =
                world.script("main", "true").image("localhost:1/none:" + nonce).build();
        var unpulled = world.stopped(world.run(world.register("a-" + nonce, noImage)));
        assertEquals(TaskStopCode.TASK_FAILED_TO_START, unpulled.stopCode());
        assertTrue(unpulled.stoppedReason().startsWith("CannotPullContainerError: "), unpulled::stoppedReason);
        assertNull(container(unpulled, "main").exitCode());
        var noProgram = world.script("main", "").command("/none-" + nonce).build();
        var unstarted = world.stopped(world.run(world.register("b-" + nonce, noProgram)));
        assertEquals(TaskStopCode.TASK_FAILED_TO_START, unstarted.stopCode());
        assertTrue(unstarted.stoppedReason().startsWith("CannotStartContainerError: "), unstarted::stoppedReason);
        assertTrue(unstarted.stoppedReason().contains("none-" + nonce), unstarted::stoppedReason);
        assertNull(container(unstarted, "main").exitCode());
        aws.logs().deleteLogGroup(request -> request.logGroupName(world.group()));
        var unlogged = world.stopped(world.run(
                world.register("c-" + nonce, world.script("main", "true").build())));
        assertTrue(unlogged.stoppedReason().startsWith("ResourceInitializationError: "), unlogged::stoppedReason);
        for (var task : List.of(unpulled, unstarted, unlogged)) {
            assertEquals(0, containersOf(task), task::toString);
        }
    }

    @Test
    void askingTwiceWithATokenIsAskingOnce() {
        var definition = world.register(
                "f-" + nonce, world.script("main", "echo " + nonce).build());
        var first = world.run(definition, request -> request.clientToken(nonce));
        var second = world.run(definition, request -> request.clientToken(nonce));
        var third = world.run(definition);
        assertEquals(first.taskArn(), second.taskArn());
        assertNotEquals(first.taskArn(), third.taskArn());
        var other = assertThrows(
                ConflictException.class,
                () -> world.run(
                        definition, request -> request.clientToken(nonce).startedBy("other")));
        assertEquals(List.of(first.taskArn()), other.resourceIds());
        world.stopped(first);
        world.stopped(third);
        assertEquals(List.of(nonce, nonce), world.logged("it/main/"));
    }

    @Test
    void containersHaveFilesInMemory() {
        var main =
                world.script("main", "df -k /t | tail -1 | awk '{print $1, $2}'; stat -c %a /t; touch /t/x; echo $?");
        var tmpfs = Tmpfs.builder().containerPath("/t").size(5).mountOptions("mode=700");
        main.linuxParameters(linux -> linux.tmpfs(tmpfs.build()));
        world.stopped(world.run(world.register("t-" + nonce, main.build())));
        assertEquals(List.of("tmpfs 5120", "700", "0"), world.logged("it/main/"));
        main.linuxParameters(
                linux -> linux.tmpfs(tmpfs.mountOptions("huge=always").build()));
        assertThrows(ClientException.class, () -> world.register("t-" + nonce, main.build()));
    }

    @Test
    void listsComeInPagesAndRevisionsAreCounted() {
        var main = world.script("main", "true").build();
        for (int i = 1; i <= 12; i++) {
            assertTrue(world.register("f-" + nonce, main).endsWith("task-definition/f-" + nonce + ":" + i));
        }
        var arns = aws
                .ecs()
                .listTaskDefinitionsPaginator(
                        request -> request.familyPrefix("f-" + nonce).maxResults(5))
                .taskDefinitionArns()
                .stream()
                .map(arn -> arn.replaceFirst(".*:", ""))
                .toList();
        assertEquals(IntStream.rangeClosed(1, 12).mapToObj(Integer::toString).toList(), arns);
        aws.ecs().deregisterTaskDefinition(request -> request.taskDefinition("f-" + nonce + ":12"));
        var newest = aws.ecs().describeTaskDefinition(request -> request.taskDefinition("f-" + nonce));
        assertEquals(11, newest.taskDefinition().revision());
        var inactive = assertThrows(ClientException.class, () -> world.run("f-" + nonce + ":12"));
        assertEquals("TaskDefinition is inactive", inactive.awsErrorDetails().errorMessage());
    }

    @Test
    void refusalsAreTheServices() {
        var ecs = aws.ecs();
        assertThrows(ClusterNotFoundException.class, () -> ecs.listTasks(request -> request.cluster("none-" + nonce)));
        assertThrows(
                InvalidParameterException.class,
                () -> ecs.stopTask(request -> request.cluster(world.cluster()).task(nonce)));
        var unsaid = assertThrows(
                ClientException.class,
                () -> world.register(
                        "f-" + nonce,
                        world.script("main", "true").privileged(true).build()));
        assertEquals("privileged is not simulated.", unsaid.awsErrorDetails().errorMessage());
        var size = assertThrows(
                ClientException.class,
                () -> ecs.registerTaskDefinition(request -> request.family("f")
                        .networkMode("awsvpc")
                        .requiresCompatibilitiesWithStrings("FARGATE")
                        .cpu("256")
                        .memory("300")
                        .containerDefinitions(world.script("main", "true").build())));
        assertTrue(size.getMessage().startsWith("No Fargate configuration exists for given values: 256 CPU, 300"));
        var unknown = assertThrows(
                EcsException.class,
                () -> ecs.createTaskSet(
                        request -> request.service("s").taskDefinition("t").cluster("c")));
        assertEquals("UnknownOperationException", unknown.awsErrorDetails().errorCode());
        assertEquals(400, unknown.statusCode());
        var missing =
                ecs.describeTasks(request -> request.cluster(world.cluster()).tasks(nonce));
        assertEquals("MISSING", missing.failures().getFirst().reason());
    }
}
