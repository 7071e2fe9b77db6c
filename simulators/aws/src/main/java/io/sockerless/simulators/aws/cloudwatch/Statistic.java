package io.sockerless.simulators.aws.cloudwatch;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is told of the samples of a period.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html">AWS</a>
 */
@FunctionalInterface
interface Statistic {
    List<String> BASIC = List.of("SampleCount", "Average", "Sum", "Minimum", "Maximum");

    /** Percentiles, and what begins at zero. */
    Pattern SHORT = Pattern.compile("(p|tm|wm|tc|ts)(\\d{1,2}(?:\\.\\d{1,10})?|100)");

    Pattern RANGE = Pattern.compile("(TM|WM|TC|TS|PR)\\(([\\d.]*)(%?):([\\d.]*)(%?)\\)");

    /** Empty when the samples do not say it. @param samples at least one */
    OptionalDouble of(List<Sample> samples);

    /** Empty when it is none of them. */
    static Optional<Statistic> basic(String name) {
        return Optional.ofNullable(
                switch (name) {
                    case "SampleCount" -> samples -> OptionalDouble.of(count(samples));
                    case "Sum" -> samples -> OptionalDouble.of(sum(samples));
                    case "Average" -> samples -> OptionalDouble.of(sum(samples) / count(samples));
                    case "Minimum" ->
                        samples -> samples.stream().mapToDouble(Sample::least).min();
                    case "Maximum" ->
                        samples -> samples.stream().mapToDouble(Sample::most).max();
                    default -> null;
                });
    }

    private static double count(List<Sample> samples) {
        return samples.stream().mapToDouble(Sample::count).sum();
    }

    private static double sum(List<Sample> samples) {
        return samples.stream().mapToDouble(Sample::sum).sum();
    }

    /** Empty when it is none of them. */
    static Optional<Statistic> extended(String name) {
        if (name.equals("IQM")) {
            return Optional.of(of(d -> mean(d.trimmed(0.25, 0.75))));
        }
        Matcher simple = SHORT.matcher(name);
        if (simple.matches()) {
            double part = Double.parseDouble(simple.group(2)) / 100;
            String kind = simple.group(1);
            return Optional.of(
                    kind.equals("p") ? of(d -> OptionalDouble.of(d.percentile(part))) : parts(kind, 0, part));
        }
        Matcher range = RANGE.matcher(name);
        return range.matches() ? range(range) : Optional.empty();
    }

    private static Optional<Statistic> range(Matcher range) {
        String kind = range.group(1).toLowerCase(Locale.ROOT);
        boolean parts = !range.group(3).isEmpty() || !range.group(5).isEmpty();
        String lower = range.group(2);
        String upper = range.group(4);
        boolean numbers = !(lower + upper).isEmpty()
                && (lower.isEmpty() || lower.matches("\\d+(\\.\\d+)?"))
                && (upper.isEmpty() || upper.matches("\\d+(\\.\\d+)?"));
        boolean mixed = parts
                && (range.group(3).isEmpty() != lower.isEmpty()
                        || range.group(5).isEmpty() != upper.isEmpty());
        if (!numbers || mixed || parts && kind.equals("pr")) {
            return Optional.empty();
        }
        if (parts) {
            double from = lower.isEmpty() ? 0 : Double.parseDouble(lower) / 100;
            double to = upper.isEmpty() ? 1 : Double.parseDouble(upper) / 100;
            return from < to && to <= 1 ? Optional.of(parts(kind, from, to)) : Optional.empty();
        }
        double above = lower.isEmpty() ? Double.NEGATIVE_INFINITY : Double.parseDouble(lower);
        double most = upper.isEmpty() ? Double.POSITIVE_INFINITY : Double.parseDouble(upper);
        return kind.equals("wm") || above >= most ? Optional.empty() : Optional.of(values(kind, above, most));
    }

    private static Statistic parts(String kind, double from, double to) {
        return switch (kind) {
            case "tm" -> of(d -> mean(d.trimmed(from, to)));
            case "wm" -> of(d -> OptionalDouble.of(d.winsorized(from, to)));
            case "tc" -> of(d -> OptionalDouble.of(d.trimmed(from, to).total()));
            default -> of(d -> OptionalDouble.of(d.trimmed(from, to).sum()));
        };
    }

    private static Statistic values(String kind, double above, double most) {
        return switch (kind) {
            case "tm" -> of(d -> mean(d.between(above, most)));
            case "tc" -> of(d -> OptionalDouble.of(d.between(above, most).total()));
            case "ts" -> of(d -> OptionalDouble.of(d.between(above, most).sum()));
            default -> of(d -> OptionalDouble.of(100 * d.between(above, most).total() / d.total()));
        };
    }

    private static OptionalDouble mean(Distribution of) {
        return of.total() > 0 ? OptionalDouble.of(of.sum() / of.total()) : OptionalDouble.empty();
    }

    /** Of values: a summary does not say it. */
    private static Statistic of(java.util.function.Function<Distribution, OptionalDouble> how) {
        return samples -> Distribution.of(samples).map(how).orElse(OptionalDouble.empty());
    }
}
