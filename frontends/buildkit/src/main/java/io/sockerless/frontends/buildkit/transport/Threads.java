package io.sockerless.frontends.buildkit.transport;

/** One virtual thread for each piece of work. */
final class Threads {
    private Threads() {}

    static void start(Runnable work) {
        Thread.ofVirtual().name("buildkit").start(work);
    }
}
