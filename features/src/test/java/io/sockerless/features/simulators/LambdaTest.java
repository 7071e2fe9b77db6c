package io.sockerless.features.simulators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sockerless.features.daemons.DaemonKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.lambda.model.LambdaException;

/** Lambda through Amazon's own client: functions are real containers of a daemon of ours, invoked by the Runtime API. */
class LambdaTest implements LambdaApi {
    private static final String WORD = UUID.randomUUID().toString();

    @TempDir
    static Path place;

    private static LambdaWorld world;

    private final String nonce = UUID.randomUUID().toString();
    private final String name = "f-" + nonce;

    @BeforeAll
    static void start() throws IOException {
        DaemonKind.SOCKERLESS.obstacle().ifPresent(why -> {
            System.out.println("LAMBDA SKIPPED: " + why);
            assumeTrue(false, why);
        });
        world = new LambdaWorld(place, WORD);
    }

    @AfterAll
    static void stop() throws IOException {
        if (world != null) {
            world.close();
        }
    }

    @Test
    void aFunctionInTheRegistryReckons() throws Exception {
        var repository = world.aws()
                .ecr()
                .createRepository(request -> request.repositoryName("calc"))
                .repository()
                .repositoryUri();
        var token = EcrWorld.token(world.aws());
        var password = new String(java.util.Base64.getDecoder().decode(token), StandardCharsets.UTF_8).substring(4);
        world.docker("login", "-u", "AWS", "-p", password, repository.replaceFirst("/.*", ""));
        world.docker("tag", "functions", repository + ":1");
        world.docker("push", repository + ":1");
        world.docker("rmi", repository + ":1");
        var made = world.create(name, request -> request.code(code -> code.imageUri(repository + ":1")));
        var digest = world.aws()
                .ecr()
                .describeImages(request -> request.repositoryName("calc"))
                .imageDetails()
                .getFirst()
                .imageDigest();
        assertEquals("sha256:" + made.codeSha256(), digest);
        for (int i = 0; i < 3; i++) {
            var sum = Reckoning.random(3);
            var answer = world.invoke(name, "\"" + sum.text() + "\"", request -> request);
            assertNull(answer.functionError(), () -> answer.payload().asUtf8String());
            assertEquals(Long.toString(sum.value()), answer.payload().asUtf8String(), sum.text());
            assertEquals("$LATEST", answer.executedVersion());
            assertTrue(LambdaWorld.tail(answer).contains("reckoned: " + sum.value() + "\n"));
        }
        for (var bad : Map.of("1+", "no number at 3", "7/(2-2)", "division by zero", "(1", "a bracket is missing")
                .entrySet()) {
            var answer = world.invoke(name, "\"" + bad.getKey() + "\"", request -> request);
            assertEquals("Unhandled", answer.functionError());
            assertEquals(200, answer.statusCode());
            assertEquals(
                    "{\"errorType\":\"BadExpression\",\"errorMessage\":\"" + bad.getValue() + "\"}",
                    answer.payload().asUtf8String());
        }
        var text = assertThrows(LambdaException.class, () -> world.invoke(name, "1 + " + nonce, request -> request));
        assertEquals("InvalidRequestContentException", text.awsErrorDetails().errorCode());
    }

    /** More of it in LambdaZipTest. */
    @Test
    void aZipFileRunsInTheImageOfItsRuntime() {
        var made = world.create(
                name,
                request -> request.packageType("Zip")
                        .runtime("provided.al2023")
                        .handler("own")
                        .code(code -> code.zipFile(SdkBytes.fromByteArray(LambdaZipTest.code(nonce)))));
        assertEquals("Zip", made.packageTypeAsString());
        var answer = world.invoke(name, "\"" + WORD + "\"", request -> request);
        assertEquals(
                "\"" + nonce + " own /var/task  " + WORD + "\"",
                answer.payload().asUtf8String());
        var python = assertThrows(
                LambdaException.class,
                () -> world.create(
                        "p-" + nonce,
                        request -> request.packageType("Zip")
                                .runtime("python3.13")
                                .handler("own")
                                .code(code -> code.zipFile(SdkBytes.fromByteArray(LambdaZipTest.code(nonce))))));
        assertEquals("InvalidParameterValueException", python.awsErrorDetails().errorCode());
    }

