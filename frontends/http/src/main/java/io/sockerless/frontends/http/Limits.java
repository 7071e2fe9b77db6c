package io.sockerless.frontends.http;

import java.time.Duration;

/**
 * What a client may ask of the server at most.
 *
 * @param headerBytes of all headers together
 * @param requestLineBytes of the request line
 * @param idle how long a connection may wait between requests or dawdle over a head
 * @param connections of one listener; beyond it the one that has been waited for longest makes room
 * @param heldBytes memory that all requests beyond the usual size may hold together
 */
public record Limits(int headerBytes, int requestLineBytes, Duration idle, int connections, long heldBytes) {
    /** Registry credentials travel in a header and filters in the request line, so both are generous. */
    public static final Limits DEFAULT = new Limits(64 << 10, 64 << 10, Duration.ofMinutes(5), 4096, 64 << 20);
}
