package io.sockerless.simulators.aws.codebuild;

import io.sockerless.simulators.aws.containers.Engine;
import io.sockerless.simulators.aws.ecs.Pulls;
import io.sockerless.simulators.aws.logs.CloudWatchLogs;
import io.sockerless.simulators.aws.logs.CloudWatchLogs.Sink;
import io.sockerless.simulators.aws.s3.S3;
import io.sockerless.simulators.kernel.Documents;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.HexFormat;
import java.util.Map;

/**
 * What builds are run with.
 *
 * @param secret of this simulator
 * @param marks labels of containers
 */
record RunMeans(
        Documents<Build> builds,
        CloudWatchLogs logs,
        Pulls pulls,
        Variables variables,
        S3 s3,
        Engine engine,
        Clock clock,
        String secret,
        Map<String, String> marks) {
    private static final int MARK = 32;

    double now() {
        return clock.millis() / 1000.0;
    }

    Sink sink(Build build) {
        var logs = build.document().path("logs");
        return logs().sink(
                        build.caller(),
                        logs.path("groupName").asText(),
                        logs.path("streamName").asText(),
                        true);
    }

    /** The word with which a build's own scripts tell how far it is. */
    String mark(Build build) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest((secret + build.arn()).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash).substring(0, MARK);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
