package io.sockerless.simulators.aws.logs;

/** Where the values go that metric filters find. */
public interface MetricSink {
    /**
     * @param place account and region
     * @param millis since 1970
     */
    void tell(String place, String namespace, String metric, String unit, long millis, double value);
}
