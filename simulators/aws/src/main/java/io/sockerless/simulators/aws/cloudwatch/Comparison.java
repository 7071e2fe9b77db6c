package io.sockerless.simulators.aws.cloudwatch;

import java.util.List;

/** With a threshold. */
enum Comparison {
    GREATER_OR_EQUAL("GreaterThanOrEqualToThreshold", "greater than or equal to"),
    GREATER("GreaterThanThreshold", "greater than"),
    LESS("LessThanThreshold", "less than"),
    LESS_OR_EQUAL("LessThanOrEqualToThreshold", "less than or equal to");

    private final String name;
    private final String words;

    Comparison(String name, String words) {
        this.name = name;
        this.words = words;
    }

    static Comparison of(String said) {
        if (said.contains("LowerThreshold") || said.contains("UpperThreshold")) {
            throw Checks.validation("Alarms on anomaly detection are not simulated: " + said + ".");
        }
        return List.of(values()).stream()
                .filter(one -> one.name.equals(said))
                .findFirst()
                .orElseThrow(() -> Checks.validation("1 validation error detected: Value '" + said
                        + "' at 'comparisonOperator' failed to satisfy constraint: Member must satisfy enum value set:"
                        + " [GreaterThanOrEqualToThreshold, GreaterThanThreshold, LessThanThreshold,"
                        + " LessThanOrEqualToThreshold]"));
    }

    String words() {
        return words;
    }

    boolean breaks(double value, double threshold) {
        return switch (this) {
            case GREATER_OR_EQUAL -> value >= threshold;
            case GREATER -> value > threshold;
            case LESS -> value < threshold;
            case LESS_OR_EQUAL -> value <= threshold;
        };
    }
}
