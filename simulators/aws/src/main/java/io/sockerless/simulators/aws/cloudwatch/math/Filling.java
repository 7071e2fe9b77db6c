package io.sockerless.simulators.aws.cloudwatch.math;

import io.sockerless.simulators.aws.cloudwatch.math.Value.Scalar;
import io.sockerless.simulators.aws.cloudwatch.math.Value.Series;
import io.sockerless.simulators.aws.cloudwatch.math.Value.Text;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Points where a series has none. */
final class Filling {
    private Filling() {}

    /** @param filler a number, REPEAT, LINEAR, or another series */
    static Series of(Series series, Value filler, Names names) {
        NavigableMap<Long, Double> points = series.points();
        NavigableMap<Long, Double> out = new TreeMap<>();
        for (long time : names.times(series.period())) {
            out.put(time, Double.NaN);
        }
        out.putAll(points);
        out.replaceAll((time, value) -> points.containsKey(time) ? value : filled(points, time, filler));
        return series.of(out);
    }

    /** What is no number is not there. */
    private static double filled(NavigableMap<Long, Double> points, long time, Value filler) {
        Map.Entry<Long, Double> before = points.lowerEntry(time);
        Map.Entry<Long, Double> after = points.higherEntry(time);
        return switch (filler) {
            case Scalar scalar -> scalar.number();
            case Series series -> series.points().getOrDefault(time, Double.NaN);
            case Text text when text.text().equals("REPEAT") -> before == null ? Double.NaN : before.getValue();
            case Text text
            when text.text().equals("LINEAR") ->
                before == null || after == null
                        ? Double.NaN
                        : before.getValue()
                                + (after.getValue() - before.getValue())
                                        * (time - before.getKey())
                                        / (after.getKey() - before.getKey());
            case Text _, Value.Several _ ->
                throw new MathException("The function FILL fills with a number, a time series, REPEAT or LINEAR");
        };
    }
}
