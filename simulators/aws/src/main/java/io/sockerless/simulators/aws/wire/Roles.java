package io.sockerless.simulators.aws.wire;

/** Whether a service could act with a role. */
@FunctionalInterface
public interface Roles {
    /**
     * True in an account without roles of its own, too: whoever makes none may name any.
     *
     * @param role its ARN
     * @param service as in {@code lambda.amazonaws.com}
     */
    boolean assumable(Caller caller, String role, String service);
}
