package io.sockerless.simulators.aws.lambda;

/**
 * One event for a function.
 *
 * @param arn by which it was invoked, with the qualifier
 * @param trace as in the header X-Amzn-Trace-Id
 * @param clientContext JSON; empty for none
 */
record Invocation(String id, String arn, byte[] payload, String trace, String clientContext) {}
