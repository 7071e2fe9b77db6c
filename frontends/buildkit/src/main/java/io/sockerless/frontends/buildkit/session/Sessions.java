package io.sockerless.frontends.buildkit.session;

import io.sockerless.engine.model.EngineException;
import io.sockerless.frontends.buildkit.transport.GrpcClient;
import io.sockerless.frontends.http.Exchange;
import io.sockerless.frontends.http.Hijack;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The clients that can be asked now, each for as long as its connection lasts. */
public final class Sessions {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Map<String, Session> sessions = new HashMap<>();

    /** Takes the client's connection until its session ends. */
    public void serve(Exchange exchange, Hijack connection) throws InterruptedException {
        GrpcClient client = new GrpcClient(connection);
        Set<String> methods = new HashSet<>();
        for (String header : exchange.requestHeaders("X-Docker-Expose-Session-Grpc-Method")) {
            for (String method : header.split(",")) {
                methods.add(method.strip().toLowerCase(Locale.ROOT));
            }
        }
        Session session = new Session(
                exchange.requestHeader("X-Docker-Expose-Session-Uuid"),
                exchange.requestHeader("X-Docker-Expose-Session-Sharedkey"),
                methods,
                client.channel());
        synchronized (this) {
            sessions.put(session.id(), session);
            notifyAll();
        }
        try {
            client.awaitEnd(exchange::onLeave);
        } finally {
            synchronized (this) {
                sessions.remove(session.id(), session);
            }
        }
    }

    /**
     * The session; one that is on its way is waited for.
     *
     * @throws EngineException NOT_FOUND
     */
    public synchronized Session await(String id) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!sessions.containsKey(id)) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw EngineException.notFound("no active session for " + id);
            }
            wait(left);
        }
        return sessions.get(id);
    }
}
