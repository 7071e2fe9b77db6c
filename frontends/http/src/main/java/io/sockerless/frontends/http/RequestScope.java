package io.sockerless.frontends.http;

/** Which request the current thread works for. */
public final class RequestScope {
    static final ScopedValue<String> ID = ScopedValue.newInstance();

    private RequestScope() {}

    /** The request's id, empty outside of requests. */
    public static String id() {
        return ID.orElse("");
    }
}
