package io.sockerless.frontends.http;

import java.time.Duration;

/**
 * What a client may ask of the server at most.
 *
 * @param headerBytes of all headers together
 * @param requestLineBytes of the request line
 * @param idle how long a connection may wait between requests or dawdle over a head
 */
public record Limits(int headerBytes, int requestLineBytes, Duration idle) {
    /** Registry credentials travel in a header and filters in the request line, so both are generous. */
    public static final Limits DEFAULT = new Limits(64 << 10, 64 << 10, Duration.ofMinutes(5));
}
