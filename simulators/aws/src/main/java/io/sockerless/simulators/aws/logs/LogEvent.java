package io.sockerless.simulators.aws.logs;

/** @param timestamp milliseconds since 1970, as all times of this service */
public record LogEvent(long timestamp, String message) {
    /** What it counts against the limits of a request. */
    int size() {
        return message.getBytes(java.nio.charset.StandardCharsets.UTF_8).length + 26;
    }
}
