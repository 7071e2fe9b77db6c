package io.sockerless.engine.core.exec;

import java.io.InterruptedIOException;
import java.util.concurrent.CountDownLatch;

/** The moment from which on an exec's exit code can be read. */
final class Completion {
    private final CountDownLatch done = new CountDownLatch(1);

    void done() {
        done.countDown();
    }

    void await() throws InterruptedIOException {
        try {
            done.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for the end of an exec");
        }
    }
}