    @Test
    void itsSurroundingsAreLambdas() {
        world.shell(
                name,
                request -> request.memorySize(192)
                        .environment(environment -> environment.variables(Map.of("OWN", nonce)))
                        .ephemeralStorage(storage -> storage.size(600)));
        var seen = LambdaWorld.printed(world.run(name, """
                echo "$FROM_IMAGE $OWN $_HANDLER $AWS_LAMBDA_FUNCTION_NAME $AWS_LAMBDA_FUNCTION_VERSION"
                echo "$AWS_LAMBDA_FUNCTION_MEMORY_SIZE $AWS_REGION $AWS_LAMBDA_LOG_GROUP_NAME $LAMBDA_TASK_ROOT $TZ"
                echo "$AWS_LAMBDA_LOG_STREAM_NAME"
                id -u
                touch /there 2>&1
                df -m /tmp | tail -n 1 | awk '{ print $2 }'
                cat /sys/fs/cgroup/memory/memory.limit_in_bytes /sys/fs/cgroup/memory.max 2>/dev/null
                sed -n 's/^ *Lambda-Runtime-Invoked-Function-Arn: *//p' /tmp/head
                """));
        var lines = seen.lines().map(String::strip).toList();
        assertEquals(WORD + " " + nonce + " shell " + name + " $LATEST", lines.get(0), seen);
        assertEquals("192 eu-central-1 /aws/lambda/" + name + " /var/task :UTC", lines.get(1));
        assertTrue(lines.get(2).matches("\\d{4}/\\d\\d/\\d\\d/\\[\\$LATEST][0-9a-f]{32}"), seen);
        assertEquals("993", lines.get(3));
        assertTrue(lines.get(4).endsWith("Read-only file system"), seen);
        assertEquals("600", lines.get(5));
        assertEquals(Integer.toString(192 << 20), lines.get(6));
        assertEquals("arn:aws:lambda:eu-central-1:000000000000:function:" + name, lines.get(7));
    }

    @Test
    void aFunctionReachesTheCloudThatItIsIn() {
        world.aws()
                .ssm()
                .putParameter(
                        request -> request.name("/for/" + name).value(nonce).type("String"));
        world.shell(name, request -> request);
        var found = LambdaWorld.printed(world.run(name, LambdaWorld.parameter("/for/" + name)));
        assertTrue(found.contains("\"Value\":\"" + nonce + "\""), found);
    }

    @Test
    void whatItPrintsIsLogged() {
        world.shell(name, request -> request);
        var answer = world.run(name, "echo 'to the log: " + nonce + "' >&2; echo out");
        assertEquals("out", LambdaWorld.printed(answer));
        var logged = world.logged(name);
        var own = logged.stream().map(LambdaTest::essence).toList();
        assertEquals(
                List.of("began with shell", "START", "to the log: " + nonce, "END", "REPORT"), own, logged::toString);
        assertTrue(LambdaWorld.tail(answer).endsWith(String.join("", logged.subList(1, 5))));
    }

    /** The first word of what Lambda says, all of what the function does. */
    private static String essence(String line) {
        var id = "RequestId: [0-9a-f-]{36}";
        var report = "REPORT " + id + "\tDuration: \\d+\\.\\d\\d ms\tBilled Duration: \\d+ ms\tMemory Size: 128 MB\t"
                + "Max Memory Used: \\d+ MB\tInit Duration: \\d+\\.\\d\\d ms\t\n";
        for (var known : List.of("START " + id + " Version: \\$LATEST\n", "END " + id + "\n", report)) {
            if (line.matches(known)) {
                return known.replaceFirst(" .*", "").strip();
            }
        }
        return line.strip();
    }

