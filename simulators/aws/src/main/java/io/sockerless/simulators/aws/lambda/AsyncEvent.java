package io.sockerless.simulators.aws.lambda;

import io.sockerless.simulators.aws.wire.Caller;

/**
 * An event that nobody waits for.
 *
 * @param created in milliseconds since 1970
 * @param attempts that failed so far
 * @param notBefore when it may be tried again, in milliseconds since 1970
 */
record AsyncEvent(
        Caller caller,
        String function,
        String qualifier,
        String id,
        String trace,
        String clientContext,
        byte[] payload,
        long created,
        int attempts,
        long notBefore) {
    FunctionName name() {
        return new FunctionName(caller, function, qualifier);
    }

    Invocation invocation() {
        return new Invocation(id, name().qualified(), payload, trace, clientContext);
    }

    AsyncEvent again(int failed, long time) {
        return new AsyncEvent(caller, function, qualifier, id, trace, clientContext, payload, created, failed, time);
    }
}
