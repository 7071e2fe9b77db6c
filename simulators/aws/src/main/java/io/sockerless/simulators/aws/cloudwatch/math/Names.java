package io.sockerless.simulators.aws.cloudwatch.math;

import java.util.List;

/** What expressions may name, and when. */
public interface Names {
    /** @throws MathException when there is no such thing */
    Value named(String id);

    /** Those that are metrics and no expressions. @param part of their ids; empty for all */
    List<Value.Series> metrics(String part);

    /** Seconds since 1970 at which periods of that length begin. */
    List<Long> times(int period);

    /** The period of what names no metric, in seconds. */
    int period();
}
