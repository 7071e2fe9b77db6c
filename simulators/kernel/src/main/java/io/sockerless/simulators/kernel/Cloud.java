package io.sockerless.simulators.kernel;

import io.sockerless.frontends.http.Api;
import java.util.Optional;

/** A provider's services. */
public interface Cloud extends AutoCloseable {
    /** Whether the claim itself reads the body, which may be of any length. */
    default boolean streams(Call head) {
        return false;
    }

    /** What serves a request by itself, and reads its body; empty where claims do. */
    default Optional<Api> api(Call head) {
        return Optional.empty();
    }

    /** Told once, as soon as it is known; requests may come before. @param authority as in a URL, host and port */
    default void served(String authority) {}

    /** Never fails: what is for nobody is a claim as well, whose answer says so. */
    Claim claim(Call call);

    /** Ends what runs, so that what is known of it can be forgotten. */
    void clear() throws InterruptedException;

    /**
     * Takes capacity back from what runs on such as can be taken back.
     *
     * @param workload as the cloud names it; empty for all of them
     * @return of how many
     */
    default int interrupt(String workload) {
        return 0;
    }

    /** After {@link #clear}, when all is forgotten: from now on things may begin anew. */
    default void cleared() {}

    /** Takes up what a predecessor began. */
    void resume();

    /** Lets what runs run on. */
    @Override
    void close();
}
