/**
 * The HTTP kernel that every frontend shares; it knows no API.
 *
 * <p>Helidon owns the listeners, the threads and the parsers of request line and headers. Through its public
 * {@code ServerConnectionSelector} SPI this package takes over after the head, because the stock HTTP/1.1 connection
 * reads a chunk whole before handing it on, sends no head before the first byte of a stream, hides the half-close of
 * hijacked connections, and does not notice a client that leaves while its answer waits.
 */
package io.sockerless.frontends.http;
