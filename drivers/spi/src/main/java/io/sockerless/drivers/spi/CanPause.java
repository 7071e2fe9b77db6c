package io.sockerless.drivers.spi;

/** A task that can be frozen. */
public interface CanPause {
    /**
     * Returns when no process of the task runs any more.
     *
     * @throws io.sockerless.engine.model.EngineException a conflict, if the task has ended
     */
    void pause();

    /** Also of a task that has ended meanwhile: then there is nothing to do. */
    void unpause();

    boolean paused();
}
