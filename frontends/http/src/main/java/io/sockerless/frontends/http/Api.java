package io.sockerless.frontends.http;

import java.io.IOException;

/** What a server serves. */
public interface Api {
    /**
     * Answers one request on its own virtual thread. Whatever it throws before the head of the answer is sent becomes
     * {@link #failure}; afterwards the connection is cut.
     *
     * @throws InterruptedException when the client has left or the server stops; nobody reads an answer then
     */
    void handle(Exchange exchange) throws IOException, InterruptedException;

    /** The answer for a failed request. */
    Answer failure(Throwable failure);

    /** The answer for what is not HTTP, or beyond the {@link Limits}. */
    Answer malformed(int status, String message);

    /** A complete answer. */
    record Answer(int status, String contentType, byte[] body) {}
}
