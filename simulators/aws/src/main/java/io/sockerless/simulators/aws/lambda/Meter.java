package io.sockerless.simulators.aws.lambda;

import io.sockerless.simulators.aws.wire.Caller;

/** Is told of each invocation, for whoever wants to know how many there are. */
public interface Meter {
    /**
     * One that has been performed.
     *
     * @param function its name
     * @param error whether it failed
     * @param millis that it took, without what its environment took to begin
     */
    void performed(Caller owner, String function, boolean error, double millis);

    /** One that there was no room for. @param function its name */
    void throttled(Caller owner, String function);
}
