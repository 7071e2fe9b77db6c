package io.sockerless.drivers.spi;

import io.sockerless.engine.model.ExitStatus;
import io.sockerless.engine.model.NetworkStatus;
import io.sockerless.engine.model.Signal;
import java.time.Instant;
import java.util.Set;

/**
 * One execution of a container, from {@link Driver#prepare} to {@link #release}. Optional abilities are the interfaces
 * {@link CanExec}, {@link CanPause}, {@link CanResize}, {@link CanUpdate}, {@link HasStats}, {@link HasTop}.
 * All methods may be called concurrently.
 */
public interface Task {
    String containerId();

    /**
     * Lets the process run. Called once.
     *
     * @return when it started
     * @throws io.sockerless.engine.model.EngineException INVALID when the program cannot be executed; the message is the
     *     runtime's, so that the engine can tell 126 from 127
     */
    Instant start();

    /** The process id on the host, 0 where there is none. */
    long pid();

    /** What the task got from the network. */
    NetworkStatus network();

    /** Waits for the end; all output has then reached the log. Returns at once when it has ended already. */
    ExitStatus await() throws InterruptedException;

    /**
     * Why its surroundings ended it, for the client to read as the state's error; empty when the process ended by itself,
     * or by a signal. Known when {@link #await} has returned.
     */
    default String failure() {
        return "";
    }

    /** Whether it is known to have ended, so that {@link #await} returns at once. */
    boolean ended();

    /** Sends a signal to the container's first process. A task that has ended ignores it. */
    void signal(Signal signal);

    /**
     * Connects to the standard streams. Before {@link #start} no byte of output is missed; later, output from now on is
     * seen. Several attachments may exist at once.
     */
    Attachment attach(Set<Channel> channels);

    /** Gives back mounts, addresses and namespaces after the end. Idempotent. */
    void release();
}
