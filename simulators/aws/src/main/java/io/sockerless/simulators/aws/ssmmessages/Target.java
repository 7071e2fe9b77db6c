package io.sockerless.simulators.aws.ssmmessages;

import io.sockerless.simulators.kernel.docker.DockerException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** What a session is with: a process with a terminal that is still to be started. */
@FunctionalInterface
public interface Target {
    /**
     * Starts it.
     *
     * @throws DockerException when it cannot be
     */
    Running start() throws IOException;

    /** One that was started. */
    interface Running {
        /** Ends with the process. */
        InputStream output();

        OutputStream input();

        void resize(int columns, int rows) throws IOException;

        /** Ends the process and what it has started, and closes the streams; nothing for one that has ended. */
        void end();
    }
}
