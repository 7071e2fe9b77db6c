package io.sockerless.drivers.agent;

/**
 * What an extraction has done.
 *
 * @param bytes of regular files
 */
public record Extracted(long entries, long bytes) {}