    @Test
    void environmentsAreKeptAndHaveOneInvocationEach() throws Exception {
        world.shell(name, request -> request);
        var count = "echo $count; hostname";
        var first = LambdaWorld.printed(world.run(name, count)).lines().toList();
        assertEquals("1", first.getFirst());
        for (int i = 2; i < 5; i++) {
            assertEquals(
                    List.of(Integer.toString(i), first.getLast()),
                    LambdaWorld.printed(world.run(name, count)).lines().toList());
        }
        assertEquals(1, world.environments(name).size());
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var hosts = IntStream.range(0, 3)
                    .mapToObj(_ -> threads.submit(
                            () -> LambdaWorld.printed(world.run(name, LambdaWorld.waiting(nonce) + "; hostname"))))
                    .toList();
            while (world.environments(name).size() < 3) {
                Thread.onSpinWait();
            }
            world.letGo(nonce);
            var all = new java.util.TreeSet<String>();
            for (var host : hosts) {
                all.add(host.get());
            }
            assertEquals(3, all.size(), all::toString);
            assertTrue(all.contains(first.getLast()), all::toString);
        }
        world.aws()
                .lambda()
                .updateFunctionConfiguration(request -> request.functionName(name)
                        .environment(environment -> environment.variables(Map.of("OWN", nonce))));
        assertEquals(0, world.environments(name).size());
        assertEquals("1 " + nonce, LambdaWorld.printed(world.run(name, "echo $count $OWN")));
    }

    @Test
    void whatEndsOrHangsIsToldAndReplaced() {
        world.shell(name, request -> request.timeout(1));
        var code = ThreadLocalRandom.current().nextInt(2, 100);
        var left = world.run(name, "echo going >&2; exit " + code);
        assertEquals("Unhandled", left.functionError());
        assertTrue(
                left.payload()
                        .asUtf8String()
                        .matches("\\{\"errorType\":\"Runtime.ExitError\",\"errorMessage\":\"RequestId: [0-9a-f-]{36}"
                                + " Error: Runtime exited with error: exit status " + code + "\"}"),
                left::toString);
        assertTrue(LambdaWorld.tail(left).contains("going\n"), () -> LambdaWorld.tail(left));
        var late = world.run(name, "echo before >&2; sleep 30; echo after >&2");
        assertEquals("Unhandled", late.functionError());
        assertTrue(late.payload().asUtf8String().endsWith("Task timed out after 1.00 seconds\"}"), late::toString);
        assertTrue(LambdaWorld.tail(late).contains("before\n"), () -> LambdaWorld.tail(late));
        assertTrue(LambdaWorld.tail(late).contains("\tStatus: timeout\n"), () -> LambdaWorld.tail(late));
        assertEquals(List.of(), world.environments(name));
        assertEquals("1", LambdaWorld.printed(world.run(name, "echo $count")));
        var failed = world.run(name, "failure='{\"errorMessage\":\"" + nonce + "\"}'");
        assertEquals("{\"errorMessage\":\"" + nonce + "\"}", failed.payload().asUtf8String());
        assertEquals("3", LambdaWorld.printed(world.run(name, "echo $count")));
        world.shell(name + "-b", request -> request.environment(one -> one.variables(Map.of("BREAK", nonce))));
        var broken = world.run(name + "-b", "true");
        assertEquals(
                "{\"errorType\":\"Init.Broken\",\"errorMessage\":\"" + nonce + "\"}",
                broken.payload().asUtf8String());
        assertEquals(List.of(), world.environments(name + "-b"));
        world.create(name + "-c", request -> request.imageConfig(image -> image.entryPoint("/none-" + nonce)));
        var none = world.run(name + "-c", "true");
        assertTrue(none.payload().asUtf8String().startsWith("{\"errorType\":\"Runtime.InvalidEntrypoint\""));
        assertTrue(none.payload().asUtf8String().contains("none-" + nonce), none::toString);
    }

    @Test
    void payloadsHaveTheirLimits() throws Exception {
        world.shell(name, request -> request.memorySize(512));
        var script = "sha256sum </tmp/event\n#" + "x".repeat(1_000_000);
        var event = LambdaWorld.event(script);
        var hash = MessageDigest.getInstance("SHA-256").digest(event.getBytes(StandardCharsets.UTF_8));
        assertEquals(
                HexFormat.of().formatHex(hash) + "  -",
                LambdaWorld.printed(world.invoke(name, event, request -> request)));
        var large = assertThrows(
                LambdaException.class, () -> world.invoke(name, "\"" + "x".repeat(6 << 20) + "\"", request -> request));
        assertEquals(413, large.statusCode());
        var answer = world.run(name, "head -c 5000000 /dev/zero");
        assertEquals("Unhandled", answer.functionError());
        assertEquals(
                "{\"errorType\":\"Function.ResponseSizeTooLarge\",\"errorMessage\":\"Response payload size exceeded"
                        + " maximum allowed payload size (6291556 bytes).\"}",
                answer.payload().asUtf8String());
    }

    @Test
    @Tag("external")
    void killingTheSimulatorLosesNothing() throws Exception {
        world.shell(name, request -> request.description(nonce).tags(Map.of("nonce", nonce)));
        assertEquals("1", LambdaWorld.printed(world.run(name, "echo $count")));
        var before = world.environments(name);
        assertEquals(1, before.size());
        var accepted = world.invoke(
                name,
                LambdaWorld.event(LambdaWorld.waiting(nonce) + "; echo done " + nonce + " >&2"),
                request -> request.invocationType(InvocationType.EVENT).logType((String) null));
        assertEquals(202, accepted.statusCode());
        world.replace("--keep-functions", "1");
        var found = world.aws().lambda().getFunction(request -> request.functionName(name));
        assertEquals(nonce, found.configuration().description());
        assertEquals(Map.of("nonce", nonce), found.tags());
        assertEquals("Active", found.configuration().stateAsString());
        world.letGo(nonce);
        while (!world.logged(name).contains("done " + nonce + "\n")) {
            Thread.onSpinWait();
        }
        assertFalse(world.environments(name).contains(before.getFirst()));
        // What has nothing to do goes by itself.
        while (!world.environments(name).isEmpty()) {
            Thread.onSpinWait();
        }
        assertEquals("1", LambdaWorld.printed(world.run(name, "echo $count")));
        var dry = world.invoke(
                name,
                "\"\"",
                request -> request.invocationType(InvocationType.DRY_RUN).logType((String) null));
        assertEquals(204, dry.statusCode());
        assertEquals(1, world.networks().size());
        world.replace();
    }

    @Override
    public LambdaWorld world() {
        return world;
    }

    @Override
    public String nonce() {
        return nonce;
    }
}
