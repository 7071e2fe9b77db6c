package io.sockerless.engine.model;

import java.time.Instant;

/**
 * How a container's process ended.
 *
 * @param code 0..255; 128 + n when signal n ended it
 * @param oomKilled whether the kernel's out-of-memory killer struck inside the container
 */
public record ExitStatus(int code, boolean oomKilled, Instant finishedAt) {}
