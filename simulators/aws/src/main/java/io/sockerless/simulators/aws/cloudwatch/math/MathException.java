package io.sockerless.simulators.aws.cloudwatch.math;

/** An expression that cannot be evaluated; the message says why. */
public final class MathException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public MathException(String message) {
        super(message);
    }
}
