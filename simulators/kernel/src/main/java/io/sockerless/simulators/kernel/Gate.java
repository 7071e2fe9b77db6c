package io.sockerless.simulators.kernel;

import java.time.Duration;

/** Through which requests come, and which can be shut when all of them have left. */
final class Gate {
    private int inside;
    private boolean isShut;

    /** Waits as long as it is shut. */
    synchronized void enter() throws InterruptedException {
        while (isShut) {
            wait();
        }
        inside++;
    }

    synchronized void leave() {
        inside--;
        notifyAll();
    }

    /**
     * Lets nobody in any more and waits for those inside to leave.
     *
     * @return whether they have; if not, it is open again
     */
    synchronized boolean shut(Duration patience) throws InterruptedException {
        while (isShut) {
            wait();
        }
        isShut = true;
        long until = System.nanoTime() + patience.toNanos();
        for (long left = patience.toMillis(); inside > 0 && left > 0; left = (until - System.nanoTime()) / 1_000_000) {
            wait(left);
        }
        if (inside > 0) {
            open();
            return false;
        }
        return true;
    }

    synchronized void open() {
        isShut = false;
        notifyAll();
    }
}
