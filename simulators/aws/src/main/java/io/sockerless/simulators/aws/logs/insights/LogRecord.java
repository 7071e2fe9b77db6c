package io.sockerless.simulators.aws.logs.insights;

/**
 * An event that is looked at.
 *
 * @param log account and group, as in {@code 123456789012:name}
 * @param pointer by which it could be asked for
 */
public record LogRecord(String log, String stream, long timestamp, long ingested, String message, String pointer) {}
