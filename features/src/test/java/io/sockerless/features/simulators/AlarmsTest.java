package io.sockerless.features.simulators;

import static io.sockerless.features.simulators.CloudWatchWorld.ACCOUNT;
import static io.sockerless.features.simulators.CloudWatchWorld.NOW;
import static io.sockerless.features.simulators.CloudWatchWorld.datum;
import static io.sockerless.features.simulators.CloudWatchWorld.dimension;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sockerless.features.http.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.cloudwatch.model.AlarmHistoryItem;
import software.amazon.awssdk.services.cloudwatch.model.CloudWatchException;
import software.amazon.awssdk.services.cloudwatch.model.ComparisonOperator;
import software.amazon.awssdk.services.cloudwatch.model.HistoryItemType;
import software.amazon.awssdk.services.cloudwatch.model.MetricAlarm;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricAlarmRequest;
import software.amazon.awssdk.services.cloudwatch.model.ScanBy;
import software.amazon.awssdk.services.cloudwatch.model.StateValue;
import software.amazon.awssdk.services.cloudwatch.model.Statistic;
import software.amazon.awssdk.services.cloudwatch.model.Tag;

/** Alarms, with a clock that is put forward; {@link AlarmsRunTest} has functions told of them. */
class AlarmsTest {
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

    /** Of the metric m, over what the test is of. */
    private void alarm(String name, UnaryOperator<PutMetricAlarmRequest.Builder> more) {
        var request = PutMetricAlarmRequest.builder()
                .alarmName(name)
                .namespace(space)
                .metricName("m")
                .statistic(Statistic.MAXIMUM)
                .period(60)
                .evaluationPeriods(1)
                .threshold((double) base)
                .comparisonOperator(ComparisonOperator.GREATER_THAN_THRESHOLD);
        world.client().putMetricAlarm(more.apply(request).build());
    }

    /** Has it look at the clock soon. */
    private void forward(Duration time) {
        world.simulator().forward(time);
        world.put(space + "/else", datum(Duration.ZERO, 0));
    }

    private MetricAlarm found(String name) {
        return world.client()
                .describeAlarms(request -> request.alarmNames(name))
                .metricAlarms()
                .getFirst();
    }

    private void await(String name, StateValue value) throws InterruptedException {
        EventsWorld.await(() -> found(name).stateValue() == value);
    }

    private List<AlarmHistoryItem> history(String name, HistoryItemType type) {
        return world
                .client()
                .describeAlarmHistoryPaginator(request -> request.alarmName(name)
                        .historyItemType(type)
                        .maxRecords(1)
                        .scanBy(ScanBy.TIMESTAMP_ASCENDING))
                .alarmHistoryItems()
                .stream()
                .toList();
    }

    @Test
    void statesChangeAsTimeGoes() throws InterruptedException {
        alarm(
                "a",
                request -> request.alarmDescription("d")
                        .tags(Tag.builder().key("k").value(space).build()));
        assertEquals("Unchecked: Initial alarm creation", found("a").stateReason());
        world.put(space, datum(Duration.ofSeconds(60), base));
        await("a", StateValue.OK);
        // What comes within a period counts when that has ended.
        world.put(space, datum(Duration.ZERO, base + 2.5));
        forward(Duration.ofSeconds(59));
        assertEquals(StateValue.OK, found("a").stateValue());
        forward(Duration.ofSeconds(1));
        await("a", StateValue.ALARM);
        var alarm = found("a");
        assertEquals(
                "Threshold Crossed: 1 out of the last 1 datapoints [" + (base + 2.5)
                        + " (01/06/27 12:00:00)] was greater than the threshold (" + (double) base
                        + ") (minimum 1 datapoint for OK -> ALARM transition).",
                alarm.stateReason());
        assertEquals(NOW.plusSeconds(60), alarm.stateUpdatedTimestamp());
        var data = Json.parse(alarm.stateReasonData().getBytes(StandardCharsets.UTF_8));
        assertEquals("[" + (base + 2.5) + "]", data.path("recentDatapoints").toString());
        assertEquals("arn:aws:cloudwatch:eu-central-1:" + ACCOUNT + ":alarm:a", alarm.alarmArn());
        forward(Duration.ofMinutes(4));
        await("a", StateValue.INSUFFICIENT_DATA);
        assertEquals("Insufficient Data: 1 datapoint was unknown.", found("a").stateReason());
        assertEquals(
                List.of(
                        "Alarm updated from INSUFFICIENT_DATA to OK",
                        "Alarm updated from OK to ALARM",
                        "Alarm updated from ALARM to INSUFFICIENT_DATA"),
                history("a", HistoryItemType.STATE_UPDATE).stream()
                        .map(AlarmHistoryItem::historySummary)
                        .toList());
        alarm("a", request -> request.threshold(base + 5.0));
        assertEquals(
                List.of("Alarm \"a\" created", "Alarm \"a\" updated"),
                history("a", HistoryItemType.CONFIGURATION_UPDATE).stream()
                        .map(AlarmHistoryItem::historySummary)
                        .toList());
        assertEquals(
                space,
                world.client()
                        .listTagsForResource(request -> request.resourceARN(alarm.alarmArn()))
                        .tags()
                        .getFirst()
                        .value());
        world.client()
                .untagResource(request -> request.resourceARN(alarm.alarmArn()).tagKeys("k"));
        world.client()
                .tagResource(request -> request.resourceARN(alarm.alarmArn())
                        .tags(Tag.builder().key("l").value("").build()));
        assertEquals(
                "l",
                world.client()
                        .listTagsForResource(request -> request.resourceARN(alarm.alarmArn()))
                        .tags()
                        .getFirst()
                        .key());
    }

