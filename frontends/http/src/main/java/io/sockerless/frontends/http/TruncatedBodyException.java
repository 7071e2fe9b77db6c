package io.sockerless.frontends.http;

import java.io.EOFException;

/** The client ended its side before the end of the body that it announced. */
public final class TruncatedBodyException extends EOFException {
    private static final long serialVersionUID = 1L;

    TruncatedBodyException() {
        super("unexpected EOF");
    }
}
