package io.sockerless.features.simulators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sockerless.features.daemons.Daemon;
import io.sockerless.features.daemons.DaemonKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.ecs.model.EcsException;
import software.amazon.awssdk.services.ecs.model.ExecuteCommandResponse;
import software.amazon.awssdk.services.ecs.model.ManagedAgentName;
import software.amazon.awssdk.services.ecs.model.Task;
import software.amazon.awssdk.services.ssm.model.DoesNotExistException;

/** Commands in containers of tasks: by Amazon's plugin, and by a client that loses messages and connections on purpose. */
@Tag("external")
class ExecuteCommandTest {
    private static final Path PLUGIN =
            Path.of("target/external/session-manager-plugin").toAbsolutePath();

    @TempDir
    static Path place;

    private static Daemon daemon;
    private static SimulatorProcess simulator;
    private final String nonce = UUID.randomUUID().toString();
    private final int number = ThreadLocalRandom.current().nextInt(1000, 100_000);
    private AwsClients aws;
    private EcsWorld world;

    @BeforeAll
    static void start() throws IOException {
        DaemonKind.SOCKERLESS.obstacle().ifPresent(why -> {
            System.out.println("EXECUTE COMMAND SKIPPED: " + why);
            assumeTrue(false, why);
        });
        daemon = Daemon.start(DaemonKind.SOCKERLESS, "execute-command");
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
        aws.ecs()
                .listTasks(request -> request.cluster(world.cluster()))
                .taskArns()
                .forEach(task -> aws.ecs()
                        .stopTask(request -> request.cluster(world.cluster()).task(task)));
        aws.close();
    }

    /** A task that waits, with a file in each of its containers that says which one it is. */
    private Task task(boolean enabled, String... containers) {
        var definitions = List.of(containers).stream()
                .map(name -> world.script(name, "echo " + nonce + "-" + name + " >/place; exec tail -f /dev/null")
                        .stopTimeout(1)
                        .build())
                .toArray(software.amazon.awssdk.services.ecs.model.ContainerDefinition[]::new);
        var definition = world.register("f-" + nonce, EcsWorld.ROLE, definitions);
        return world.run(definition, request -> request.enableExecuteCommand(enabled));
    }

    private ExecuteCommandResponse execute(Task task, String container, String command) {
        return aws.ecs()
                .executeCommand(request -> request.cluster(world.cluster())
                        .task(task.taskArn())
                        .container(container)
                        .command(command)
                        .interactive(true));
    }

    private static DataChannel join(ExecuteCommandResponse begun) throws Exception {
        return DataChannel.open(begun.session().streamUrl(), begun.session().tokenValue());
    }

    @Test
    void aTerminalInTheContainerThatIsNamed() throws Exception {
        var task = world.running(task(true, "one", "two"));
        assertTrue(task.enableExecuteCommand());
        for (var container : task.containers()) {
            var agent = container.managedAgents().getFirst();
            assertEquals(ManagedAgentName.EXECUTE_COMMAND_AGENT, agent.name());
            assertEquals("RUNNING", agent.lastStatus());
            assertTrue(agent.lastStartedAt().isAfter(task.createdAt()));
        }
        var begun = execute(task, "two", "/bin/sh");
        assertEquals("two", begun.containerName());
        assertEquals(task.taskArn(), begun.taskArn());
        assertTrue(begun.session().sessionId().startsWith("ecs-execute-command-"), begun.toString());
        try (var channel = join(begun)) {
            var columns = 40 + number % 100;
            var rows = 10 + number % 40;
            channel.send(
                    DataChannel.SIZE,
                    ("{\"cols\":" + columns + ",\"rows\":" + rows + "}").getBytes(StandardCharsets.UTF_8));
            channel.type("cat /place; stty size; id -u; echo $((" + number + " * 3)); tty\r");
            channel.printed("/dev/pts/");
            assertTrue(channel.printed().contains(nonce + "-two"), channel.printed());
            assertTrue(channel.printed().contains("\n" + rows + " " + columns + "\r"), channel.printed());
            assertTrue(channel.printed().contains("\n0\r"), channel.printed());
            assertTrue(channel.printed().contains("\n" + number * 3 + "\r"), channel.printed());
            // What is typed is typed at a terminal: this ends cat, and not the shell.
            channel.type("echo go; cat\r");
            // Now the terminal is no longer the shell's.
            channel.printed("\ngo\r");
            channel.type(number * 2 + "\r");
            channel.printed(number * 2 + "\r\n" + number * 2 + "\r\n");
            channel.type("\u0003");
            // What is typed before the shell has its terminal back is cat's, and dies with it.
            channel.printed("^C\r\n/ # ");
            channel.type("echo after $((" + number + " * 5))\r");
            channel.printed("after " + number * 5);
            channel.type("exit\r");
            assertEquals("", channel.ended());
        }
    }

