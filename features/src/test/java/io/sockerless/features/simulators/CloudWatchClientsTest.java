package io.sockerless.features.simulators;

import static io.sockerless.features.simulators.CloudWatchWorld.ACCOUNT;
import static io.sockerless.features.simulators.CloudWatchWorld.NOW;
import static io.sockerless.features.simulators.CloudWatchWorld.datum;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sockerless.features.daemons.Programs;
import io.sockerless.features.daemons.Root;
import io.sockerless.features.http.Json;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.cloudwatch.model.DashboardInvalidInputErrorException;
import software.amazon.awssdk.services.cloudwatch.model.DashboardNotFoundErrorException;
import software.amazon.awssdk.services.cloudwatchlogs.model.InputLogEvent;
import software.amazon.awssdk.services.cloudwatchlogs.model.InvalidParameterException;
import software.amazon.awssdk.services.cloudwatchlogs.model.MetricTransformation;

/** CloudWatch's protocols: queries, which the client of Java speaks, CBOR and JSON; and its dashboards. */
class CloudWatchClientsTest {
    @TempDir
    Path place;

    private final int base = ThreadLocalRandom.current().nextInt(1000, 1_000_000);
    private final String space = "n/" + base;
    private CloudWatchWorld world;

    @BeforeEach
    void start() {
        world = new CloudWatchWorld(place);
    }

    @AfterEach
    void stop() {
        world.close();
    }

    @Test
    void dashboardsAndTagsAreKept() {
        var client = world.client();
        var body = "{\"widgets\": [{\"type\": \"text\", \"properties\": {\"markdown\": \"" + base + "\"}}]}";
        var tag = software.amazon.awssdk.services.cloudwatch.model.Tag.builder()
                .key("k")
                .value(space)
                .build();
        client.putDashboard(request -> request.dashboardName("one").dashboardBody(body));
        client.tagResource(request -> request.resourceARN("arn:aws:cloudwatch::" + ACCOUNT + ":dashboard/one")
                .tags(tag));
        client.putDashboard(request -> request.dashboardName("two").dashboardBody("{\"widgets\": []}"));
        world.restart();
        var found = world.client().getDashboard(request -> request.dashboardName("one"));
        assertEquals(body, found.dashboardBody());
        assertEquals("arn:aws:cloudwatch::" + ACCOUNT + ":dashboard/one", found.dashboardArn());
        var listed = world.client()
                .listDashboards(request -> request.dashboardNamePrefix("o"))
                .dashboardEntries();
        assertEquals(1, listed.size());
        assertEquals(body.length(), listed.getFirst().size());
        assertEquals(
                List.of(tag),
                world.client()
                        .listTagsForResource(request -> request.resourceARN(found.dashboardArn()))
                        .tags());
        var wrong = assertThrows(
                DashboardInvalidInputErrorException.class,
                () -> world.client()
                        .putDashboard(request -> request.dashboardName("bad").dashboardBody("{}")));
        assertEquals("InvalidParameterInput", wrong.awsErrorDetails().errorCode());
        assertThrows(
                DashboardNotFoundErrorException.class,
                () -> world.client().deleteDashboards(request -> request.dashboardNames("one", "none")));
        world.client().deleteDashboards(request -> request.dashboardNames("one", "two"));
        assertEquals(List.of(), world.client().listDashboards().dashboardEntries());
    }