    /** Rows of the tables of the documentation: what came in five minutes, and the states by what is missing. */
    private static final List<String> ROWS = List.of(
            "3 0-X-X OK OK OK OK",
            "3 ----0 OK OK OK OK",
            "3 ----- INSUFFICIENT_DATA INSUFFICIENT_DATA ALARM OK",
            "3 0XX-X ALARM ALARM ALARM ALARM",
            "3 --X-- ALARM INSUFFICIENT_DATA ALARM OK",
            "2 0-X-X ALARM ALARM ALARM ALARM",
            "2 00X0X ALARM ALARM ALARM ALARM",
            "2 0-X-- OK OK ALARM OK",
            "2 ----0 OK OK ALARM OK",
            "2 ---X- ALARM INSUFFICIENT_DATA ALARM OK");

    @Test
    void whatIsMissingIsTreatedAsTheDocumentationHasIt() throws InterruptedException {
        Map<String, String> expected = new TreeMap<>();
        var treatments = List.of("missing", "ignore", "breaching", "notBreaching");
        for (var row : ROWS) {
            var cells = row.split(" ");
            var of = dimension("of", cells[0] + cells[1]);
            for (int i = 0; i < 5; i++) {
                char c = cells[1].charAt(i);
                if (c != '-') {
                    world.put(space, datum(Duration.ofMinutes(5 - i), c == 'X' ? base + 1 : base, of));
                }
            }
            for (int i = 0; i < 4; i++) {
                var treatment = treatments.get(i);
                var name = cells[0] + cells[1] + treatment;
                alarm(
                        name,
                        request -> request.dimensions(of)
                                .evaluationPeriods(3)
                                .datapointsToAlarm(Integer.parseInt(cells[0]))
                                .treatMissingData(treatment));
                expected.put(name, cells[2 + i]);
            }
        }
        // Whoever looks at the last one has looked at all.
        world.put(space, datum(Duration.ofMinutes(1), base + 1));
        alarm("z", request -> request);
        await("z", StateValue.ALARM);
        Map<String, String> states = new TreeMap<>();
        world.client()
                .describeAlarmsPaginator()
                .metricAlarms()
                .forEach(alarm -> states.put(alarm.alarmName(), alarm.stateValueAsString()));
        states.remove("z");
        assertEquals(expected, states);
    }