    @Test
    void wordsOfTheCommandAreAsTheyAreQuoted() throws Exception {
        var task = world.running(task(true, "main"));
        try (var channel = join(execute(task, null, "printf '<%s>' \"a  $b\" 'c \"d\"' e\\ f " + nonce))) {
            assertEquals("", channel.ended());
            assertEquals("<a  $b><c \"d\"><e f><" + nonce + ">", channel.printed());
        }
        // More than the client may leave unacknowledged, and all of it before the end is told.
        try (var channel = join(execute(task, null, "sh -c 'seq 1 " + (30_000 + number) + "'"))) {
            assertEquals("", channel.ended());
            var lines = channel.printed().lines().toList();
            assertEquals(30_000 + number, lines.size());
            assertEquals(Integer.toString(30_000 + number), lines.getLast());
        }
    }

    @Test
    void whatIsLostComesAgainAndWhatComesTwiceCountsOnce() throws Exception {
        var task = world.running(task(true, "main"));
        var begun = execute(task, null, "/bin/sh");
        try (var channel = join(begun)) {
            channel.type("echo first $((" + number + " + 1))\r");
            channel.printed("first " + (number + 1));
            // The later one before the earlier one, and that twice.
            var at = channel.next();
            channel.send(at + 1, DataChannel.OUTPUT, (" " + number + " + 2))\r").getBytes(StandardCharsets.UTF_8));
            channel.send(at, DataChannel.OUTPUT, "echo second $((".getBytes(StandardCharsets.UTF_8));
            channel.send(at, DataChannel.OUTPUT, "echo wrong $((".getBytes(StandardCharsets.UTF_8));
            channel.printed("second " + (number + 2));
            assertFalse(channel.printed().contains("wrong"), channel.printed());
            // Not acknowledged: it comes again until it is.
            channel.acknowledging(false);
            channel.send(at + 2, DataChannel.OUTPUT, "echo third\r".getBytes(StandardCharsets.UTF_8));
            channel.await(_ -> channel.seen().values().stream()
                            .mapToInt(Integer::intValue)
                            .max()
                            .orElse(0)
                    > 2);
            channel.drop();
            channel.acknowledging(true);
            var again = aws.ssm()
                    .resumeSession(request -> request.sessionId(begun.session().sessionId()));
            channel.connect(again.streamUrl(), again.tokenValue());
            channel.printed("\nthird\r");
            channel.send(
                    at + 3,
                    DataChannel.OUTPUT,
                    ("echo fourth $((" + number + " + 4)); exit\r").getBytes(StandardCharsets.UTF_8));
            assertEquals("", channel.ended());
            assertTrue(channel.printed().contains("fourth " + (number + 4)), channel.printed());
        }
        assertThrows(
                DoesNotExistException.class,
                () -> aws.ssm()
                        .resumeSession(
                                request -> request.sessionId(begun.session().sessionId())));
    }

    @Test
    void aSessionThatIsTerminatedTakesItsProcessWithIt() throws Exception {
        var task = world.running(task(true, "main"));
        var begun = execute(task, null, "sh -c 'echo ready; sleep " + number + " & wait'");
        try (var channel = join(begun);
                var other = join(execute(task, null, "/bin/sh"))) {
            channel.printed("ready");
            other.type("ps | grep -c 'slee[p] " + number + "'; echo counted\r");
            assertTrue(other.printed("\ncounted").contains("\n2\r"), other.printed());
            aws.ssm()
                    .terminateSession(
                            request -> request.sessionId(begun.session().sessionId()));
            channel.ended();
            other.type("ps | grep -c 'slee[p] " + number + "'; echo again\r");
            assertTrue(other.printed("\nagain").contains("\n0\r"), other.printed());
        }
    }

