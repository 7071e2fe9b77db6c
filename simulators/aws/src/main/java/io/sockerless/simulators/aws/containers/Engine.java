package io.sockerless.simulators.aws.containers;

import io.sockerless.simulators.kernel.docker.DockerEngine;
import io.sockerless.simulators.kernel.docker.DockerException;
import java.io.IOException;

/** The engine, which may be out of reach for a while: then it is asked again. */
public record Engine(DockerEngine docker) {
    private static final System.Logger LOG = System.getLogger(Engine.class.getName());
    public static final int FIRST_PAUSE = 100;
    private static final int LONGEST_PAUSE = 3000;

    @FunctionalInterface
    public interface Ask<T> {
        T of(DockerEngine docker) throws IOException, InterruptedException;
    }

    @FunctionalInterface
    public interface Tell {
        void to(DockerEngine docker) throws IOException;
    }

    /** @throws DockerException what it refuses */
    public <T> T steadily(Ask<T> ask) throws InterruptedException {
        int pause = FIRST_PAUSE;
        while (true) {
            try {
                return ask.of(docker);
            } catch (IOException e) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                if (pause == FIRST_PAUSE) {
                    LOG.log(System.Logger.Level.WARNING, "the engine is out of reach: {0}", e.toString());
                }
            }
            Thread.sleep(pause);
            pause = Math.min(2 * pause, LONGEST_PAUSE);
        }
    }

    /** For what is done again later if it cannot be done now. */
    public void quietly(Tell tell) {
        try {
            tell.to(docker);
        } catch (IOException | DockerException e) {
            LOG.log(System.Logger.Level.DEBUG, "left for later: {0}", e.toString());
        }
    }
}
