package io.sockerless.features.simulators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.eventbridge.model.EventBridgeException;
import software.amazon.awssdk.services.eventbridge.model.ResourceAlreadyExistsException;
import software.amazon.awssdk.services.eventbridge.model.ResourceNotFoundException;
import software.amazon.awssdk.services.eventbridge.model.Rule;
import software.amazon.awssdk.services.eventbridge.model.RuleState;
import software.amazon.awssdk.services.eventbridge.model.Tag;
import software.amazon.awssdk.services.eventbridge.model.Target;

/** EventBridge through Amazon's own client, without an engine, with a clock that is put forward; {@link EventsRunTest} runs. */
class EventsTest {
    private static final String ACCOUNT = "111122223333";
    private static final String PATTERN = "{\"source\": [\"mine\"]}";

    @TempDir
    Path place;

    private final String nonce = UUID.randomUUID().toString();
    private EcrWorld simulator;
    private AwsClients aws;
    private EventsWorld world;

    @BeforeEach
    void start() {
        simulator = new EcrWorld(place);
        aws = simulator.account(ACCOUNT);
        world = new EventsWorld(aws, ACCOUNT);
    }

    @AfterEach
    void stop() {
        aws.close();
        simulator.close();
    }

    private void restart() {
        stop();
        start();
    }

    private static void refused(String code, String message, Executable what) {
        var refusal = assertThrows(EventBridgeException.class, what);
        assertEquals(message, refusal.awsErrorDetails().errorMessage());
        assertEquals(code, refusal.awsErrorDetails().errorCode());
        assertEquals(400, refusal.statusCode());
    }

    private static void invalid(String message, Executable what) {
        refused("ValidationException", message, what);
    }

    private static Target function(String id, String name) {
        return Target.builder()
                .id(id)
                .arn("arn:aws:lambda:eu-central-1:" + ACCOUNT + ":function:" + name)
                .build();
    }

    @Test
    void rulesAndTargetsAreKept() {
        var events = aws.events();
        var tag = Tag.builder().key("k").value(nonce).build();
        var arn = world.rule(
                nonce, request -> request.eventPattern(PATTERN).description("d").tags(tag));
        assertEquals("arn:aws:events:eu-central-1:" + ACCOUNT + ":rule/" + nonce, arn);
        world.rule("b", request -> request.scheduleExpression("rate(1 day)").state(RuleState.DISABLED));
        world.targets(nonce, function("x", "f"), function("y", nonce));
        world.targets("b", function("x", nonce));
        restart();
        events = aws.events();
        var found = events.describeRule(request -> request.name(nonce));
        assertEquals(PATTERN, found.eventPattern());
        assertEquals(RuleState.ENABLED, found.state());
        assertEquals("default", found.eventBusName());
        assertEquals(ACCOUNT, found.createdBy());
        assertEquals("d", found.description());
        var first = events.listRules(request -> request.limit(1));
        var second = events.listRules(request -> request.limit(1).nextToken(first.nextToken()));
        assertEquals(
                List.of(nonce, "b").stream().sorted().toList(),
                List.of(
                        first.rules().getFirst().name(),
                        second.rules().getFirst().name()));
        assertNull(second.nextToken());
        assertEquals(
                List.of("rate(1 day)"),
                events.listRules(request -> request.namePrefix("b")).rules().stream()
                        .filter(rule -> rule.name().equals("b"))
                        .map(Rule::scheduleExpression)
                        .toList());
        assertEquals(
                List.of(function("x", "f"), function("y", nonce)),
                events.listTargetsByRule(request -> request.rule(nonce)).targets());
        assertEquals(
                List.of("b", nonce).stream().sorted().toList(),
                events.listRuleNamesByTarget(request ->
                                request.targetArn(function("x", nonce).arn()))
                        .ruleNames());
        assertEquals(List.of(tag), tags(arn));
        aws.events()
                .tagResource(request -> request.resourceARN(arn)
                        .tags(Tag.builder().key("a").value("b").build()));
        aws.events().untagResource(request -> request.resourceARN(arn).tagKeys("k"));
        assertEquals(List.of(Tag.builder().key("a").value("b").build()), tags(arn));
        events.disableRule(request -> request.name(nonce));
        assertEquals(
                RuleState.DISABLED,
                events.describeRule(request -> request.name(nonce)).state());
        events.enableRule(request -> request.name(nonce));
        assertEquals(
                RuleState.ENABLED,
                events.describeRule(request -> request.name(nonce)).state());
        invalid(
                "Rule can't be deleted since it has targets.",
                () -> aws.events().deleteRule(request -> request.name(nonce)));
        events.removeTargets(request -> request.rule(nonce).ids("x", "y"));
        events.deleteRule(request -> request.name(nonce));
        events.deleteRule(request -> request.name(nonce));
        refused(
                "ResourceNotFoundException",
                "Rule " + nonce + " does not exist on EventBus default.",
                () -> aws.events().describeRule(request -> request.name(nonce)));
    }

