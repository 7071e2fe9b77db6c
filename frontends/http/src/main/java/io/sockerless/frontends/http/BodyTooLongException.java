package io.sockerless.frontends.http;

/** The body is longer than what the request may have. */
public final class BodyTooLongException extends MalformedRequestException {
    private static final long serialVersionUID = 1L;

    BodyTooLongException() {
        super("request body too large");
    }
}
