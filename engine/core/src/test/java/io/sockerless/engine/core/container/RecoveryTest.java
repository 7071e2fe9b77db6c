package io.sockerless.engine.core.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sockerless.drivers.spi.Channel;
import io.sockerless.engine.core.Containers.WaitCondition;
import io.sockerless.engine.model.ContainerState;
import io.sockerless.engine.model.EngineException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is true after the engine was killed and came up again. */
@Timeout(60)
class RecoveryTest {
    @TempDir
    Path directory;

    @Test
    void aRunGoesOnAndCanBeAttachedToAndStopped() throws Exception {
        Fixture before = new Fixture(directory);
        String id = before.create("", Map.of("OpenStdin", true), Map.of(), "sh", "-c", "read x; echo got $x; exit 6");
        before.start(id);
        long pid = before.driver.tasks.get(id).pid();
        try (Fixture after = before.crashed()) {
            var state = (ContainerState.Running) after.containers.get(id).state();
            assertEquals(pid, state.pid());
            var ended = after.containers.wait(id, WaitCondition.NOT_RUNNING);
            try (var client = after.containers.attach(id, EnumSet.allOf(Channel.class), false, true)) {
                var streams = client.streams().orElseThrow();
                streams.stdin().write("nonce\n".getBytes(StandardCharsets.UTF_8));
                streams.stdin().flush();
                assertEquals("got nonce\n", new String(streams.stdout().readAllBytes(), StandardCharsets.UTF_8));
            }
            assertEquals(6, ended.await().statusCode());
        }
    }

    @Test
    void anEndThatCameMeanwhileHasItsOwnCodeAndItsEvent() throws Exception {
        Fixture before = new Fixture(directory);
        String id = before.create("sh", "-c", "read x; exit 42");
        String removed = before.create(Map.of("AutoRemove", true), "sh", "-c", "read x; exit 1");
        before.start(id);
        before.start(removed);
        before.containers.close();
        for (String container : List.of(id, removed)) {
            before.driver
                    .tasks
                    .get(container)
                    .attach(EnumSet.of(Channel.STDIN))
                    .stdin()
                    .close();
            before.driver.tasks.get(container).await();
        }
        try (Fixture after = before.crashed()) {
            after.containers.wait(id, WaitCondition.NOT_RUNNING).await();
            assertEquals(42, after.containers.lastExit(id).orElseThrow().code());
            assertEquals(List.of("die"), after.actions(id));
            assertThrows(EngineException.class, () -> after.containers.get(removed));
            assertFalse(after.driver.containers.containsKey(removed));
        }
    }

    @Test
    void aRunThatLeftNoTraceEndedWith255() {
        Fixture before = new Fixture(directory);
        String id = before.create("sleep", "100");
        before.start(id);
        before.containers.close();
        before.driver.tasks.remove(id).destroy();
        try (Fixture after = before.crashed()) {
            assertEquals(255, after.containers.lastExit(id).orElseThrow().code());
        }
    }

    @Test
    void whatNoRowNamesIsSweptAndAStartThatNobodySawIsUndone() throws Exception {
        Fixture before = new Fixture(directory);
        String half = before.create("sleep", "100");
        String unseen = before.create("sleep", "100");
        // As if the engine had died between the driver's step and its own row.
        before.store
                .table(
                        "container",
                        io.sockerless.engine.model.Container.class,
                        io.sockerless.engine.core.persistence.ModelJson.mapper())
                .delete(half);
        var task = before.driver.prepare(before.driver.containers.get(unseen));
        task.start();
        try (Fixture after = before.crashed()) {
            assertFalse(after.driver.containers.containsKey(half));
            assertEquals("created", after.containers.get(unseen).state().status());
            assertEquals(137, task.await().code());
            assertTrue(after.driver.tasks.get(unseen).released);
            after.start(unseen);
        }
    }

    @Test
    void restartPoliciesHaveTheirSay() throws Exception {
        Fixture before = new Fixture(directory);
        Map<String, Object> unlessStopped = Map.of("RestartPolicy", Map.of("Name", "unless-stopped"));
        String ended = before.create(unlessStopped, "sleep", "1000");
        String stopped = before.create(unlessStopped, "sleep", "1000");
        before.start(ended);
        before.start(stopped);
        before.containers.stop(stopped, "", Optional.of(5L));
        before.containers.close();
        before.driver.tasks.get(ended).signal(io.sockerless.engine.model.Signal.KILL);
        before.driver.tasks.get(ended).await();
        try (Fixture after = before.crashed()) {
            after.everHaving(ended, "start").await();
            assertEquals("running", after.containers.get(ended).state().status());
            assertEquals(1, after.containers.get(ended).restartCount());
            assertEquals("exited", after.containers.get(stopped).state().status());
            assertTrue(after.containers.get(stopped).manuallyStopped());
        }
    }

    @Test
    void anAutomaticRemovalThatARestartByHandSuspendedIsMadeUpFor() throws Exception {
        Fixture before = new Fixture(directory);
        String id = before.create(Map.of("AutoRemove", true), "sleep", "1000");
        before.start(id);
        var ended = before.containers.get(id);
        // As if the engine had died between the restart's stop and its start.
        before.store
                .table(
                        "container",
                        io.sockerless.engine.model.Container.class,
                        io.sockerless.engine.core.persistence.ModelJson.mapper())
                .put(
                        id,
                        ended.withState(new ContainerState.Exited(
                                new io.sockerless.engine.model.ExitStatus(143, false, java.time.Instant.EPOCH),
                                java.time.Instant.EPOCH,
                                "")));
        try (Fixture after = before.crashed()) {
            assertThrows(EngineException.class, () -> after.containers.get(id));
            assertFalse(after.driver.containers.containsKey(id));
        }
    }

    @Test
    void aPauseThatNobodyWasToldOfIsUndoneAndItsUnacknowledgedEndToo() {
        Fixture before = new Fixture(directory);
        String running = before.create("sleep", "1000");
        String paused = before.create("sleep", "1000");
        before.start(running);
        before.start(paused);
        before.containers.pause(paused);
        before.driver.tasks.get(running).pause();
        before.driver.tasks.get(paused).unpause();
        try (Fixture after = before.crashed()) {
            assertFalse(after.driver.tasks.get(running).paused());
            assertTrue(after.driver.tasks.get(paused).paused());
            assertEquals("running", after.containers.get(running).state().status());
            after.containers.unpause(paused);
        }
    }

    @Test
    void namesConfigAndExecsAreStillThere() {
        Fixture before = new Fixture(directory);
        String id = before.create(
                "kept",
                Map.of("Labels", Map.of("a", "b"), "Unknown", List.of(1, "x")),
                Map.of("Memory", 8L << 20),
                "true");
        var was = before.containers.get(id);
        try (Fixture after = before.crashed()) {
            assertEquals(was, after.containers.get("kept"));
            assertThrows(EngineException.class, () -> after.create("kept", Map.of(), Map.of(), "true"));
        }
    }
}
