package io.sockerless.simulators.aws.logs;

import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;

/** Functions to which subscriptions deliver. */
public interface Subscriber {
    /**
     * Whether there is such a function, and its policy lets a service invoke it.
     *
     * @param function its ARN, which may have a qualifier
     * @param service as in {@code logs.amazonaws.com}
     * @param source an ARN of that service
     */
    boolean lets(Caller caller, String function, String service, String source);

    /**
     * An event that nobody waits for; durable when it returns.
     *
     * @param trace empty for none
     * @throws AwsException when there is no such function, or its policy does not allow it
     */
    void invokeLater(Caller caller, String function, String service, String source, String trace, byte[] payload);
}
