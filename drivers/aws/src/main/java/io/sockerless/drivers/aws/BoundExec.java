package io.sockerless.drivers.aws;

import io.sockerless.drivers.spi.Attachment;
import io.sockerless.drivers.spi.CanExec.Exec;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ExitStatus;
import io.sockerless.engine.model.Signal;

/**
 * An exec after which something is brought here, before anybody learns of its end.
 *
 * @param after what fails is tried again by the next exec and at the run's end
 */
record BoundExec(Exec exec, Runnable after) implements Exec {
    private static final System.Logger LOG = System.getLogger(BoundExec.class.getName());

    @Override
    public long pid() {
        return exec.pid();
    }

    @Override
    public Attachment attachment() {
        return exec.attachment();
    }

    @Override
    public ExitStatus await() throws InterruptedException {
        ExitStatus status = exec.await();
        try {
            after.run();
        } catch (EngineException e) {
            LOG.log(System.Logger.Level.WARNING, "after an exec: {0}", e.getMessage());
        }
        return status;
    }

    @Override
    public void signal(Signal signal) {
        exec.signal(signal);
    }

    @Override
    public void resize(int height, int width) {
        exec.resize(height, width);
    }
}
