package io.sockerless.simulators.kernel;

import java.util.function.LongSupplier;

/** Work that is looked over when something has changed, and when its time has come, by one thread of its own. */
public final class Rounds {
    private final String name;
    private final LongSupplier round;
    private boolean poked;
    private Thread thread;

    /**
     * @param name of the thread
     * @param round does what there is to do, and says how long to wait for a poke, in milliseconds; zero for without a limit
     */
    public Rounds(String name, LongSupplier round) {
        this.name = name;
        this.round = round;
    }

    /** Something has changed: there is a round soon. */
    public synchronized void poke() {
        poked = true;
        notifyAll();
    }

    /** Begins, with a round at once. */
    public synchronized void begin() {
        poked = true;
        thread = Thread.ofVirtual().name(name).start(() -> {
            try {
                while (true) {
                    await(round.getAsLong());
                }
            } catch (InterruptedException _) {
                // Ended.
            }
        });
    }

    /** No round is on when it returns, and none follows until it is begun again. */
    public void end() throws InterruptedException {
        Thread ending;
        synchronized (this) {
            ending = thread;
            thread = null;
        }
        if (ending != null) {
            ending.interrupt();
            ending.join();
        }
    }

    private synchronized void await(long millis) throws InterruptedException {
        if (!poked) {
            wait(millis);
        }
        poked = false;
    }
}
