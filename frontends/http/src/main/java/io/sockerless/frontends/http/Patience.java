package io.sockerless.frontends.http;

import io.helidon.webserver.CloseConnectionException;
import java.time.Duration;

/**
 * With a client that is to send something: a head, or a document. While it is waited for, and only then, the connection
 * may be cut.
 */
final class Patience {
    private Thread waiting;
    private boolean active;
    private boolean over;
    private long since;

    synchronized void runOn(Thread thread) {
        waiting = thread;
        since = System.nanoTime();
        active = true;
    }

    synchronized void begin() {
        since = System.nanoTime();
        active = true;
    }

    /** @throws CloseConnectionException when it has run out meanwhile: the thread may be interrupted already */
    synchronized void end() {
        active = false;
        if (over) {
            throw new CloseConnectionException("the client was too slow");
        }
    }

    synchronized Duration spent() {
        return active && !over ? Duration.ofNanos(System.nanoTime() - since) : Duration.ZERO;
    }

    synchronized void runOut() {
        if (active && !over) {
            over = true;
            waiting.interrupt();
        }
    }
}
