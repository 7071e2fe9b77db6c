package io.sockerless.drivers.agent;

import java.io.IOException;

/** The peer broke the frame protocol; its connection is of no further use. */
final class ProtocolException extends IOException {
    private static final long serialVersionUID = 1L;

    ProtocolException(String message) {
        super(message);
    }
}
