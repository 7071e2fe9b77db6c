package io.sockerless.drivers.agent.dial;

import io.sockerless.drivers.agent.AgentConnection;
import io.sockerless.drivers.spi.Attachment;
import io.sockerless.drivers.spi.CanExec;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import io.sockerless.engine.model.ExitStatus;
import io.sockerless.engine.model.Signal;
import java.time.Instant;
import java.util.Map;

/** A further process in a container with an agent. It is reached only by the conversation that it was started in. */
record DialedExec(AgentConnection connection, String id, long pid, Attachment attachment) implements CanExec.Exec {
    private record Ended(int code, Instant finishedAt) {}

    private record Nothing() {}

    @Override
    public ExitStatus await() throws InterruptedException {
        try {
            Ended end = connection.request("exec-wait", Map.of("execId", id), Ended.class);
            return new ExitStatus(end.code(), false, end.finishedAt());
        } catch (EngineException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            throw e;
        }
    }

    @Override
    public void signal(Signal signal) {
        ignoringItsEnd(
                () -> connection.request("signal", Map.of("number", signal.number(), "execId", id), Nothing.class));
    }

    @Override
    public void resize(int height, int width) {
        ignoringItsEnd(() ->
                connection.request("resize", Map.of("height", height, "width", width, "execId", id), Nothing.class));
    }

    private static void ignoringItsEnd(Runnable request) {
        try {
            request.run();
        } catch (EngineException e) {
            if (e.kind() != ErrorKind.NOT_FOUND) {
                throw e;
            }
        }
    }
}
