/**
 * The HTTP kernel that every frontend shares; it knows no API.
 *
 * <p>Helidon's parsers read request line and headers; everything else is ours, because its listener ends for good when a
 * connection cannot be accepted, and its HTTP/1.1 connection reads a chunk whole before handing it on, sends no head
 * before the first byte of a stream, hides the half-close of hijacked connections, and does not notice a client that
 * leaves while its answer waits.
 */
package io.sockerless.frontends.http;
