package io.sockerless.drivers.spi;

/** A task that can be frozen. */
public interface CanPause {
    /** Returns when no process of the task runs any more. */
    void pause();

    void unpause();

    boolean paused();
}
