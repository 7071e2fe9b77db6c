package io.sockerless.features.simulators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.sockerless.features.daemons.DaemonKind;
import io.sockerless.features.http.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.ComparisonOperator;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;
import software.amazon.awssdk.services.cloudwatch.model.Statistic;

/** Functions that really run are told of alarms. */
@Tag("external")
class AlarmsRunTest {
    private static final String FUNCTION = "arn:aws:lambda:eu-central-1:000000000000:function:told";

    @TempDir
    Path place;

    private final String nonce = UUID.randomUUID().toString();

    private List<JsonNode> told(LambdaWorld world) {
        return world.logged("told").stream()
                .filter(line -> line.startsWith("{\"source\""))
                .map(line -> Json.parse(line.getBytes(StandardCharsets.UTF_8)))
                .toList();
    }

    @Test
    void anAlarmReachesAFunctionThoughTheSimulatorIsKilled() throws Exception {
        DaemonKind.SOCKERLESS.obstacle().ifPresent(why -> {
            System.out.println("ALARMS OF FUNCTIONS SKIPPED: " + why);
            assumeTrue(false, why);
        });
        try (var world = new LambdaWorld(place, "word");
                var http = UrlConnectionHttpClient.create();
                var metrics = AwsClients.at(
                        world.uri(), "test", "test", CloudWatchClient.builder().httpClient(http))) {
            world.create(
                    "told",
                    request -> request.environment(environment -> environment.variables(Map.of("TELL", "events"))));
            world.aws()
                    .lambda()
                    .addPermission(request -> request.functionName("told")
                            .statementId("alarms")
                            .action("lambda:InvokeFunction")
                            .principal("lambda.alarms.cloudwatch.amazonaws.com")
                            .sourceArn("arn:aws:cloudwatch:eu-central-1:000000000000:alarm:" + nonce));
            var at = Instant.now().minusSeconds(60);
            var datum = MetricDatum.builder()
                    .metricName(nonce)
                    .timestamp(at)
                    .value(7.5)
                    .build();
            metrics.putMetricData(request -> request.namespace("n").metricData(datum));
            metrics.putMetricAlarm(request -> request.alarmName(nonce)
                    .namespace("n")
                    .metricName(nonce)
                    .statistic(Statistic.SUM)
                    .period(60)
                    .evaluationPeriods(1)
                    .threshold(7.0)
                    .comparisonOperator(ComparisonOperator.GREATER_THAN_THRESHOLD)
                    .alarmActions(FUNCTION));
            world.replace();
            EventsWorld.await(() -> !told(world).isEmpty());
            var event = told(world).getFirst();
            assertEquals("aws.cloudwatch", event.path("source").asText());
            assertEquals(
                    nonce + " ALARM INSUFFICIENT_DATA",
                    event.path("alarmData").path("alarmName").asText() + " "
                            + event.path("alarmData")
                                    .path("state")
                                    .path("value")
                                    .asText() + " "
                            + event.path("alarmData")
                                    .path("previousState")
                                    .path("value")
                                    .asText());
            var metric = event.path("alarmData")
                    .path("configuration")
                    .path("metrics")
                    .path(0)
                    .path("metricStat");
            assertEquals(nonce, metric.path("metric").path("name").asText());
            assertEquals(60, metric.path("period").asInt());
            var points = metrics.getMetricStatistics(request -> request.namespace("n")
                            .metricName(nonce)
                            .startTime(at.minusSeconds(60))
                            .endTime(at.plusSeconds(60))
                            .period(60)
                            .statistics(Statistic.SUM))
                    .datapoints();
            assertEquals(7.5, points.getFirst().sum());
            // The function itself was counted.
            var function = CloudWatchWorld.dimension("FunctionName", "told");
            EventsWorld.await(() -> metrics
                    .getMetricStatistics(request -> request.namespace("AWS/Lambda")
                            .metricName("Invocations")
                            .dimensions(function)
                            .startTime(at)
                            .endTime(Instant.now().plusSeconds(60))
                            .period(60)
                            .statistics(Statistic.SUM))
                    .datapoints()
                    .stream()
                    .anyMatch(point -> point.sum() == 1));
        }
    }
}
