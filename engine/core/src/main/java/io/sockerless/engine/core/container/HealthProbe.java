package io.sockerless.engine.core.container;

import io.sockerless.drivers.spi.CanExec.Exec;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.Signal;
import java.util.function.IntConsumer;

/** One process that a health check has started. */
final class HealthProbe {
    private static final System.Logger LOG = System.getLogger(HealthProbe.class.getName());

    private final Exec exec;
    private final ProbeOutput output = new ProbeOutput();

    HealthProbe(Exec exec) {
        this.exec = exec;
    }

    /** @param ended is told the exit code once all output is here */
    void watch(IntConsumer ended) {
        Thread stdout = output.reading(exec.attachment().stdout());
        Thread stderr = output.reading(exec.attachment().stderr());
        Thread.ofVirtual().name("health-end").start(() -> {
            int code = -1;
            try (var _ = exec.attachment()) {
                code = exec.await().code();
                stdout.join();
                stderr.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                ended.accept(code);
            }
        });
    }

    String output() {
        return output.text();
    }

    /** Its end comes by {@link #watch}; in a paused container that may take long. */
    void kill() {
        try {
            exec.signal(Signal.KILL);
        } catch (EngineException e) {
            LOG.log(System.Logger.Level.DEBUG, "a probe ended before it was killed", e);
        }
    }
}
