package io.sockerless.frontends.docker;

import io.sockerless.frontends.http.Exchange;
import java.io.IOException;

/** What serves those who build through BuildKit. Each call answers its exchange. */
public interface BuildKitFrontend {
    /** The client hands over its connection, to be called on it. */
    void session(Exchange exchange) throws IOException, InterruptedException;

    /** The client hands over its connection, to call on it. */
    void grpc(Exchange exchange) throws IOException, InterruptedException;

    /** The client's build is described by the query, and what it needs is in its session. */
    void build(Exchange exchange) throws IOException, InterruptedException;
}
