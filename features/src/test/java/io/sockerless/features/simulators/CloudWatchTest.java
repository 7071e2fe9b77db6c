package io.sockerless.features.simulators;

import static io.sockerless.features.simulators.CloudWatchWorld.NOW;
import static io.sockerless.features.simulators.CloudWatchWorld.datum;
import static io.sockerless.features.simulators.CloudWatchWorld.dimension;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.cloudwatch.model.CloudWatchException;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.DimensionFilter;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;
import software.amazon.awssdk.services.cloudwatch.model.RecentlyActive;
import software.amazon.awssdk.services.cloudwatch.model.ScanBy;
import software.amazon.awssdk.services.cloudwatch.model.StandardUnit;
import software.amazon.awssdk.services.cloudwatch.model.StatusCode;

/** Metrics through Amazon's own client; {@link CloudWatchClientsTest} has others, {@link AlarmsTest} has alarms. */
class CloudWatchTest {
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

    private static void refused(String code, String message, Executable what) {
        var refusal = assertThrows(CloudWatchException.class, what);
        assertEquals(message, refusal.awsErrorDetails().errorMessage());
        assertEquals(code, refusal.awsErrorDetails().errorCode());
        assertEquals(400, refusal.statusCode());
    }

    private void putRefused(String code, String message, UnaryOperator<MetricDatum.Builder> datum) {
        var told = datum.apply(MetricDatum.builder().metricName("m")).build();
        refused(code, message, () -> world.put(space, told));
    }

    @Test
    void statisticsAreOfWhatWasPut() {
        var values = new ArrayList<>(
                IntStream.rangeClosed(1, 100).mapToObj(i -> (double) base + i).toList());
        Collections.shuffle(values);
        var at = NOW.minusSeconds(600);
        var all = MetricDatum.builder().metricName("m").timestamp(at).values(values);
        world.put(space, all.build());
        world.put(
                space,
                datum(Duration.ofSeconds(30), base),
                datum(Duration.ofSeconds(59), -base),
                all.timestamp(NOW.minusSeconds(120))
                        .values(5.0, 7.0)
                        .counts(2.0, 6.0)
                        .unit(StandardUnit.COUNT)
                        .build(),
                MetricDatum.builder()
                        .metricName("m")
                        .timestamp(NOW.minusSeconds(1200))
                        .statisticValues(set ->
                                set.sampleCount(4.0).sum(10.0).minimum(1.0).maximum(4.5))
                        .build());
        world.restart();
        var points = world.statistics(space, 60, "SampleCount", "Average", "Sum", "Minimum", "Maximum");
        assertEquals(
                List.of(NOW.minusSeconds(1200), at, NOW.minusSeconds(120), NOW.minusSeconds(60)),
                points.stream().map(point -> point.timestamp()).toList());
        assertEquals(
                List.of(10.0, 100.0 * base + 5050, 52.0, 0.0),
                points.stream().map(point -> point.sum()).toList());
        assertEquals(
                List.of(4.0, 100.0, 8.0, 2.0),
                points.stream().map(point -> point.sampleCount()).toList());
        assertEquals(
                List.of(2.5, base + 50.5, 6.5, 0.0),
                points.stream().map(point -> point.average()).toList());
        assertEquals(
                List.of(1.0, base + 1.0, 5.0, (double) -base),
                points.stream().map(point -> point.minimum()).toList());
        assertEquals(
                List.of(4.5, base + 100.0, 7.0, (double) base),
                points.stream().map(point -> point.maximum()).toList());
        assertEquals(
                List.of(StandardUnit.NONE, StandardUnit.NONE, StandardUnit.COUNT, StandardUnit.NONE),
                points.stream().map(point -> point.unit()).toList());
        // A summary has no percentiles.
        var extended = world.statistics(space, 60, "p0", "p50", "p99.5", "p100", "tm90", "IQM", "TC(10%:90%)");
        assertEquals(3, extended.size());
        var of = extended.getFirst().extendedStatistics();
        assertEquals(base + 1.0, of.get("p0"));
        assertEquals(base + 50.0, of.get("p50"));
        assertEquals(base + 100.0, of.get("p99.5"));
        assertEquals(base + 100.0, of.get("p100"));
        assertEquals(base + 45.5, of.get("tm90"), 1e-6);
        assertEquals(base + 50.5, of.get("IQM"), 1e-6);
        assertEquals(80.0, of.get("TC(10%:90%)"), 1e-6);
    }

