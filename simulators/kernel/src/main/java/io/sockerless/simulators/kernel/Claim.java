package io.sockerless.simulators.kernel;

/** A request of which it is known whom it is for. */
public interface Claim {
    /** Empty when nobody claims it. */
    String service();

    /** Empty when it names none. */
    String operation();

    /** Does what is asked; what goes wrong is an answer as well. */
    Response answer() throws InterruptedException;

    /** An error in the words of the service. */
    Response refusal(Refusal refusal);

    record Refusal(int status, String code, String message) {}
}