    @Test
    void tasksOfAServiceHaveWhatItSays() throws Exception {
        var definition = world.register(
                "s-" + nonce,
                world.script("main", "exec tail -f /dev/null").stopTimeout(1).build());
        aws.ecs()
                .createService(request -> request.cluster(world.cluster())
                        .serviceName("s")
                        .taskDefinition(definition)
                        .desiredCount(1)
                        .launchType("FARGATE")
                        .enableExecuteCommand(true)
                        .networkConfiguration(net -> net.awsvpcConfiguration(vpc -> vpc.subnets(aws.subnet()))));
        try (var waiter = world.waiter()) {
            waiter.waitUntilServicesStable(
                    request -> request.cluster(world.cluster()).services("s"));
        }
        var arn = aws.ecs()
                .listTasks(request -> request.cluster(world.cluster()).serviceName("s"))
                .taskArns()
                .getFirst();
        try (var channel = join(execute(Task.builder().taskArn(arn).build(), null, "echo " + nonce))) {
            assertEquals("", channel.ended());
            assertEquals(nonce, channel.printed().strip());
        }
        var changed = aws.ecs()
                .updateService(request -> request.cluster(world.cluster())
                        .service("s")
                        .desiredCount(0)
                        .enableExecuteCommand(false));
        assertFalse(changed.service().enableExecuteCommand());
    }

    private void refused(String code, String message, org.junit.jupiter.api.function.Executable call) {
        var refusal = assertThrows(EcsException.class, call);
        assertEquals(code, refusal.awsErrorDetails().errorCode());
        assertTrue(refusal.awsErrorDetails().errorMessage().contains(message), refusal.getMessage());
    }

    @Test
    void whatCannotBeExecutedIsRefused() throws Exception {
        var disabled = world.running(task(false, "one"));
        assertTrue(disabled.containers().getFirst().managedAgents().isEmpty());
        refused("InvalidParameterException", "was not enabled", () -> execute(disabled, null, "sh"));
        var task = world.running(task(true, "one", "two"));
        refused("InvalidParameterException", "container name", () -> execute(task, null, "sh"));
        refused("InvalidParameterException", "does not exist", () -> execute(task, "three", "sh"));
        refused("InvalidParameterException", "quote", () -> execute(task, "one", "sh 'open"));
        refused(
                "InvalidParameterException",
                "only mode",
                () -> aws.ecs()
                        .executeCommand(request -> request.cluster(world.cluster())
                                .task(task.taskArn())
                                .container("one")
                                .command("sh")
                                .interactive(false)));
        aws.ecs().stopTask(request -> request.cluster(world.cluster()).task(task.taskArn()));
        world.stopped(task);
        refused("TargetNotConnectedException", "Try again later", () -> execute(task, "one", "sh"));
    }

    @Test
    void theCommandLineAndItsPluginWorkAsTheyAre() throws Exception {
        if (!Files.isExecutable(PLUGIN.resolve("session-manager-plugin"))) {
            var why = "no session-manager-plugin: run scripts/external/prepare session-manager-plugin";
            System.out.println("EXECUTE COMMAND'S PLUGIN SKIPPED: " + why);
            assumeTrue(false, why);
        }
        var task = world.running(task(true, "main"));
        var command = "aws --endpoint-url " + simulator.uri() + " --region eu-central-1 ecs execute-command --cluster "
                + world.cluster() + " --task " + task.taskArn() + " --container main --interactive --command /bin/sh";
        var builder = new ProcessBuilder("script", "-qfec", command, "/dev/null").redirectErrorStream(true);
        builder.environment().put("PATH", PLUGIN + ":" + System.getenv("PATH"));
        builder.environment().put("AWS_ACCESS_KEY_ID", "test");
        builder.environment().put("AWS_SECRET_ACCESS_KEY", "test");
        builder.environment().put("HOME", place.toString());
        var process = builder.start();
        try (var terminal = process.outputWriter()) {
            var seen = new StringBuilder();
            read(process, seen, "# ");
            terminal.write("cat /place; echo $((" + number + " * 7))\r");
            terminal.flush();
            read(process, seen, Integer.toString(number * 7));
            assertTrue(seen.toString().contains(nonce + "-main"), seen.toString());
            terminal.write("exit\r");
            terminal.flush();
            read(process, seen, "Exiting session with sessionId: ecs-execute-command-");
            assertEquals(0, process.waitFor());
        } finally {
            process.destroyForcibly();
        }
    }

    private static void read(Process process, StringBuilder seen, String wanted) throws IOException {
        var in = process.inputReader();
        while (seen.indexOf(wanted) < 0) {
            var c = in.read();
            if (c < 0) {
                throw new AssertionError("it ended: " + seen);
            }
            seen.append((char) c);
        }
    }
}
