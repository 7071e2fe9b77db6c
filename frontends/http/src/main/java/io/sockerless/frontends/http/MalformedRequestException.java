package io.sockerless.frontends.http;

/** The request is not what HTTP allows; {@code message} says why. */
public class MalformedRequestException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public MalformedRequestException(String message) {
        super(message);
    }
}
