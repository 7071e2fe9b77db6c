package io.sockerless.simulators.aws.cloudwatch.math;

/**
 * An expression of metric math.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html">AWS</a>
 */
@FunctionalInterface
public interface Expression {
    /** @throws MathException when it cannot be evaluated */
    Value of(Names names);

    /** @throws MathException when it is none, or one that is not simulated */
    static Expression parse(String text) {
        return new Parser(text).whole();
    }
}
