package io.sockerless.simulators.kernel;

/** A provider's services. */
public interface Cloud extends AutoCloseable {
    /** Whether the claim itself reads the body, which may be of any length. */
    default boolean streams(Call head) {
        return false;
    }

    /** Never fails: what is for nobody is a claim as well, whose answer says so. */
    Claim claim(Call call);

    /** Ends what runs, so that what is known of it can be forgotten. */
    void clear() throws InterruptedException;

    /** Takes up what a predecessor began. */
    void resume();

    /** Lets what runs run on. */
    @Override
    void close();
}
