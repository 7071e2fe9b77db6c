package io.sockerless.simulators.aws.sts;

import java.time.Instant;
import java.util.Map;

/**
 * Credentials for a while, and who asks with them.
 *
 * @param account in which they are good
 * @param token that comes with each request
 * @param expires as in RFC 3339
 * @param arn who one is with them
 * @param userId the same as AWS's unique id
 * @param principal the ARN of the role or user behind them, as policies name it
 * @param id the unique id of that; empty for the account itself
 * @param tags of the session
 */
record Session(
        String accessKey,
        String account,
        String secret,
        String token,
        String expires,
        String arn,
        String userId,
        String principal,
        String id,
        Map<String, String> tags) {
    Instant end() {
        return Instant.parse(expires);
    }

    /** Whether a role was assumed for it. */
    boolean ofRole() {
        return id.startsWith("AROA");
    }
}
