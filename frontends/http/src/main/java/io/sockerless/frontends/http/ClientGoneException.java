package io.sockerless.frontends.http;

import java.io.IOException;

/** The connection to the client broke; there is nobody to answer. */
public final class ClientGoneException extends IOException {
    private static final long serialVersionUID = 1L;

    ClientGoneException(String message) {
        super(message);
    }

    ClientGoneException(IOException cause) {
        super(cause.getMessage(), cause);
    }
}
