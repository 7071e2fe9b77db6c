package io.sockerless.drivers.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sockerless.drivers.spi.Attachment;
import io.sockerless.drivers.spi.Task;
import io.sockerless.drivers.spi.TaskSpec;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import io.sockerless.engine.model.ExitStatus;
import io.sockerless.engine.model.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From create to delete: exit codes, signals, repetition, failures to start. */
public abstract class LifecycleContract extends DriverContract {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 37, 126, 127, 255})
    void exitCodeIsTheProgramsOwn(int code) throws Exception {
        assertEquals(code, run(TestContainer.script("exit " + code)).exit().code());
    }

    /** A process of its own namespace ignores what it has no handler for, as the kernel wants it; KILL it cannot ignore. */
    @Test
    void killEndsWith137() throws Exception {
        Task task = start(TestContainer.running("sleep", "60"));
        task.signal(Signal.KILL);
        assertEquals(137, await(task).code());
    }

    @Test
    void signalReachesATrap() throws Exception {
        Task task = prepare(TestContainer.script("trap 'exit 21' TERM; echo ready; while :; do sleep 0.05; done"));
        try (Attachment attachment = task.attach(OUTPUTS)) {
            task.start();
            readUntil(attachment.stdout(), "ready");
            task.signal(Signal.TERM);
            assertEquals(21, await(task).code());
        }
    }

    @Test
    void processDoesNotRunBeforeStart() throws Exception {
        Task task = prepare(TestContainer.script("echo started"));
        try (Attachment attachment = task.attach(OUTPUTS)) {
            FutureTask<String> output = text(attachment.stdout());
            assertFalse(output.isDone());
            Instant before = Instant.now().minus(Duration.ofSeconds(2));
            assertTrue(task.start().isAfter(before));
            assertEquals("started\n", soon(output));
            assertEquals(0, await(task).code());
        }
    }

    @Test
    void awaitReturnsAtOnceAfterTheEndAndToEveryone() throws Exception {
        Task task = start(TestContainer.script("exit 9"));
        List<FutureTask<ExitStatus>> waiters = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            waiters.add(fork(task::await));
        }
        for (FutureTask<ExitStatus> waiter : waiters) {
            assertEquals(9, soon(waiter).code());
        }
        assertEquals(9, task.await().code());
        task.signal(Signal.TERM); // ignored
        task.release();
        assertEquals(9, task.await().code());
    }

    @Test
    void writableLayerSurvivesARestart() throws Exception {
        String nonce = UUID.randomUUID().toString();
        TaskSpec spec = create(TestContainer.script("cat /kept 2>/dev/null; echo " + nonce + " >> /kept"));
        String seen = "";
        for (int i = 0; i < 3; i++) {
            Task task = driver.prepare(spec);
            try (Attachment attachment = task.attach(OUTPUTS)) {
                seen = finish(task, attachment).stdout();
            }
            task.release();
        }
        assertEquals((nonce + "\n").repeat(2), seen);
    }

    @Test
    void prepareReleasesWhatAnEndedTaskLeft() throws Exception {
        TaskSpec spec = create(TestContainer.script("exit 3"));
        for (int i = 0; i < 3; i++) {
            Task task = driver.prepare(spec);
            task.start();
            assertEquals(3, await(task).code());
        }
    }

    @Test
    void aSecondTaskOfARunningContainerIsRefused() {
        TaskSpec spec = create(TestContainer.running("sleep", "60"));
        driver.prepare(spec).start();
        EngineException e = assertThrows(EngineException.class, () -> driver.prepare(spec));
        assertEquals(ErrorKind.CONFLICT, e.kind());
    }

    @Test
    void deleteKillsAndIsIdempotent() throws Exception {
        TaskSpec spec = create(TestContainer.running("sleep", "1000"));
        Task task = driver.prepare(spec);
        task.start();
        assertTrue(driver.list().contains(spec.id()));
        driver.delete(spec.id());
        assertEquals(137, await(task).code());
        assertFalse(driver.list().contains(spec.id()));
        driver.delete(spec.id());
    }

    @Test
    void createIsIdempotent() {
        TaskSpec spec = create(TestContainer.running("true"));
        driver.create(spec);
        assertEquals(1, driver.list().stream().filter(spec.id()::equals).count());
    }

    @Test
    void unknownProgramIsTold() {
        String program = "nosuch-" + UUID.randomUUID();
        EngineException e = assertThrows(EngineException.class, () -> start(TestContainer.running(program)));
        assertEquals(ErrorKind.INVALID, e.kind());
        assertTrue(
                e.getMessage().contains("exec: \"" + program + "\": executable file not found in $PATH"),
                e.getMessage());
    }

    @Test
    void missingPathIsTold() {
        EngineException e = assertThrows(EngineException.class, () -> start(TestContainer.running("/no/such/program")));
        assertTrue(e.getMessage().contains("no such file or directory"), e.getMessage());
    }

    @Test
    void fileThatIsNotExecutableIsTold() {
        EngineException e =
                assertThrows(EngineException.class, () -> start(TestContainer.running("/etc/not-executable")));
        assertTrue(e.getMessage().contains("permission denied"), e.getMessage());
    }

    @Test
    void aFailedStartCanBeRepeated() throws Exception {
        TaskSpec spec = create(TestContainer.running("nosuch"));
        for (int i = 0; i < 2; i++) {
            EngineException e = assertThrows(
                    EngineException.class, () -> driver.prepare(spec).start());
            assertEquals(ErrorKind.INVALID, e.kind(), e.getMessage());
        }
    }

    @Test
    void manyContainersAtOnce() throws Exception {
        List<FutureTask<Run>> runs = new ArrayList<>();
        List<String> nonces = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            String nonce = UUID.randomUUID().toString();
            nonces.add(nonce);
            TaskSpec spec = create(TestContainer.script("echo " + nonce + "; exit " + (10 + i)));
            runs.add(fork(() -> {
                Task task = driver.prepare(spec);
                try (Attachment attachment = task.attach(OUTPUTS)) {
                    return finish(task, attachment);
                }
            }));
        }
        for (int i = 0; i < runs.size(); i++) {
            Run run = soon(runs.get(i));
            assertEquals(nonces.get(i) + "\n", run.stdout());
            assertEquals(10 + i, run.exit().code());
        }
    }
}
