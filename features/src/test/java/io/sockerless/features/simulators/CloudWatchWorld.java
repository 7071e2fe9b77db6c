package io.sockerless.features.simulators;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.Datapoint;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricStatisticsRequest;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;
import software.amazon.awssdk.services.cloudwatch.model.Statistic;

/** A simulated CloudWatch at a time that the test says, without an engine, and Amazon's own client. */
final class CloudWatchWorld implements AutoCloseable {
    static final String ACCOUNT = "111122223333";
    static final Instant NOW = Instant.parse("2027-06-01T12:00:00Z");

    private final Path place;
    private final SdkHttpClient http = UrlConnectionHttpClient.create();
    private EcrWorld simulator;
    private CloudWatchClient client;

    CloudWatchWorld(Path place) {
        this.place = place;
        start();
    }

    private void start() {
        simulator = new EcrWorld(place);
        simulator.at(NOW);
        client = AwsClients.at(
                simulator.uri(), ACCOUNT, "secret", CloudWatchClient.builder().httpClient(http));
    }

    EcrWorld simulator() {
        return simulator;
    }

    CloudWatchClient client() {
        return client;
    }

    void restart() {
        client.close();
        simulator.close();
        start();
    }

    static Dimension dimension(String name, String value) {
        return Dimension.builder().name(name).value(value).build();
    }

    /** A value of the metric m, that long before now. */
    static MetricDatum datum(Duration ago, double value, Dimension... dimensions) {
        return MetricDatum.builder()
                .metricName("m")
                .dimensions(dimensions)
                .timestamp(NOW.minus(ago))
                .value(value)
                .build();
    }

    void put(String namespace, MetricDatum... data) {
        client.putMetricData(request -> request.namespace(namespace).metricData(data));
    }

    /** Of the last hour's metric m, the earliest first. @param names percentiles when they begin with a small letter */
    List<Datapoint> statistics(String namespace, int period, String... names) {
        var request = GetMetricStatisticsRequest.builder()
                .namespace(namespace)
                .metricName("m")
                .startTime(NOW.minusSeconds(3600))
                .endTime(NOW)
                .period(period);
        var basic = Arrays.stream(names)
                .filter(name -> Statistic.knownValues().contains(Statistic.fromValue(name)))
                .toList();
        request = basic.isEmpty() ? request.extendedStatistics(names) : request.statisticsWithStrings(basic);
        return client.getMetricStatistics(request.build()).datapoints().stream()
                .sorted((a, b) -> a.timestamp().compareTo(b.timestamp()))
                .toList();
    }

    @Override
    public void close() {
        client.close();
        http.close();
        simulator.close();
    }
}