    @Test
    void metricsAreListedInPages() {
        var client = world.client();
        world.put(
                space,
                IntStream.range(0, 501)
                        .mapToObj(i -> datum(Duration.ZERO, i, dimension("i", "" + i), dimension("odd", "" + i % 2)))
                        .toArray(MetricDatum[]::new));
        world.put(space + "x", datum(Duration.ofHours(4), 1));
        var first = client.listMetrics(request -> request.namespace(space));
        assertEquals(500, first.metrics().size());
        var second = client.listMetrics(request -> request.namespace(space).nextToken(first.nextToken()));
        assertEquals(1, second.metrics().size());
        assertNull(second.nextToken());
        var odd = client.listMetrics(request -> request.metricName("m")
                .dimensions(
                        DimensionFilter.builder().name("i").build(),
                        DimensionFilter.builder().name("odd").value("1").build()));
        assertEquals(250, odd.metrics().size());
        assertTrue(odd.metrics().stream().allMatch(metric -> metric.dimensions().contains(dimension("odd", "1"))));
        assertEquals(
                1,
                client.listMetrics(request -> request.namespace(space + "x"))
                        .metrics()
                        .size());
        assertEquals(
                0,
                client.listMetrics(request -> request.namespace(space + "x").recentlyActive(RecentlyActive.PT3_H))
                        .metrics()
                        .size());
        world.simulator().forward(Duration.ofDays(14));
        assertEquals(
                0,
                client.listMetrics(request -> request.namespace(space + "x"))
                        .metrics()
                        .size());
    }

    private MetricDataQuery metric(String id, String name, String statistic) {
        return MetricDataQuery.builder()
                .id(id)
                .returnData(false)
                .metricStat(stat -> stat.period(60)
                        .stat(statistic)
                        .metric(metric ->
                                metric.namespace(space).metricName("m").dimensions(dimension("of", name))))
                .build();
    }

    private List<Double> evaluated(String expression) {
        var answer = world.client()
                .getMetricData(request -> request.startTime(NOW.minusSeconds(300))
                        .endTime(NOW)
                        .scanBy(ScanBy.TIMESTAMP_ASCENDING)
                        .metricDataQueries(
                                metric("a", "a", "Sum"),
                                metric("b", "b", "Sum"),
                                MetricDataQuery.builder()
                                        .id("e")
                                        .expression(expression)
                                        .build()));
        assertEquals(1, answer.metricDataResults().size());
        assertEquals("e", answer.metricDataResults().getFirst().label());
        assertEquals(StatusCode.COMPLETE, answer.metricDataResults().getFirst().statusCode());
        return answer.metricDataResults().getFirst().values();
    }

    private void evaluationRefused(String message, String expression) {
        refused("ValidationError", "Error in expression 'e': " + message, () -> evaluated(expression));
    }

    @Test
    void expressionsAreOfWhatWasPut() {
        // a: 1 2 - 4 5, b: 10 - 30 40 0.
        double[][] series = {{1, 2, Double.NaN, 4, 5}, {10, Double.NaN, 30, 40, 0}};
        for (int s = 0; s < 2; s++) {
            for (int i = 0; i < 5; i++) {
                if (!Double.isNaN(series[s][i])) {
                    world.put(
                            space, datum(Duration.ofMinutes(5 - i), series[s][i], dimension("of", s == 0 ? "a" : "b")));
                }
            }
        }
        double n = base;
        assertEquals(List.of(11 + n, 44 + n, 5 + n), evaluated("a + b + " + base));
        assertEquals(List.of(-1.0, -2.0, -4.0, -5.0), evaluated("-a"));
        assertEquals(List.of(10.0, 10.0), evaluated("b / a * IF(b > 0, 1)"));
        assertEquals(List.of(0.1, 0.1), evaluated("a / b"));
        assertEquals(List.of(11.0, 2.0, 30.0, 44.0, 5.0), evaluated("SUM(METRICS())"));
        assertEquals(List.of(10.0, 2.0, 30.0, 40.0, 5.0), evaluated("MAX([a, b])"));
        assertEquals(List.of(1.0, 2.0, 30.0, 4.0, 0.0), evaluated("MIN(METRICS())"));
        assertEquals(List.of(5.5, 2.0, 30.0, 22.0, 2.5), evaluated("AVG([a, b])"));
        assertEquals(List.of(1 / 12.0, 2 / 12.0, 4 / 12.0, 5 / 12.0), evaluated("a / SUM(a)"));
        assertEquals(List.of(1.0, 2.0, n, 4.0, 5.0), evaluated("FILL(a, " + base + ")"));
        assertEquals(List.of(1.0, 2.0, 2.0, 4.0, 5.0), evaluated("FILL(a, REPEAT)"));
        assertEquals(List.of(1.0, 2.0, 3.0, 4.0, 5.0), evaluated("FILL(a, LINEAR)"));
        assertEquals(List.of(1.0, 0.0, 16.0, n), evaluated("IF(a > 4 OR a == 2, IF(a > 4, " + base + ", 0), a ^ 2)"));
        assertEquals(List.of(1.0, 3.0, 7.0, 12.0), evaluated("RUNNING_SUM(a)"));
        assertEquals(List.of(1.0, 2.0, 1.0), evaluated("DIFF(a)"));
        assertEquals(List.of(7.0, 7.0, 7.0, 7.0, 7.0), evaluated("TIME_SERIES(1 + 2 * 3)"));
        evaluationRefused("The expression must be a time series, or several of them", "SUM(a)");
        evaluationRefused("There is no 'c'", "a + c");
        evaluationRefused("'e' is of itself", "a + e");
        evaluationRefused("Syntax error at 'the end'", "a +");
        evaluationRefused("The function SEARCH is not simulated", "SEARCH('x', 'Sum', 60)");
        evaluationRefused("Metrics Insights queries are not simulated", "SELECT SUM(m) FROM \"n\"");
        var asked = List.of(
                metric("a", "a", "Sum").toBuilder()
                        .returnData(true)
                        .label("first")
                        .build(),
                metric("b", "b", "p50").toBuilder().returnData(null).build());
        var pages = world
                .client()
                .getMetricDataPaginator(request -> request.startTime(NOW.minusSeconds(300))
                        .endTime(NOW)
                        .maxDatapoints(3)
                        .metricDataQueries(asked))
                .stream()
                .map(page -> page.metricDataResults().stream()
                        .map(result -> result.label() + " " + result.values() + " " + result.statusCode())
                        .toList())
                .toList();
        assertEquals(
                List.of(
                        List.of("first [5.0, 4.0, 2.0] PartialData"),
                        List.of("first [1.0] Complete", "m [0.0, 40.0] PartialData"),
                        List.of("m [30.0, 10.0] Complete")),
                pages);
    }