    private List<Tag> tags(String arn) {
        return aws.events()
                .listTagsForResource(request -> request.resourceARN(arn))
                .tags();
    }

    @Test
    void schedulesFireWhenTheyShould() throws InterruptedException {
        simulator.at(Instant.parse("2027-01-01T00:00:30Z"));
        Map<String, String> first = new HashMap<>();
        first.put("rate(1 minute)", "2027-01-01T00:01:30Z");
        first.put("rate(5 hours)", "2027-01-01T05:00:30Z");
        first.put("cron(15 10 * * ? *)", "2027-01-01T10:15:00Z");
        first.put("cron(0 18 ? * MON-FRI *)", "2027-01-01T18:00:00Z");
        first.put("cron(0/20 3-4 ? * 2 *)", "2027-01-04T03:00:00Z");
        first.put("cron(7,3 23 ? * SAT-SUN *)", "2027-01-02T23:03:00Z");
        first.put("cron(0 8 L * ? *)", "2027-01-31T08:00:00Z");
        first.put("cron(0 8 16W * ? *)", "2027-01-15T08:00:00Z");
        first.put("cron(0 8 31W 1 ? *)", "2027-01-29T08:00:00Z");
        first.put("cron(0 0 LW 2 ? *)", "2027-02-26T00:00:00Z");
        first.put("cron(5 0 ? * 6L *)", "2027-01-29T00:05:00Z");
        first.put("cron(0 0 ? * 3#2 *)", "2027-01-12T00:00:00Z");
        first.put("cron(0 12 29 2 ? *)", "2028-02-29T12:00:00Z");
        first.put("cron(0 0 1 1 ? 2030-2032)", "2030-01-01T00:00:00Z");
        first.put("cron(59 23 ? DEC SUN 2027)", "2027-12-05T23:59:00Z");
        var group = world.group("/aws/events/" + nonce);
        Map<String, String> arns = new HashMap<>();
        for (var schedule : first.keySet()) {
            var name = "r" + arns.size();
            arns.put(world.rule(name, request -> request.scheduleExpression(schedule)), schedule);
            world.targets(name, group);
        }
        var off = world.rule(
                "off", request -> request.scheduleExpression("rate(1 minute)").state(RuleState.DISABLED));
        world.targets("off", group);
        simulator.at(Instant.parse("2031-01-01T00:00:00Z"));
        EventsWorld.await(() -> world.written("/aws/events/" + nonce).size() >= first.size());
        Map<String, String> fired = new HashMap<>();
        for (JsonNode event : world.written("/aws/events/" + nonce)) {
            assertEquals("Scheduled Event", event.path("detail-type").asText());
            assertEquals("aws.events", event.path("source").asText());
            var rule = event.path("resources").path(0).asText();
            assertTrue(!rule.equals(off), event::toString);
            assertNull(fired.put(arns.get(rule), event.path("time").asText()), event::toString);
        }
        assertEquals(first, fired);
    }

    @Test
    void whatWasMissedIsNotMadeUpFor() throws InterruptedException {
        simulator.at(Instant.now().minusSeconds(600));
        world.rule("a", request -> request.scheduleExpression("rate(2 minutes)"));
        world.targets("a", world.group("/aws/events/" + nonce));
        restart();
        simulator.forward(Duration.ofMinutes(2));
        EventsWorld.await(() -> !world.written("/aws/events/" + nonce).isEmpty());
        simulator.forward(Duration.ofMinutes(2));
        EventsWorld.await(() -> world.written("/aws/events/" + nonce).size() == 2);
        var times = world.written("/aws/events/" + nonce).stream()
                .map(event -> Instant.parse(event.path("time").asText()))
                .toList();
        assertTrue(times.getFirst().isAfter(Instant.now().minusSeconds(60)), times::toString);
        assertEquals(Duration.ofMinutes(2), Duration.between(times.getFirst(), times.getLast()));
    }

