package io.sockerless.frontends.http;

import java.io.IOException;

/** The files of a TLS listener are not usable. The message names the file and says what is wrong with it. */
public final class TlsFilesException extends IOException {
    TlsFilesException(String message) {
        super(message);
    }

    TlsFilesException(String message, Throwable cause) {
        super(message, cause);
    }
}
