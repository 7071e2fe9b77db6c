package io.sockerless.drivers.docker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sockerless.drivers.contract.TestContainer;
import io.sockerless.drivers.docker.wire.RemoteHost;
import io.sockerless.drivers.spi.TaskSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Containers that the other engine makes while whoever asked for them is killed. */
class UnansweredTest {
    @TempDir
    Path state;

    private DockerDriver open() {
        return new DockerDriver(new DockerConfig(new RemoteHost.Unix(Dockerd.socket()), state));
    }

    @Test
    void oneThatComesLateIsKnown() throws Exception {
        TaskSpec spec = TestContainer.running("true").spec();
        try (DockerDriver before = open()) {
            Unanswered.in(state).ask(spec.id());
            try (DockerDriver after = open()) {
                CompletableFuture<Void> late = CompletableFuture.runAsync(
                        () -> before.create(spec), CompletableFuture.delayedExecutor(500, TimeUnit.MILLISECONDS));
                assertEquals(List.of(spec.id()), after.list());
                late.get();
                after.delete(spec.id());
                assertEquals(List.of(), after.list());
            }
        }
    }

    @Test
    void oneThatNeverComesIsGivenUp() {
        Unanswered.in(state).ask("never");
        Path mark = state.resolve("unanswered").resolve("never");
        assertTrue(Files.exists(mark));
        try (DockerDriver after = open()) {
            assertEquals(List.of(), after.list());
            assertFalse(Files.exists(mark));
        }
    }
}
