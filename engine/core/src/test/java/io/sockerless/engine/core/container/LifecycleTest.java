package io.sockerless.engine.core.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sockerless.drivers.spi.Channel;
import io.sockerless.engine.core.Containers.WaitCondition;
import io.sockerless.engine.model.ContainerState;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LifecycleTest {
    @TempDir
    Path directory;

    private Fixture engine;

    @BeforeEach
    void open() {
        engine = new Fixture(directory);
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private static EngineException refused(ErrorKind kind, Runnable action) {
        EngineException e = assertThrows(EngineException.class, action::run);
        assertEquals(kind, e.kind(), e.getMessage());
        return e;
    }

    @Test
    void aRunGoesFromCreatedToExitedWithTheProcessesOwnCode() throws Exception {
        String id = engine.create("sh", "-c", "exit 37");
        assertEquals("created", engine.containers.get(id).state().status());
        assertEquals(37, engine.run(id));
        var state = (ContainerState.Exited) engine.containers.get(id).state();
        assertEquals(37, state.exit().code());
        assertFalse(state.startedAt().isAfter(state.exit().finishedAt()));
        assertEquals(List.of("create", "start", "die"), engine.actions(id));
        assertEquals(List.of("connect", "disconnect"), networkActions());
    }

    private List<String> networkActions() throws Exception {
        return engine.past(Map.of("type", List.of("network"))).stream()
                .map(e -> e.action())
                .toList();
    }

    @Test
    void stopSendsTheStopSignalAndKillsAfterTheTimeout() throws Exception {
        String polite = engine.create(
                "",
                Map.of("StopSignal", "SIGUSR1"),
                Map.of(),
                "sh",
                "-c",
                "trap 'exit 5' USR1; echo; while :; do sleep 0.05; done");
        startUntilItPrints(polite);
        engine.containers.stop(polite, "", Optional.empty());
        assertEquals(5, engine.containers.lastExit(polite).orElseThrow().code());
        assertEquals(List.of("create", "attach", "start", "kill", "die", "stop"), engine.actions(polite));

        String deaf = engine.create("sh", "-c", "trap '' TERM; echo; while :; do sleep 0.05; done");
        startUntilItPrints(deaf);
        engine.containers.stop(deaf, "", Optional.of(0L));
        assertEquals(137, engine.containers.lastExit(deaf).orElseThrow().code());
        assertEquals(List.of("create", "attach", "start", "kill", "kill", "die", "stop"), engine.actions(deaf));
        refused(ErrorKind.NOT_MODIFIED, () -> engine.containers.stop(deaf, "", Optional.empty()));
    }

    /** The shell tells in this way that its trap is set. */
    private void startUntilItPrints(String id) throws Exception {
        try (var client = engine.containers.attach(id, EnumSet.of(Channel.STDOUT), false, true)) {
            engine.start(id);
            assertEquals('\n', client.streams().orElseThrow().stdout().read());
        }
    }

    @Test
    void killIsRefusedInDockersWordsWhenNothingRuns() {
        String id = engine.create("name1", Map.of(), Map.of(), "true");
        EngineException e = refused(ErrorKind.CONFLICT, () -> engine.containers.kill("name1", ""));
        assertEquals("Cannot kill container: name1: Container " + id + " is not running", e.getMessage());
    }

    @Test
    void aFailedStartTellsWhyAndStaysCreated() {
        String missing = engine.create("/no/such/program");
        refused(ErrorKind.INVALID, () -> engine.start(missing));
        var state = (ContainerState.Created) engine.containers.get(missing).state();
        assertEquals(127, state.exitCode());
        assertEquals("exec: \"/no/such/program\": no such file or directory", state.error());
        String text = engine.create("/etc/passwd");
        refused(ErrorKind.INVALID, () -> engine.start(text));
        assertEquals(126, ((ContainerState.Created) engine.containers.get(text).state()).exitCode());
        assertTrue(engine.driver.tasks.get(text).released);
    }

    @Test
    void anAutomaticallyRemovedContainerIsGoneAfterItsEndAndAfterAFailedStart() throws Exception {
        String id = engine.create(Map.of("AutoRemove", true), "sh", "-c", "exit 4");
        var removed = engine.containers.wait(id, WaitCondition.REMOVED);
        engine.start(id);
        assertEquals(4, removed.await().statusCode());
        refused(ErrorKind.NOT_FOUND, () -> engine.containers.get(id));
        assertFalse(engine.driver.containers.containsKey(id));
        assertEquals(List.of("create", "start", "die", "destroy"), engine.actions(id));

        String bad = engine.create(Map.of("AutoRemove", true), "/no/such/program");
        var badRemoved = engine.containers.wait(bad, WaitCondition.REMOVED);
        refused(ErrorKind.INVALID, () -> engine.start(bad));
        assertEquals(127, badRemoved.await().statusCode());
    }

    @Test
    void waitAnswersAtOnceForAnEndThatHasCome() throws Exception {
        String id = engine.create("sh", "-c", "exit 3");
        assertEquals(
                0, engine.containers.wait(id, WaitCondition.NOT_RUNNING).await().statusCode());
        engine.run(id);
        assertEquals(
                3, engine.containers.wait(id, WaitCondition.NOT_RUNNING).await().statusCode());
        var next = engine.containers.wait(id, WaitCondition.NEXT_EXIT);
        var gone = engine.containers.wait(id, WaitCondition.REMOVED);
        engine.start(id);
        assertEquals(3, next.await().statusCode());
        engine.containers.remove(id, true, false, false);
        assertEquals(3, gone.await().statusCode());
    }

    @Test
    void pauseHoldsAndUnpauseLetsGo() throws Exception {
        String id = engine.create("sleep", "100");
        engine.start(id);
        engine.containers.pause(id);
        assertEquals("paused", engine.containers.get(id).state().status());
        assertEquals(
                "Container " + id + " is already paused",
                refused(ErrorKind.CONFLICT, () -> engine.containers.pause(id)).getMessage());
        refused(ErrorKind.CONFLICT, () -> engine.containers.remove(id, false, false, false));
        engine.containers.unpause(id);
        assertEquals("running", engine.containers.get(id).state().status());
        engine.containers.pause(id);
        engine.containers.stop(id, "", Optional.of(5L));
        assertEquals(143, engine.containers.lastExit(id).orElseThrow().code());
        assertEquals(
                List.of("create", "start", "pause", "unpause", "pause", "unpause", "kill", "die", "stop"),
                engine.actions(id));
    }

    @Test
    void onFailureRestartsAsOftenAsAllowed() throws Exception {
        Map<String, Object> host = Map.of("RestartPolicy", Map.of("Name", "on-failure", "MaximumRetryCount", 2));
        String id = engine.create(host, "sh", "-c", "exit 9");
        engine.start(id);
        while (engine.actions(id).stream().filter("die"::equals).count() < 3) {
            engine.awaiting(id, "die").await();
        }
        var container = engine.containers.get(id);
        assertEquals(2, container.restartCount());
        assertEquals("exited", container.state().status());
    }

    @Test
    void aStopEndsARestartThatIsPending() throws Exception {
        Map<String, Object> host = Map.of("RestartPolicy", Map.of("Name", "always"));
        String id = engine.create(host, "sh", "-c", "exit 0");
        engine.start(id);
        while (!(engine.containers.get(id).state() instanceof ContainerState.Restarting)
                || engine.containers.get(id).restartCount() < 3) {
            engine.awaiting(id, "die").await();
        }
        Instant before = Instant.now();
        engine.containers.stop(id, "", Optional.empty());
        assertTrue(Duration.between(before, Instant.now()).toSeconds() < 5);
        assertEquals("exited", engine.containers.get(id).state().status());
        assertTrue(engine.containers.get(id).manuallyStopped());
        engine.containers.remove(id, false, false, false);
    }

    @Test
    void restartKeepsAContainerThatWouldBeRemoved() {
        String id = engine.create(Map.of("AutoRemove", true), "sleep", "100");
        engine.start(id);
        long first = engine.driver.tasks.get(id).pid();
        engine.containers.restart(id, "", Optional.of(0L));
        assertEquals("running", engine.containers.get(id).state().status());
        assertTrue(first != engine.driver.tasks.get(id).pid());
    }

    @Test
    void renameMovesTheNameAndTheOldOneIsFree() throws Exception {
        String id = engine.create("first", Map.of(), Map.of(), "true");
        engine.create("other", Map.of(), Map.of(), "true");
        assertEquals(
                "Error when allocating new name: Conflict. The container name \"/other\" is already in use by"
                        + " container \""
                        + engine.containers.get("other").id()
                        + "\". You have to remove (or rename) that container to be able to reuse that name.",
                refused(ErrorKind.CONFLICT, () -> engine.containers.rename("first", "other"))
                        .getMessage());
        engine.containers.rename("first", "second");
        assertEquals(id, engine.containers.get("/second").id());
        refused(ErrorKind.NOT_FOUND, () -> engine.containers.get("first"));
        engine.create("first", Map.of(), Map.of(), "true");
        var event = engine.past(Map.of("event", List.of("rename"))).getFirst();
        assertEquals(
                Map.of("image", "busybox", "name", "second", "oldName", "/first", "from", "image"), event.attributes());
    }

    @Test
    void whatCannotBeDeletedIsDeadAndCanBeRemovedAgain() {
        String id = engine.create("true");
        engine.driver.failingDeletes.add(id);
        EngineException e = refused(ErrorKind.INTERNAL, () -> engine.containers.remove(id, true, false, false));
        assertEquals(
                "driver \"process\" failed to remove root filesystem for " + id + ": device or resource busy",
                e.getMessage());
        assertEquals("dead", engine.containers.get(id).state().status());
        refused(ErrorKind.CONFLICT, () -> engine.start(id));
        engine.driver.failingDeletes.clear();
        engine.containers.remove(id, false, false, false);
        refused(ErrorKind.NOT_FOUND, () -> engine.containers.get(id));
    }

    @Test
    void anonymousVolumesGoWithTheContainerAndNamedOnesStay() {
        Map<String, Object> host = Map.of("Binds", List.of("kept:/kept"));
        String id = engine.create("", Map.of("Volumes", Map.of("/data", Map.of())), host, "true");
        assertEquals(2, engine.volumes.size());
        engine.containers.remove(id, false, true, false);
        assertEquals(java.util.Set.of("kept"), engine.volumes.keySet());
    }
}