    @Test
    void eventsGoWhereTheyMatch() {
        var bus = aws.events().createEventBus(request -> request.name("b-" + nonce));
        assertThrows(
                ResourceAlreadyExistsException.class,
                () -> aws.events()
                        .createEventBus(
                                request -> request.name(bus.eventBusArn().replaceFirst(".*/", ""))));
        var other = world.group("/aws/events/other-" + nonce);
        var group = world.group("/aws/events/" + nonce);
        world.rule(
                "r",
                request -> request.eventPattern("{\"detail\": {\"n\": [\"" + nonce + "\"]}}")
                        .eventBusName(bus.eventBusArn()));
        aws.events()
                .putTargets(
                        request -> request.rule("r").eventBusName("b-" + nonce).targets(group));
        world.rule("r", request -> request.eventPattern("{\"detail\": {\"n\": [\"" + nonce + "\"]}}"));
        world.targets("r", other);
        var detail = "{\"n\": \"" + nonce + "\", \"deep\": [1, {\"x\": null}]}";
        var put = world.put(
                "mine",
                detail,
                entry -> entry.eventBusName("b-" + nonce)
                        .resources("one", "two")
                        .time(Instant.parse("2027-03-04T05:06:07Z")));
        world.put("mine", "{\"n\": \"else\"}", entry -> entry.eventBusName("b-" + nonce));
        var written = world.written("/aws/events/" + nonce);
        assertEquals(1, written.size(), written::toString);
        var event = written.getFirst();
        assertEquals(put.eventId(), event.path("id").asText());
        assertEquals(detail.replace(" ", ""), event.path("detail").toString());
        assertEquals("[\"one\",\"two\"]", event.path("resources").toString());
        assertEquals("2027-03-04T05:06:07Z", event.path("time").asText());
        assertEquals(
                "mine Test 0",
                event.path("source").asText() + " " + event.path("detail-type").asText() + " "
                        + event.path("version").asText());
        assertEquals(
                ACCOUNT + " eu-central-1",
                event.path("account").asText() + " " + event.path("region").asText());
        assertEquals(List.of(), world.written("/aws/events/other-" + nonce));
        aws.events().disableRule(request -> request.name("r").eventBusName("b-" + nonce));
        world.put("mine", detail, entry -> entry.eventBusName("b-" + nonce));
        assertEquals(1, world.written("/aws/events/" + nonce).size());
        assertEquals("MalformedDetail", world.put("mine", "[]", entry -> entry).errorCode());
        assertEquals(
                "NotAuthorizedForSource",
                world.put("aws.ec2", "{}", entry -> entry).errorCode());
        assertEquals(
                "Parameter DetailType is not valid. Reason: DetailType is a required argument.",
                world.put("mine", "{}", entry -> entry.detailType(null)).errorMessage());
        assertEquals(
                List.of("b-" + nonce, "default"),
                aws.events().listEventBuses(request -> request.limit(10)).eventBuses().stream()
                        .map(one -> one.name())
                        .toList());
        aws.events().updateEventBus(request -> request.name("b-" + nonce).description(nonce));
        assertEquals(
                nonce,
                aws.events()
                        .describeEventBus(request -> request.name("b-" + nonce))
                        .description());
        assertThrows(
                EventBridgeException.class, () -> aws.events().deleteEventBus(request -> request.name("b-" + nonce)));
        aws.events()
                .removeTargets(
                        request -> request.rule("r").eventBusName("b-" + nonce).ids("logs"));
        aws.events().deleteRule(request -> request.name("r").eventBusName("b-" + nonce));
        aws.events().deleteEventBus(request -> request.name("b-" + nonce));
        assertThrows(
                ResourceNotFoundException.class,
                () -> aws.events().describeEventBus(request -> request.name("b-" + nonce)));
    }

    @Test
    void whatCannotBeIsRefused() {
        invalid(
                "Parameter(s) EventPattern or ScheduleExpression must be specified.",
                () -> world.rule("r", request -> request));
        for (var bad : List.of(
                "rate(0 minutes)",
                "rate(1 minutes)",
                "rate(5 minute)",
                "rate(30 seconds)",
                "cron(* * * * *)",
                "cron(0 0 * * * *)",
                "cron(60 0 * * ? *)",
                "cron(0 0 ? * 8 *)",
                "cron(0 0 32 * ? *)",
                "at(2027-01-01T00:00:00)")) {
            invalid(
                    "Parameter ScheduleExpression is not valid.",
                    () -> world.rule("r", request -> request.scheduleExpression(bad)));
        }
        aws.events().createEventBus(request -> request.name("own"));
        invalid(
                "ScheduleExpression is supported only on the default event bus.",
                () -> world.rule(
                        "r",
                        request -> request.scheduleExpression("rate(1 day)").eventBusName("own")));
        world.rule("r", request -> request.eventPattern(PATTERN));
        var cluster = "arn:aws:ecs:eu-central-1:" + ACCOUNT + ":cluster/c";
        invalid(
                "RoleArn is required for target " + cluster + ".",
                () -> world.targets("r", Target.builder().id("a").arn(cluster).build()));
        var queue = "arn:aws:sqs:eu-central-1:" + ACCOUNT + ":q";
        invalid(
                "The target " + queue + " is not simulated.",
                () -> world.targets("r", Target.builder().id("a").arn(queue).build()));
        invalid(
                "DeadLetterConfig is not simulated.",
                () -> world.targets(
                        "r",
                        function("a", "f").toBuilder()
                                .deadLetterConfig(dead -> dead.arn(queue))
                                .build()));
        invalid(
                "InputTemplate for target a contains invalid placeholder x.",
                () -> world.targets(
                        "r",
                        function("a", "f").toBuilder()
                                .inputTransformer(made -> made.inputTemplate("{\"x\": <x>}"))
                                .build()));
        assertEquals(
                List.of(),
                aws.events().listTargetsByRule(request -> request.rule("r")).targets());
        refused(
                "UnknownOperationException",
                "events:CreateArchive is not simulated.",
                () -> aws.events()
                        .createArchive(request -> request.archiveName("a").eventSourceArn("arn:aws:events:::x")));
    }
}
