package io.sockerless.features.simulators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.sockerless.features.daemons.DaemonKind;
import io.sockerless.features.http.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.cloudwatchlogs.model.InputLogEvent;
import software.amazon.awssdk.services.cloudwatchlogs.model.InvalidParameterException;
import software.amazon.awssdk.services.cloudwatchlogs.model.LimitExceededException;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResourceNotFoundException;
import software.amazon.awssdk.services.cloudwatchlogs.model.SubscriptionFilter;

/** Events of a log group reach functions that really run. */
@Tag("external")
class SubscriptionsTest {
    private static final String FUNCTION = "arn:aws:lambda:eu-central-1:000000000000:function:told";

    @TempDir
    static Path place;

    private static LambdaWorld world;

    private final String nonce = UUID.randomUUID().toString();
    private final String group = "/app/" + nonce;

    @BeforeAll
    static void start() throws IOException {
        DaemonKind.SOCKERLESS.obstacle().ifPresent(why -> {
            System.out.println("SUBSCRIPTIONS SKIPPED: " + why);
            assumeTrue(false, why);
        });
        world = new LambdaWorld(place, "word");
        world.create(
                "told", request -> request.environment(environment -> environment.variables(Map.of("TELL", "events"))));
    }

    @AfterAll
    static void stop() throws IOException {
        if (world != null) {
            world.close();
        }
    }

    private void subscribe(String filter, String pattern) {
        world.aws()
                .logs()
                .putSubscriptionFilter(request -> request.logGroupName(group)
                        .filterName(filter)
                        .filterPattern(pattern)
                        .destinationArn(FUNCTION));
    }

    private List<String> filters() {
        return world
                .aws()
                .logs()
                .describeSubscriptionFilters(request -> request.logGroupName(group))
                .subscriptionFilters()
                .stream()
                .map(SubscriptionFilter::filterName)
                .toList();
    }

    /** What the function was told of this group. */
    private List<JsonNode> told() {
        return world.logged("told").stream()
                .filter(line -> line.startsWith("{\"awslogs\""))
                .map(line -> unpacked(Json.parse(line.getBytes(StandardCharsets.UTF_8))
                        .path("awslogs")
                        .path("data")
                        .asText()))
                .filter(data -> data.path("logGroup").asText().equals(group))
                .toList();
    }

    private static JsonNode unpacked(String data) {
        try (var packed =
                new GZIPInputStream(new ByteArrayInputStream(Base64.getDecoder().decode(data)))) {
            return Json.parse(packed.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void whatMatchesReachesAFunctionThoughTheSimulatorIsKilled() throws Exception {
        var logs = world.aws().logs();
        logs.createLogGroup(request -> request.logGroupName(group));
        logs.createLogStream(request -> request.logGroupName(group).logStreamName("s"));
        assertThrows(InvalidParameterException.class, () -> subscribe("bad", ""));
        world.aws()
                .lambda()
                .addPermission(request -> request.functionName("told")
                        .statementId("logs")
                        .action("lambda:InvokeFunction")
                        .principal("logs.amazonaws.com")
                        .sourceArn("arn:aws:logs:eu-central-1:000000000000:log-group:" + group + ":*"));
        subscribe("errors", "ERROR");
        subscribe("none", "nothing is like " + nonce + "x");
        assertThrows(LimitExceededException.class, () -> subscribe("third", ""));
        assertEquals(List.of("errors", "none"), filters());
        var now = System.currentTimeMillis();
        logs.putLogEvents(request -> request.logGroupName(group)
                .logStreamName("s")
                .logEvents(
                        InputLogEvent.builder()
                                .timestamp(now)
                                .message("ok " + nonce)
                                .build(),
                        InputLogEvent.builder()
                                .timestamp(now + 1)
                                .message("ERROR " + nonce)
                                .build()));
        world.replace();
        EventsWorld.await(() -> !told().isEmpty());
        var data = told().getFirst();
        assertEquals("DATA_MESSAGE", data.path("messageType").asText());
        assertEquals("000000000000", data.path("owner").asText());
        assertEquals("s", data.path("logStream").asText());
        assertEquals("[\"errors\"]", data.path("subscriptionFilters").toString());
        assertEquals(1, data.path("logEvents").size(), data::toString);
        var event = data.path("logEvents").path(0);
        assertEquals("ERROR " + nonce, event.path("message").asText());
        assertEquals(now + 1, event.path("timestamp").asLong());
        var after = world.aws().logs();
        var stored = after.filterLogEvents(
                        request -> request.logGroupName(group).filterPattern("ERROR"))
                .events()
                .getFirst();
        assertEquals(stored.eventId(), event.path("id").asText());
        after.deleteSubscriptionFilter(request -> request.logGroupName(group).filterName("errors"));
        assertThrows(
                ResourceNotFoundException.class,
                () -> after.deleteSubscriptionFilter(
                        request -> request.logGroupName(group).filterName("errors")));
        assertEquals(List.of("none"), filters());
    }
}
