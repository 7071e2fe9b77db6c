package io.sockerless.simulators.aws.wire;

import java.time.Instant;
import java.util.Optional;

/** Credentials for what runs here with a role. */
public interface RoleSessions {
    /** @param secret with which requests are signed @param token that comes with them @param expires when it is over */
    record Issued(String accessKey, String secret, String token, Instant expires) {}

    /**
     * @param role its ARN
     * @param session by which it is known who asks
     * @param seconds for how long
     * @return empty when there is no such role
     */
    Optional<Issued> begin(String role, String session, int seconds, String region);

    /** Whether there is such a role. */
    boolean known(String role);
}
