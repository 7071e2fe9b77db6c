package io.sockerless.features.crash;

/** Lets workers take steps, or none. A step that has begun is never interrupted, only waited for. */
final class Gate {
    private boolean open;
    private boolean over;
    private int inside;

    /** Waits until steps may be taken. @return false when there will be no more */
    synchronized boolean enter() throws InterruptedException {
        while (!open && !over) {
            wait();
        }
        if (!over) {
            inside++;
        }
        return !over;
    }

    synchronized void leave() {
        inside--;
        notifyAll();
    }

    synchronized void open() {
        open = true;
        notifyAll();
    }

    /** From now on no step begins. */
    synchronized void shut() {
        open = false;
    }

    /** Waits for the steps that have begun. */
    synchronized void awaitEmpty() throws InterruptedException {
        while (inside > 0) {
            wait();
        }
    }

    synchronized void end() {
        over = true;
        notifyAll();
    }
}