    @Test
    void oldDataIsKnownInLongPeriodsOnly() {
        world.put(space, datum(Duration.ofDays(13), base));
        world.simulator().forward(Duration.ofDays(3));
        var client = world.client();
        var start = NOW.minus(Duration.ofDays(13));
        for (var expected : Map.of(60, 0, 300, 1).entrySet()) {
            var found = client.getMetricStatistics(request -> request.namespace(space)
                    .metricName("m")
                    .startTime(start)
                    .endTime(start.plusSeconds(3600))
                    .period(expected.getKey())
                    .statisticsWithStrings("Sum"));
            assertEquals(expected.getValue(), found.datapoints().size());
        }
    }

    @Test
    void whatCannotBeIsRefused() {
        putRefused(
                "InvalidParameterValue",
                "The value NaN for parameter MetricData.member.1.Value is invalid.",
                datum -> datum.value(Double.NaN));
        putRefused(
                "InvalidParameterValue",
                "The parameter MetricData.member.1.Timestamp must specify a time no older than two weeks.",
                datum -> datum.value(1.0)
                        .timestamp(NOW.minus(Duration.ofDays(14)).minusSeconds(1)));
        putRefused(
                "InvalidParameterValue",
                "The parameter MetricData.member.1.Timestamp must specify a time within two hours of the current time.",
                datum -> datum.value(1.0).timestamp(NOW.plusSeconds(7201)));
        putRefused(
                "InvalidParameterCombination",
                "The parameters MetricData.member.1.Value and MetricData.member.1.StatisticValues are mutually exclusive"
                        + " and you have specified both.",
                datum -> datum.value(1.0)
                        .statisticValues(set ->
                                set.sampleCount(1.0).sum(1.0).minimum(1.0).maximum(1.0)));
        putRefused(
                "InvalidParameterValue",
                "The parameters MetricData.member.1.Values and MetricData.member.1.Counts must be of the same size.",
                datum -> datum.values(1.0, 2.0).counts(1.0));
        putRefused(
                "InvalidParameterValue",
                "The collection MetricData.member.1.Dimensions must not have a size greater than 30.",
                datum -> datum.value(1.0)
                        .dimensions(IntStream.range(0, 31)
                                .mapToObj(i -> dimension("d" + i, "v"))
                                .toArray(Dimension[]::new)));
        refused(
                "InvalidParameterValue",
                "The collection MetricData must not have a size greater than 1000.",
                () -> world.put(
                        space,
                        Collections.nCopies(1001, datum(Duration.ZERO, 1)).toArray(MetricDatum[]::new)));
        refused(
                "InvalidParameterValue",
                "The value AWS/ for parameter Namespace is invalid.",
                () -> world.put("AWS/Mine", datum(Duration.ZERO, 1)));
        refused(
                "InvalidParameterCombination",
                "You have requested up to 3600 datapoints, which exceeds the limit of 1440. You may reduce the datapoints"
                        + " requested by increasing Period, or decreasing the time range.",
                () -> world.statistics(space, 1, "Sum"));
        refused(
                "InvalidParameterValue",
                "The parameter Period must be 1, 5, 10, 20, 30 or a multiple of 60.",
                () -> world.statistics(space, 90, "Sum"));
        refused(
                "InvalidParameterValue",
                "The value p101 for parameter ExtendedStatistics is not supported.",
                () -> world.statistics(space, 60, "p101"));
        refused(
                "MissingParameter",
                "The parameter MetricName is required.",
                () -> world.client().getMetricStatistics(request -> request.namespace(space)));
        refused(
                "InvalidAction",
                "monitoring:PutCompositeAlarm is not simulated.",
                () -> world.client()
                        .putCompositeAlarm(request -> request.alarmName("a").alarmRule("ALARM(b)")));
        assertEquals(List.of(), world.client().listMetrics().metrics());
    }
}
