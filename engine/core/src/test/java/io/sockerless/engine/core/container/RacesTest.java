package io.sockerless.engine.core.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sockerless.engine.core.Containers.ListQuery;
import io.sockerless.engine.core.Containers.WaitCondition;
import io.sockerless.engine.core.Containers.WaitResult;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Everything at once, with real processes. */
@Timeout(120)
class RacesTest {
    @TempDir
    Path directory;

    private Fixture engine;
    private ExecutorService threads;

    @BeforeEach
    void open() {
        engine = new Fixture(directory);
        threads = Executors.newVirtualThreadPerTaskExecutor();
    }

    @AfterEach
    void close() {
        threads.shutdownNow();
        engine.close();
    }

    /** The refusals that a client may meet when another one was faster. */
    private static void tolerate(Runnable action) {
        try {
            action.run();
        } catch (EngineException e) {
            assertTrue(
                    Set.of(ErrorKind.CONFLICT, ErrorKind.NOT_FOUND, ErrorKind.NOT_MODIFIED)
                            .contains(e.kind()),
                    e.getMessage());
        }
    }

    /** A start holds the lock; an end comes right after it, and tries for the lock while the waiter is being woken. */
    @RepeatedTest(10)
    void whoAskedToWaitDuringAStartIsRegisteredBeforeItsEnd() throws Exception {
        ContainerLife life = engine.containers.index.get(engine.create("true"));
        Future<WaitResult> asked;
        life.lock.lock();
        try {
            asked = threads.submit(() -> engine.containers
                    .wait(life.container().id(), WaitCondition.NEXT_EXIT)
                    .await());
            while (!life.lock.hasQueuedThreads()) {
                Thread.onSpinWait();
            }
        } finally {
            life.lock.unlock();
        }
        life.locked(() -> {
            life.waits.ended(new WaitResult(7, ""));
            return null;
        });
        assertEquals(7, asked.get(10, TimeUnit.SECONDS).statusCode());
    }

    @Test
    void aHundredContainersLiveTheirLivesSideBySide() throws Exception {
        List<Callable<WaitResult>> lives = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            int code = i;
            lives.add(() -> {
                String id = engine.create("c-" + code, Map.of(), Map.of(), "sh", "-c", "exit " + code);
                var ended = engine.containers.wait(id, WaitCondition.NEXT_EXIT);
                engine.start(id);
                WaitResult result = ended.await();
                engine.containers.remove("c-" + code, false, false, false);
                return result;
            });
        }
        List<Future<WaitResult>> results = threads.invokeAll(lives);
        for (int i = 0; i < 100; i++) {
            assertEquals(i, results.get(i).get().statusCode());
        }
        assertEquals(List.of(), engine.containers.list(new ListQuery(true, 0, Map.of())));
        assertEquals(Set.of(), engine.driver.containers.keySet());
        assertEquals(0, engine.containers.all().size());
    }

    @RepeatedTest(10)
    void stopEndAndRemovalMeetAndTheContainerIsGoneOnce() throws Exception {
        String id = engine.create(Map.of("AutoRemove", true), "sh", "-c", "read x; exit 3");
        var removed = engine.containers.wait(id, WaitCondition.REMOVED);
        engine.start(id);
        List<Callable<Void>> racers = new ArrayList<>();
        racers.add(() -> {
            engine.driver.tasks.get(id).signal(io.sockerless.engine.model.Signal.TERM);
            return null;
        });
        for (int i = 0; i < 4; i++) {
            racers.add(() -> {
                tolerate(() -> engine.containers.stop(id, "", Optional.of(1L)));
                return null;
            });
            racers.add(() -> {
                tolerate(() -> engine.containers.remove(id, true, true, false));
                return null;
            });
            racers.add(() -> {
                tolerate(() -> engine.containers.kill(id, ""));
                return null;
            });
        }
        for (Future<Void> racer : threads.invokeAll(racers)) {
            racer.get();
        }
        assertTrue(Set.of(143, 137).contains(removed.await().statusCode()));
        List<String> actions = engine.actions(id);
        assertEquals(1, actions.stream().filter("destroy"::equals).count(), actions.toString());
        assertEquals(1, actions.stream().filter("die"::equals).count(), actions.toString());
        assertEquals(Set.of(), engine.driver.containers.keySet());
    }

    @RepeatedTest(5)
    void ofManyStartsOneWinsAndOfManyNamesOneContainerIsMade() throws Exception {
        List<Callable<Boolean>> creations = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            creations.add(() -> {
                try {
                    engine.create("same", Map.of(), Map.of(), "sleep", "100");
                    return true;
                } catch (EngineException e) {
                    assertEquals(ErrorKind.CONFLICT, e.kind());
                    return false;
                }
            });
        }
        assertEquals(1, winners(creations));
        List<Callable<Boolean>> starts = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            starts.add(() -> {
                try {
                    engine.start("same");
                    return true;
                } catch (EngineException e) {
                    assertEquals(ErrorKind.NOT_MODIFIED, e.kind());
                    return false;
                }
            });
        }
        assertEquals(1, winners(starts));
        engine.containers.remove("same", true, false, false);
    }

    private int winners(List<Callable<Boolean>> racers) throws Exception {
        int count = 0;
        for (Future<Boolean> racer : threads.invokeAll(racers)) {
            count += racer.get() ? 1 : 0;
        }
        return count;
    }

    @RepeatedTest(5)
    void restartsByManyClientsLeaveOneRun() throws Exception {
        String id = engine.create("sleep", "100");
        engine.start(id);
        List<Callable<Void>> restarts = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            restarts.add(() -> {
                tolerate(() -> engine.containers.restart(id, "", Optional.of(0L)));
                return null;
            });
        }
        for (Future<Void> restart : threads.invokeAll(restarts)) {
            restart.get();
        }
        assertEquals("running", engine.containers.get(id).state().status());
        assertTrue(engine.driver.tasks.get(id).alive());
        engine.containers.kill(id, "KILL");
        assertEquals(137, engine.containers.lastExit(id).orElseThrow().code());
    }
}
