package io.sockerless.engine.core.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sockerless.engine.core.Containers.WaitCondition;
import io.sockerless.engine.model.Health;
import io.sockerless.engine.model.Health.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class HealthTest {
    private static final long MILLIS = 1_000_000;

    @TempDir
    Path directory;

    private static String create(Fixture engine, Map<String, Object> more, String... test) {
        Map<String, Object> check = new java.util.HashMap<>(more);
        check.put("Test", List.of(test));
        check.putIfAbsent("Interval", 20 * MILLIS);
        check.putIfAbsent("Retries", 1);
        return engine.create("", Map.of("Healthcheck", check), Map.of(), "sleep", "1000");
    }

    private static Health health(Fixture engine, String id) {
        return engine.containers.get(id).health();
    }

    @Test
    void aProbeThatHangsFailsAndIsKilled() throws Exception {
        try (Fixture engine = new Fixture(directory)) {
            Path pid = directory.resolve("pid");
            String id = create(
                    engine,
                    Map.of("Timeout", 100 * MILLIS, "Interval", 50 * MILLIS),
                    "CMD-SHELL",
                    "echo $$ > " + pid + "; echo word; exec sleep 1000 >/dev/null 2>&1");
            var died = engine.awaiting(id, "exec_die");
            engine.start(id);
            assertEquals("137", died.await().attributes().get("exitCode"));
            assertEquals(Status.UNHEALTHY, health(engine, id).status());
            Health.Result first = health(engine, id).log().getFirst();
            assertEquals(-1, first.exitCode());
            assertEquals("Health check exceeded timeout (100ms): word\n", first.output());
        }
    }

    @Test
    void theEndOfTheContainerDoesNotWaitForAProbe() throws Exception {
        try (Fixture engine = new Fixture(directory)) {
            Path pid = directory.resolve("pid");
            String id = create(engine, Map.of(), "CMD-SHELL", "echo $$ > " + pid + "; exec sleep 1000");
            var probing = engine.awaiting(id, "exec_start");
            engine.start(id);
            probing.await();
            var end = engine.containers.wait(id, WaitCondition.NEXT_EXIT);
            engine.containers.stop(id, "KILL", Optional.of(0L));
            end.await();
            assertEquals(Status.UNHEALTHY, health(engine, id).status());
            Optional<ProcessHandle> left = Files.exists(pid)
                    ? ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()))
                    : Optional.empty();
            if (left.isPresent()) {
                left.get().onExit().get();
            }
        }
    }

    @Test
    void healthOutlivesTheEngineAndProbingGoesOn() throws Exception {
        Path well = Files.createFile(directory.resolve("well"));
        Fixture engine = new Fixture(directory);
        String id = create(engine, Map.of(), "CMD", "test", "-e", well.toString());
        var healthy = engine.awaiting(id, "health_status: healthy");
        engine.start(id);
        healthy.await();
        try (Fixture next = engine.crashed()) {
            assertEquals(Status.HEALTHY, health(next, id).status());
            var ill = next.awaiting(id, "health_status: unhealthy");
            Files.delete(well);
            ill.await();
            assertTrue(health(next, id).failingStreak() >= 1);
        }
    }

    @Test
    void aProbeThatCannotStartHasFailed() throws Exception {
        try (Fixture engine = new Fixture(directory)) {
            String id = create(engine, Map.of(), "CMD", "/nothing/here");
            var ill = engine.awaiting(id, "health_status: unhealthy");
            engine.start(id);
            ill.await();
            Health.Result first = health(engine, id).log().getFirst();
            assertEquals(-1, first.exitCode());
            assertTrue(first.output().contains("no such file or directory"), first.output());
        }
    }
}
