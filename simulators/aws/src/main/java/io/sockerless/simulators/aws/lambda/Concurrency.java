package io.sockerless.simulators.aws.lambda;

import java.util.HashMap;
import java.util.Map;

/** How many invocations there are now, and may be. Thread-safe. */
final class Concurrency {
    /** Of an account in a region, all functions together. */
    static final int ACCOUNT = 1000;

    /** What must be left for functions that have reserved nothing. */
    static final int UNRESERVED = 100;

    private final Meter meter;
    private final Map<String, Integer> running = new HashMap<>();
    private final Map<String, Integer> shared = new HashMap<>();

    Concurrency(Meter meter) {
        this.meter = meter;
    }

    Meter meter() {
        return meter;
    }

    /** An invocation that may go on. To be closed at its end. */
    interface Slot extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * @param place account and region
     * @param reserved by the function; negative for none
     * @param unreserved what functions without a reservation have together
     * @throws Throttled when there is none
     */
    synchronized Slot take(String arn, String place, int reserved, int unreserved) throws Throttled {
        if (reserved >= 0 && running.getOrDefault(arn, 0) >= reserved) {
            throw new Throttled("ReservedFunctionConcurrentInvocationLimitExceeded");
        }
        if (reserved < 0 && shared.getOrDefault(place, 0) >= unreserved) {
            throw new Throttled("ConcurrentInvocationLimitExceeded");
        }
        running.merge(arn, 1, Integer::sum);
        if (reserved < 0) {
            shared.merge(place, 1, Integer::sum);
        }
        return () -> give(arn, place, reserved < 0);
    }

    private synchronized void give(String arn, String place, boolean ofAll) {
        running.computeIfPresent(arn, (_, count) -> count > 1 ? count - 1 : null);
        if (ofAll) {
            shared.computeIfPresent(place, (_, count) -> count > 1 ? count - 1 : null);
        }
    }

    /** An invocation that there is no room for; its message is the reason as the service codes it. */
    static final class Throttled extends Exception {
        private static final long serialVersionUID = 1L;

        Throttled(String reason) {
            super(reason);
        }
    }
}
