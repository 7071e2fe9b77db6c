package io.sockerless.drivers.spi;

import io.sockerless.engine.model.ExitStatus;
import io.sockerless.engine.model.Signal;
import java.util.List;
import java.util.Set;

/** A task in which further processes can be started. */
public interface CanExec {
    /**
     * A further process.
     *
     * @param env entries that override the container's
     * @param user empty for the container's user; else as Docker's {@code user[:group]}
     * @param workingDir empty for the container's
     */
    record ExecSpec(
            String id,
            List<String> args,
            List<String> env,
            String user,
            String workingDir,
            boolean tty,
            boolean privileged,
            int consoleHeight,
            int consoleWidth) {
        public ExecSpec {
            args = List.copyOf(args);
            env = List.copyOf(env);
        }
    }

    /** A running further process. */
    interface Exec {
        long pid();

        /** The streams asked for at its start; no byte is missed. */
        Attachment attachment();

        ExitStatus await() throws InterruptedException;

        void signal(Signal signal);

        void resize(int height, int width);
    }

    /** An exec will probably be started in a moment: what takes time and binds to nothing may begin. Does not wait. */
    default void expectExec() {}

    /**
     * Starts it.
     *
     * @param channels the streams to connect; empty for a detached one, whose output is dropped
     * @throws io.sockerless.engine.model.EngineException INVALID when it cannot be executed, with the runtime's message
     */
    Exec exec(ExecSpec spec, Set<Channel> channels);
}