    @Test
    void expressionsAndActionsAreWatched() throws InterruptedException {
        var function = "arn:aws:lambda:eu-central-1:" + ACCOUNT + ":function:none";
        world.put(space, datum(Duration.ofSeconds(60), base), datum(Duration.ofSeconds(60), 3, dimension("a", "b")));
        alarm(
                "math",
                request -> request.namespace(null)
                        .metricName(null)
                        .statistic((Statistic) null)
                        .period(null)
                        .threshold(base + 3.0)
                        .comparisonOperator(ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD)
                        .alarmActions(function)
                        .metrics(
                                query("one"),
                                query("two", "a", "b"),
                                MetricDataQuery.builder()
                                        .id("sum")
                                        .expression("one + two")
                                        .build()));
        await("math", StateValue.ALARM);
        EventsWorld.await(() -> !history("math", HistoryItemType.ACTION).isEmpty());
        var failed = history("math", HistoryItemType.ACTION).getFirst();
        assertEquals("Failed to execute action " + function, failed.historySummary());
        assertTrue(failed.historyData().contains("ResourceNotFoundException"), failed.historyData());
        world.client().disableAlarmActions(request -> request.alarmNames("math"));
        assertEquals(false, found("math").actionsEnabled());
        set("math", StateValue.OK);
        set("math", StateValue.ALARM);
        world.client().enableAlarmActions(request -> request.alarmNames("math"));
        set("math", StateValue.OK);
        set("math", StateValue.ALARM);
        EventsWorld.await(() -> history("math", HistoryItemType.ACTION).size() == 2);
        assertEquals(base + "", found("math").stateReason());
        assertEquals(3, found("math").metrics().size());
    }

    private void set(String name, StateValue value) {
        world.client()
                .setAlarmState(request -> request.alarmName(name)
                        .stateValue(value)
                        .stateReason("" + base)
                        .stateReasonData("{}"));
    }

    private MetricDataQuery query(String id, String... dimension) {
        var dimensions = dimension.length == 0
                ? List.<software.amazon.awssdk.services.cloudwatch.model.Dimension>of()
                : List.of(dimension(dimension[0], dimension[1]));
        return MetricDataQuery.builder()
                .id(id)
                .returnData(false)
                .metricStat(stat -> stat.period(60)
                        .stat("Sum")
                        .metric(metric ->
                                metric.namespace(space).metricName("m").dimensions(dimensions)))
                .build();
    }

    private void refused(String message, UnaryOperator<PutMetricAlarmRequest.Builder> more) {
        var refusal = assertThrows(CloudWatchException.class, () -> alarm("bad", more));
        assertEquals(message, refusal.awsErrorDetails().errorMessage());
        assertEquals("ValidationError", refusal.awsErrorDetails().errorCode());
    }

    @Test
    void alarmsAreFoundAndRefused() {
        alarm("x1", request -> request.dimensions(dimension("a", "b")));
        alarm("x2", request -> request.statistic((Statistic) null).extendedStatistic("p90"));
        alarm(
                "y",
                request ->
                        request.unit("Count").alarmActions("arn:aws:lambda:eu-central-1:" + ACCOUNT + ":function:f"));
        world.restart();
        var client = world.client();
        assertEquals(
                List.of("x1", "x2"),
                client
                        .describeAlarmsPaginator(
                                request -> request.alarmNamePrefix("x").maxRecords(1))
                        .metricAlarms()
                        .stream()
                        .map(MetricAlarm::alarmName)
                        .toList());
        assertEquals(
                List.of("y"),
                client.describeAlarms(request -> request.actionPrefix("arn:aws:lambda")).metricAlarms().stream()
                        .map(MetricAlarm::alarmName)
                        .toList());
        assertEquals(
                List.of("x2", "y"),
                client
                        .describeAlarmsForMetric(
                                request -> request.namespace(space).metricName("m"))
                        .metricAlarms()
                        .stream()
                        .map(MetricAlarm::alarmName)
                        .toList());
        var topic = "arn:aws:sns:eu-central-1:" + ACCOUNT + ":t";
        refused("The action " + topic + " is not simulated: only functions are.", request -> request.okActions(topic));
        refused(
                "Alarms on anomaly detection are not simulated: GreaterThanUpperThreshold.",
                request -> request.comparisonOperator(ComparisonOperator.GREATER_THAN_UPPER_THRESHOLD));
        refused(
                "Metrics cannot be checked across more than a day (EvaluationPeriods * Period must be <= 86400).",
                request -> request.evaluationPeriods(1441));
        refused(
                "The value for DatapointsToAlarm must be less than or equal to the value for EvaluationPeriods.",
                request -> request.datapointsToAlarm(2));
        var missing = assertThrows(
                CloudWatchException.class, () -> client.deleteAlarms(request -> request.alarmNames("x1", "none")));
        assertEquals("ResourceNotFound", missing.awsErrorDetails().errorCode());
        assertEquals(404, missing.statusCode());
        client.deleteAlarms(request -> request.alarmNames("x1", "x2", "y"));
        assertEquals(List.of(), client.describeAlarms().metricAlarms());
    }
}
