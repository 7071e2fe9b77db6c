package io.sockerless.features.simulators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.sockerless.features.daemons.DaemonKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.ecs.model.DesiredStatus;
import software.amazon.awssdk.services.eventbridge.model.LaunchType;
import software.amazon.awssdk.services.eventbridge.model.Target;

/** Rules set tasks and functions going that really run, with the events that they are told of. */
@Tag("external")
class EventsRunTest {
    private static final String ACCOUNT = "000000000000";
    private static final String ROLE = "arn:aws:iam::" + ACCOUNT + ":role/events";

    @TempDir
    static Path place;

    private static LambdaWorld functions;

    private final String nonce = UUID.randomUUID().toString();
    private final int code = ThreadLocalRandom.current().nextInt(2, 120);

    @BeforeAll
    static void start() throws IOException {
        DaemonKind.SOCKERLESS.obstacle().ifPresent(why -> {
            System.out.println("EVENTS SKIPPED: " + why);
            assumeTrue(false, why);
        });
        functions = new LambdaWorld(place, "events");
    }

    @AfterAll
    static void stop() throws IOException {
        if (functions != null) {
            functions.close();
        }
    }

    private static EventsWorld world() {
        return new EventsWorld(functions.aws(), ACCOUNT);
    }

    private static Target function(String name) {
        return Target.builder()
                .id(name)
                .arn("arn:aws:lambda:eu-central-1:" + ACCOUNT + ":function:" + name)
                .inputPath("$.detail.script")
                .build();
    }

    private static String base64(String script) {
        return Base64.getEncoder().encodeToString(script.getBytes(StandardCharsets.UTF_8));
    }

    private static void permit(String function, String rule) {
        functions
                .aws()
                .lambda()
                .addPermission(request -> request.functionName(function)
                        .statementId("s")
                        .action("lambda:InvokeFunction")
                        .principal("events.amazonaws.com")
                        .sourceArn(rule));
    }

    @Test
    void anEventInvokesTheFunctionsThatLetItsRule() throws Exception {
        var rule = world().rule(
                        "f-" + nonce,
                        request -> request.eventPattern("{\"source\": [{\"suffix\": \"-" + nonce + "\"}]}"));
        for (var name : List.of("closed", "let", "wrong")) {
            functions.shell(name, request -> request);
        }
        permit("let", rule);
        permit("wrong", rule + "x");
        world().targets("f-" + nonce, function("closed"), function("wrong"), function("let"));
        functions.replace();
        var script = base64("echo told " + nonce + " >&2");
        world().put("from-" + nonce, "{\"script\": \"" + script + "\"}", entry -> entry);
        EventsWorld.await(() -> functions.logged("let").stream().anyMatch(line -> line.contains("told " + nonce)));
        assertEquals(List.of(), functions.logged("closed"));
        assertEquals(List.of(), functions.logged("wrong"));
        assertEquals(List.of(), functions.environments("closed"));
        assertEquals(List.of(), functions.environments("wrong"));
    }

    @Test
    void anEventRunsATask() throws Exception {
        var ecs = EcsWorld.make(functions.aws(), nonce);
        var definition = ecs.register(
                "e-" + nonce, ecs.script("main", "echo task $NONCE; exit $CODE").build());
        var target = Target.builder()
                .id("task")
                .arn("arn:aws:ecs:eu-central-1:" + ACCOUNT + ":cluster/" + ecs.cluster())
                .roleArn(ROLE)
                .ecsParameters(task -> task.taskDefinitionArn(definition)
                        .taskCount(2)
                        .launchType(LaunchType.FARGATE)
                        .networkConfiguration(net -> net.awsvpcConfiguration(
                                vpc -> vpc.subnets(functions.aws().subnet()))))
                .inputTransformer(
                        made -> made.inputPathsMap(Map.of("n", "$.detail.list[1].n", "code", "$.detail.code"))
                                .inputTemplate(
                                        "{\"containerOverrides\": [{\"name\": \"main\", \"environment\": ["
                                                + "{\"name\": \"NONCE\", \"value\": <n>}, {\"name\": \"CODE\", \"value\": \"<code>\"}]}]}"))
                .build();
        world().rule(
                        "t-" + nonce,
                        request -> request.eventPattern(
                                "{\"detail\": {\"code\": [{\"numeric\": [\"<=\", " + code + "]}]}}"));
        world().targets("t-" + nonce, target);
        var told = "/aws/events/" + nonce;
        world().rule(
                        "s-" + nonce,
                        request -> request.eventPattern("{\"detail-type\": [\"ECS Task State Change\"], \"detail\":"
                                + " {\"clusterArn\": [{\"suffix\": \"" + nonce + "\"}]}}"));
        world().targets("s-" + nonce, world().group(told));
        functions.replace();
        var after = ecs.through(functions.aws());
        var detail = "{\"code\": %d, \"list\": [{}, {\"n\": \"" + nonce + "\"}]}";
        world().put("any", detail.formatted(code + 1), entry -> entry);
        assertEquals(List.of(), tasks(after, DesiredStatus.RUNNING));
        world().put("any", detail.formatted(code), entry -> entry);
        EventsWorld.await(() -> tasks(after, DesiredStatus.STOPPED).size() == 2);
        for (var arn : tasks(after, DesiredStatus.STOPPED)) {
            var task = after.stopped(software.amazon.awssdk.services.ecs.model.Task.builder()
                    .taskArn(arn)
                    .build());
            assertEquals(code, task.containers().getFirst().exitCode(), task::toString);
            assertEquals("events-rule/t-" + nonce, task.startedBy());
            assertFalse(task.startedAt() == null);
        }
        assertEquals(List.of("task " + nonce, "task " + nonce), after.logged("it/main/"));
        EventsWorld.await(() -> stopped(told).size() == 2);
        for (var task : stopped(told)) {
            assertEquals(code, task.path("containers").path(0).path("exitCode").asInt());
            Instant.parse(task.path("stoppedAt").asText());
            var way = world().written(told).stream()
                    .map(event -> event.path("detail"))
                    .filter(one -> one.path("taskArn").equals(task.path("taskArn")))
                    .map(one -> one.path("lastStatus").asText())
                    .distinct()
                    .toList();
            assertEquals(List.of("PROVISIONING", "PENDING", "RUNNING", "STOPPED"), way);
        }
        assertTrue(tasks(after, DesiredStatus.RUNNING).isEmpty());
    }

    /** What events told of tasks that were over. */
    private static List<JsonNode> stopped(String group) {
        return world().written(group).stream()
                .map(event -> event.path("detail"))
                .filter(task -> task.path("lastStatus").asText().equals("STOPPED"))
                .toList();
    }

    private static List<String> tasks(EcsWorld ecs, DesiredStatus status) {
        return ecs.aws()
                .ecs()
                .listTasks(request -> request.cluster(ecs.cluster()).desiredStatus(status))
                .taskArns();
    }
}