    @Test
    void filtersOfLogsCount() throws InterruptedException {
        try (var aws = world.simulator().account(ACCOUNT)) {
            var logs = aws.logs();
            logs.createLogGroup(request -> request.logGroupName("g"));
            logs.createLogStream(request -> request.logGroupName("g").logStreamName("s"));
            var to = MetricTransformation.builder()
                    .metricNamespace(space)
                    .metricName("m")
                    .metricValue("" + base)
                    .defaultValue(0.0);
            assertThrows(
                    InvalidParameterException.class,
                    () -> logs.putMetricFilter(request -> request.logGroupName("g")
                            .filterName("bad")
                            .filterPattern("x")
                            .metricTransformations(to.metricValue("$.field").build())));
            logs.putMetricFilter(request -> request.logGroupName("g")
                    .filterName("f")
                    .filterPattern("ERROR -not")
                    .metricTransformations(to.metricValue("" + base).build()));
            logs.putLogEvents(request -> request.logGroupName("g")
                    .logStreamName("s")
                    .logEvents(
                            event(180, "ERROR, but not this one"),
                            event(120, "ERROR one"),
                            event(119, "ok"),
                            event(118, "ERROR two")));
            EventsWorld.await(() -> world.statistics(space, 60, "Sum").size() == 2);
            assertEquals(
                    List.of(0.0, 2.0 * base),
                    world.statistics(space, 60, "Sum").stream()
                            .map(point -> point.sum())
                            .toList());
            assertEquals(
                    List.of(1L, 3L),
                    logs
                            .testMetricFilter(
                                    request -> request.filterPattern("a -b").logEventMessages("a", "ab", "aa"))
                            .matches()
                            .stream()
                            .map(match -> match.eventNumber())
                            .toList());
            var found = logs.describeMetricFilters(
                    request -> request.metricName("m").metricNamespace(space));
            assertEquals(
                    "" + base,
                    found.metricFilters()
                            .getFirst()
                            .metricTransformations()
                            .getFirst()
                            .metricValue());
            assertEquals(1, logs.describeLogGroups().logGroups().getFirst().metricFilterCount());
            logs.deleteMetricFilter(request -> request.logGroupName("g").filterName("f"));
            assertEquals(List.of(), logs.describeMetricFilters().metricFilters());
        }
    }

    private static InputLogEvent event(int secondsAgo, String message) {
        return InputLogEvent.builder()
                .timestamp(NOW.minusSeconds(secondsAgo).toEpochMilli())
                .message(message)
                .build();
    }

