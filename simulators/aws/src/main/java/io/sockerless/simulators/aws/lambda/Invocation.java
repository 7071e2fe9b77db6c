package io.sockerless.simulators.aws.lambda;

import java.util.Optional;

/**
 * One event for a function.
 *
 * @param arn by which it was invoked, with the qualifier
 * @param trace as in the header X-Amzn-Trace-Id
 * @param clientContext JSON; empty for none
 * @param stream where its answer goes bit by bit; empty where all of it is waited for
 */
record Invocation(
        String id, String arn, byte[] payload, String trace, String clientContext, Optional<StreamedAnswer> stream) {
    Invocation(String id, String arn, byte[] payload, String trace, String clientContext) {
        this(id, arn, payload, trace, clientContext, Optional.empty());
    }

    Invocation into(StreamedAnswer answer) {
        return new Invocation(id, arn, payload, trace, clientContext, Optional.of(answer));
    }
}
