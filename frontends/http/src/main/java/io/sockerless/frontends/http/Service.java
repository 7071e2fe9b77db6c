package io.sockerless.frontends.http;

import java.io.IOException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/** Lets the API answer, turns failures into answers, tells the observer and the access log. Shared by all connections. */
final class Service {
    private static final System.Logger LOG = System.getLogger(Service.class.getName());

    private final Api api;
    private final RequestObserver observer;
    private final String idPrefix =
            HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
    private final AtomicLong ids = new AtomicLong();

    Service(Api api, RequestObserver observer) {
        this.api = api;
        this.observer = observer;
    }

    Api api() {
        return api;
    }

    RequestObserver observer() {
        return observer;
    }

    /** Ids differ between processes, so that one log file may hold several. */
    String nextId() {
        return idPrefix + "-" + Long.toString(ids.incrementAndGet(), 36);
    }

    /** @return whether the answer is complete, so that the connection may be used again */
    boolean answer(Exchange exchange) {
        long begin = System.nanoTime();
        observer.started();
        boolean complete = false;
        try {
            complete = ScopedValue.where(RequestScope.ID, exchange.id()).call(() -> handle(exchange));
        } finally {
            Duration duration = Duration.ofNanos(System.nanoTime() - begin);
            observer.finished(exchange.operation(), exchange.status(), duration, exchange.bytesSent());
            AccessLog.write(exchange, duration, complete || exchange.hijacked());
        }
        return complete;
    }

    private boolean handle(Exchange exchange) {
        try {
            api.handle(exchange);
            if (!exchange.committed()) {
                throw new IllegalStateException("no answer for " + exchange.method() + " " + exchange.path());
            }
            return !exchange.hijacked();
        } catch (ClientGoneException e) {
            LOG.log(System.Logger.Level.DEBUG, "the client left", e);
            return false;
        } catch (InterruptedException e) {
            LOG.log(System.Logger.Level.DEBUG, "the client left or the server stops", e);
            return false;
        } catch (IOException | RuntimeException | Error e) {
            return fail(exchange, e);
        } finally {
            if (exchange.streaming() || exchange.hijacked()) {
                observer.streamClosed();
            }
        }
    }

    private boolean fail(Exchange exchange, Throwable failure) {
        if (exchange.committed()) {
            System.Logger.Level level = exchange.gone() ? System.Logger.Level.DEBUG : System.Logger.Level.WARNING;
            LOG.log(level, exchange.method() + " " + exchange.path() + " failed after its head was sent", failure);
            return false;
        }
        Api.Answer answer = switch (failure) {
            case OverloadedException overload -> api.malformed(503, overload.getMessage());
            case TruncatedBodyException truncated -> api.malformed(400, truncated.getMessage());
            case Throwable other -> api.failure(other);
        };
        if (answer.status() == 500) {
            LOG.log(System.Logger.Level.WARNING, exchange.method() + " " + exchange.path() + " failed", failure);
        }
        try {
            exchange.send(answer);
            return true;
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "the client left", e);
            return false;
        }
    }
}