    private String query(String form) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(world.simulator().uri())
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header(
                        "Authorization",
                        "AWS4-HMAC-SHA256 Credential=" + ACCOUNT
                                + "/20270601/eu-central-1/monitoring/aws4_request, SignedHeaders=host, Signature=0")
                .POST(BodyPublishers.ofString(form + "&Version=2010-08-01"));
        try (var http = HttpClient.newHttpClient()) {
            return http.send(request.build(), BodyHandlers.ofString()).body();
        }
    }

    @Test
    void queriesAreAnsweredInXml() throws IOException, InterruptedException {
        world.put(space, datum(Duration.ofSeconds(60), base));
        var name = URLEncoder.encode(space, StandardCharsets.UTF_8);
        var answer = query("Action=GetMetricStatistics&Namespace=" + name + "&MetricName=m&Period=60"
                + "&StartTime=2027-06-01T11:00:00Z&EndTime=2027-06-01T14:00:00%2B02:00"
                + "&ExtendedStatistics.member.1=p50");
        assertTrue(
                answer.contains(
                        "<GetMetricStatisticsResponse xmlns=\"http://monitoring.amazonaws.com/doc/2010-08-01/\">"
                                + "<GetMetricStatisticsResult><Label>m</Label><Datapoints><member>"
                                + "<Timestamp>2027-06-01T11:59:00Z</Timestamp><Unit>None</Unit><ExtendedStatistics><entry>"
                                + "<key>p50</key><value>" + (double) base
                                + "</value></entry></ExtendedStatistics></member>"),
                answer);
        assertTrue(query("Action=GetMetricStatistics&Namespace=n&MetricName=m&Period=sixty")
                .contains("<Code>MalformedInput<"));
        assertTrue(query("Action=DeleteAlarms&AlarmNames.member.1=x")
                .contains(
                        "<Type>Sender</Type><Code>ResourceNotFound</Code><Message>Alarm x does not exist.</Message>"));
    }

    private static void needs(String what, String... command) throws IOException, InterruptedException {
        var there = new ProcessBuilder("sh", "-c", String.join(" ", command) + " >/dev/null 2>&1")
                        .start()
                        .waitFor()
                == 0;
        if (!there) {
            System.out.println("CLOUDWATCH WITH " + what + " SKIPPED: it is not installed");
        }
        assumeTrue(there, what + " is not installed");
    }

    @Test
    @Tag("external")
    void botocoreSpeaksCbor() throws IOException, InterruptedException {
        needs("BOTOCORE", "python3", "-c", "'import botocore'");
        var scripts = Root.path().resolve("features/src/test/python");
        var printed = Programs.run(List.of(
                "python3",
                "-B",
                scripts.resolve("cloudwatch/metrics.py").toString(),
                world.simulator().uri().toString(),
                space,
                "" + NOW.getEpochSecond(),
                "" + base,
                scripts.resolve("moto").toString()));
        var said = Json.parse(printed);
        assertEquals(
                "rpc-v2-cbor gzip",
                said.path("protocol").asText() + " " + said.path("encoding").asText());
        assertEquals(900.0, said.path("point").path("SampleCount").asDouble());
        assertEquals(base, said.path("point").path("Minimum").asDouble());
        assertEquals(base + 899.0, said.path("point").path("Maximum").asDouble());
        assertEquals(NOW.getEpochSecond() - 600, said.path("at").asLong());
        assertEquals(10, said.path("series").size());
        assertEquals(
                NOW.getEpochSecond() - 600, said.path("series").path(0).path(0).asLong());
        assertEquals(base + 659.0, said.path("series").path(0).path(1).asDouble());
        assertEquals(
                "[\"" + space + "\"," + (double) base + ",2027]",
                said.path("alarm").toString());
        assertEquals(
                "[\"ResourceNotFound 404\",\"ResourceNotFound 404\",\"InvalidParameterValue 400\","
                        + "\"UnknownOperationException 400\"]",
                said.path("refusals").toString());
        assertEquals(base + 899.0, said.path("p100").asDouble());
        assertEquals(NOW.getEpochSecond() - 600, said.path("json_at").asLong());
        assertEquals("{}", said.path("faults").toString());
    }

    @Test
    @Tag("external")
    void theCommandLineIsServed() throws IOException, InterruptedException {
        needs("THE AWS CLI", "command -v aws");
        world.simulator().at(Instant.now());
        aws("put-metric-data", "--namespace", space, "--metric-name", "c", "--value", "" + base, "--dimensions", "a=b");
        var listed = aws(
                "list-metrics", "--namespace", space, "--query", "Metrics[].Dimensions[].Value", "--output", "text");
        assertEquals("b", listed.strip());
        var now = Instant.now();
        var sum = aws(
                "get-metric-statistics",
                "--namespace",
                space,
                "--metric-name",
                "c",
                "--dimensions",
                "Name=a,Value=b",
                "--start-time",
                now.minusSeconds(120).toString(),
                "--end-time",
                now.plusSeconds(120).toString(),
                "--period",
                "60",
                "--statistics",
                "Sum",
                "--query",
                "Datapoints[].Sum",
                "--output",
                "text");
        assertEquals(base, Double.parseDouble(sum.strip()));
    }

    private String aws(String... arguments) throws IOException {
        var command = new ArrayList<>(List.of(
                "env",
                "AWS_ACCESS_KEY_ID=" + ACCOUNT,
                "AWS_SECRET_ACCESS_KEY=secret",
                "AWS_CONFIG_FILE=/dev/null",
                "aws",
                "--region",
                "eu-central-1",
                "--endpoint-url",
                world.simulator().uri().toString(),
                "cloudwatch"));
        command.addAll(List.of(arguments));
        return new String(Programs.run(command), StandardCharsets.UTF_8);
    }
}
