package io.sockerless.engine.core.exec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sockerless.drivers.spi.Attachment;
import io.sockerless.drivers.spi.Channel;
import io.sockerless.engine.core.Containers.ConsoleSize;
import io.sockerless.engine.core.Events;
import io.sockerless.engine.core.Execs.ExecConfig;
import io.sockerless.engine.core.Execs.ExecState.Status;
import io.sockerless.engine.core.container.Fixture;
import io.sockerless.engine.model.EngineException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ExecServiceTest {
    private static final ConsoleSize NO_CONSOLE = new ConsoleSize(0, 0);

    @TempDir
    Path directory;

    private Fixture engine;
    private String container;

    @BeforeEach
    void open() {
        engine = new Fixture(directory);
        container = engine.create("sleep", "1000");
        engine.containers.start(container, NO_CONSOLE);
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private static ExecConfig config(String... cmd) {
        return new ExecConfig(true, true, true, false, false, "", "", List.of("WORD=w1"), List.of(cmd), "", NO_CONSOLE);
    }

    private Attachment start(String id) {
        return engine.execs.start(id, EnumSet.allOf(Channel.class), false, NO_CONSOLE);
    }

    private static EngineException refused(Runnable action) {
        return assertThrows(EngineException.class, action::run);
    }

    @RepeatedTest(20)
    void theExitCodeIsThereAsSoonAsTheOutputEnds() throws Exception {
        String id = engine.execs.create(container, config("sh", "-c", "echo $WORD; exit 5"));
        assertEquals(Status.CREATED, engine.execs.get(id).status());
        try (Attachment streams = start(id)) {
            assertEquals("w1\n", new String(streams.stdout().readAllBytes(), StandardCharsets.UTF_8));
        }
        assertEquals(Status.EXITED, engine.execs.get(id).status());
        assertEquals(5, engine.execs.get(id).exitCode());
        assertEquals(
                "Error: Exec command " + id + " has already run",
                refused(() -> engine.execs.check(id)).getMessage());
    }

    @Test
    void eventsTellTheCommandAndTheCode() throws Exception {
        String id = engine.execs.create(container, config("sh", "-c", "exit 7"));
        start(id).stdout().readAllBytes();
        Events.Query query = new Events.Query(
                Optional.of(Instant.EPOCH),
                Optional.of(Instant.now()),
                Map.of("event", List.of("exec_create", "exec_start", "exec_die")));
        try (var events = engine.events.subscribe(query)) {
            assertEquals(
                    "exec_create: sh -c exit 7", events.next().orElseThrow().action());
            assertEquals("exec_start: sh -c exit 7", events.next().orElseThrow().action());
            var die = events.next().orElseThrow();
            assertEquals("exec_die", die.action());
            assertEquals("7", die.attributes().get("exitCode"));
            assertEquals(id, die.attributes().get("execID"));
            assertEquals("busybox", die.attributes().get("image"));
        }
    }

    @Test
    void whatIsRefused() {
        assertEquals(
                "No such exec instance: missing",
                refused(() -> engine.execs.get("missing")).getMessage());
        String created = engine.create("true");
        assertEquals(
                "Container " + created + " is not running",
                refused(() -> engine.execs.create(created, config("true"))).getMessage());
        assertEquals(
                "No exec command specified",
                refused(() -> engine.execs.create(container, config())).getMessage());
        engine.containers.pause(container);
        assertTrue(refused(() -> engine.execs.create(container, config("true")))
                .getMessage()
                .endsWith("is paused, unpause the container before exec"));
        engine.containers.unpause(container);
        String running = engine.execs.create(container, config("sleep", "1000"));
        engine.execs.start(running, Set.of(), false, NO_CONSOLE);
        assertEquals(
                "Error: Exec command " + running + " is already running",
                refused(() -> engine.execs.check(running)).getMessage());
        assertEquals(List.of(running), engine.containers.execIds(container));
    }

    @Test
    void anExecThatCannotStartHasRunWith126() {
        String id = engine.execs.create(container, config("/no/such/program"));
        refused(() -> start(id));
        assertEquals(126, engine.execs.get(id).exitCode());
        assertEquals(Status.EXITED, engine.execs.get(id).status());
    }

    @Test
    void execsGoWithTheirContainer() {
        String id = engine.execs.create(container, config("true"));
        engine.containers.remove(container, true, false, false);
        assertEquals(
                "No such exec instance: " + id,
                refused(() -> engine.execs.get(id)).getMessage());
    }
}
