package io.sockerless.frontends.http;

import java.time.Duration;

/** Sees every request; for metrics. Called on the request's thread, must not block. */
public interface RequestObserver {
    RequestObserver NONE = new RequestObserver() {};

    default void started() {}

    /**
     * @param operation what {@link Exchange#operation} was set to, empty for unknown routes
     * @param bytesSent of the answer's body
     */
    default void finished(String operation, int status, Duration duration, long bytesSent) {}

    /** A streaming or hijacked answer begins. */
    default void streamOpened() {}

    default void streamClosed() {}
}
