package io.sockerless.simulators.aws.wire;

import java.time.Instant;
import java.util.Optional;

/** Access keys that were made here: users' by IAM, sessions' by STS. */
public interface Keys {
    /** Empty for one that was not made here, or is no more. */
    Optional<Key> key(String accessKey);

    /** Told of each request that is signed with one. @param service that it is for */
    void used(String accessKey, String service, String region);

    /**
     * @param account whose it is, twelve digits
     * @param active whether its owner has it switched on
     * @param token of a session, which must come with each request
     * @param expires when a session is over
     */
    record Key(String secret, String account, boolean active, Optional<String> token, Optional<Instant> expires) {}
}
