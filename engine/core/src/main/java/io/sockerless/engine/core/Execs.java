package io.sockerless.engine.core;

import io.sockerless.drivers.spi.Attachment;
import io.sockerless.drivers.spi.Channel;
import java.util.List;
import java.util.Set;

/** Further processes in running containers: {@code /exec}. An unknown id gives NOT_FOUND "No such exec instance: id". */
public interface Execs {
    /**
     * The client's request, kept for inspect.
     *
     * @param detachKeys empty for the default
     */
    record ExecConfig(
            boolean attachStdin,
            boolean attachStdout,
            boolean attachStderr,
            boolean tty,
            boolean privileged,
            String user,
            String workingDir,
            List<String> env,
            List<String> cmd,
            String detachKeys,
            Containers.ConsoleSize consoleSize) {}

    /** @param exitCode meaningful only when it has run and does not run any more */
    record ExecState(String id, String containerId, ExecConfig config, Status status, int exitCode, long pid) {
        public enum Status {
            CREATED,
            RUNNING,
            EXITED
        }
    }

    /** @return the exec's id, 64 hexadecimal digits */
    String create(String containerRef, ExecConfig config);

    ExecState get(String id);

    /**
     * What start would refuse, so that the answer's head can be sent only when the exec can start.
     *
     * @throws io.sockerless.engine.model.EngineException CONFLICT when it has run, or its container does not run
     */
    void check(String id);

    /**
     * Starts it.
     *
     * @param channels to connect; empty to detach
     * @param claimed called when it is seen to run and its process has not begun: what the client is told then comes before
     *     any output
     */
    Attachment start(String id, Set<Channel> channels, boolean tty, Containers.ConsoleSize console, Runnable claimed);

    /** Starts it; nobody waits to be told. */
    default Attachment start(String id, Set<Channel> channels, boolean tty, Containers.ConsoleSize console) {
        return start(id, channels, tty, console, () -> {});
    }

    void resize(String id, int height, int width);

    /** Tells that the client typed the detach keys, which is an event of its own; the exec goes on. */
    default void detached(String id) {}
}
