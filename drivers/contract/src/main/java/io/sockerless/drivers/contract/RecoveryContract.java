package io.sockerless.drivers.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sockerless.drivers.spi.Attachment;
import io.sockerless.drivers.spi.Capability;
import io.sockerless.drivers.spi.HasLogs;
import io.sockerless.drivers.spi.HasLogs.LogEntry;
import io.sockerless.drivers.spi.HasLogs.LogQuery;
import io.sockerless.drivers.spi.HasLogs.LogReader;
import io.sockerless.drivers.spi.Task;
import io.sockerless.drivers.spi.TaskSpec;
import io.sockerless.engine.model.ExitStatus;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** A driver's process is killed with signal 9; its successor finds everything as it was or has become. */
public abstract class RecoveryContract extends DriverContract {
    private Process process;

    /** Starts a driver in another process, in the place of ours, and returns when it has printed "done". */
    private List<String> host(String... args) throws Exception {
        driver.close();
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "--enable-native-access=ALL-UNNAMED",
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                HostedDriver.class.getName(),
                subject().getClass().getName(),
                place()));
        command.addAll(List.of(args));
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<String> lines = new ArrayList<>();
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        while (!lines.contains("done") && !args[0].equals("churn")) {
            lines.add(nextLine(out));
        }
        return lines;
    }

    private static String nextLine(BufferedReader out) throws Exception {
        String line = soon(fork(out::readLine));
        if (line == null) {
            throw new IOException("the hosted driver ended");
        }
        return line;
    }

    /** Kills it and opens a successor here. */
    private void kill() throws Exception {
        ProcessHandle.of(process.pid()).ifPresent(ProcessHandle::destroyForcibly); // keeps what it has printed
        soon(fork(process::waitFor));
        driver = subject().open(place());
    }

    @AfterEach
    void killProcess() {
        if (process != null) {
            process.destroyForcibly();
        }
    }

    private TaskSpec spec(String script) {
        TaskSpec spec = subject().fit(TestContainer.script(script).stdin().spec());
        madeByOther(spec.id());
        return spec;
    }

    private static String script(TaskSpec spec) {
        return spec.args().getLast();
    }

    private Task recovered(TaskSpec spec) {
        Optional<Task> task = driver.recover(spec);
        assertTrue(task.isPresent(), "the task was not found again");
        return task.get();
    }

    private String log(TaskSpec spec) throws Exception {
        if (!driver.info().capabilities().contains(Capability.LOGS)) {
            return "";
        }
        StringBuilder out = new StringBuilder();
        try (LogReader reader = ((HasLogs) driver).logs(spec.id(), new LogQuery(-1, Instant.MIN, Instant.MAX, false))) {
            for (Optional<LogEntry> entry = reader.next(); entry.isPresent(); entry = reader.next()) {
                out.append(new String(entry.get().data(), StandardCharsets.UTF_8));
            }
        }
        return out.toString();
    }

    @Test
    void aRunningContainerGoesOnAndCanBeAttached() throws Exception {
        String nonce = UUID.randomUUID().toString();
        TaskSpec spec = spec("echo before; read x; echo $x; exit 37");
        List<String> lines = host(spec.id(), "start", script(spec));
        kill();
        assertTrue(driver.list().contains(spec.id()));
        Task task = recovered(spec);
        assertTrue(lines.contains("start " + spec.id() + " " + task.pid()), lines.toString());
        try (Attachment attachment = task.attach(ALL)) {
            attachment.stdin().write((nonce + "\n").getBytes(StandardCharsets.UTF_8));
            attachment.stdin().close();
            assertEquals(nonce + "\n", soon(text(attachment.stdout())));
        }
        assertEquals(37, await(task).code());
        assertEquals("before\n" + nonce + "\n", log(spec));
    }

    @Test
    void oneThatEndedMeanwhileTellsItsCodeAndItsLog() throws Exception {
        String nonce = UUID.randomUUID().toString();
        TaskSpec spec = spec("echo " + nonce + "; sleep 0.6; echo late; exit 23");
        host(spec.id(), "start", script(spec));
        ProcessHandle.of(process.pid()).ifPresent(ProcessHandle::destroyForcibly); // keeps what it has printed
        soon(fork(process::waitFor));
        Thread.sleep(1500); // the container ends while nobody looks: there is nothing to await
        driver = subject().open(place());
        ExitStatus exit = await(recovered(spec));
        assertEquals(23, exit.code());
        assertTrue(exit.finishedAt().isBefore(Instant.now().minusMillis(300)));
        assertEquals(nonce + "\nlate\n", log(spec));
    }

    @Test
    void execWorksAfterwards() throws Exception {
        org.junit.jupiter.api.Assumptions.assumeTrue(
                driver.info().capabilities().contains(Capability.EXEC));
        TaskSpec spec = spec("sleep 1000");
        host(spec.id(), "start", script(spec));
        kill();
        Run run = exec(recovered(spec), "sh", "-c", "echo here; exit 8");
        assertEquals("here\n", run.stdout());
        assertEquals(8, run.exit().code());
    }

    @Test
    void whatWasPreparedButNeverStartedHasNotHappened() throws Exception {
        TaskSpec prepared = spec("echo never");
        TaskSpec created = spec("echo later");
        host(prepared.id(), "prepare", script(prepared), created.id(), "create", script(created));
        kill();
        assertEquals(Optional.empty(), driver.recover(prepared));
        assertEquals(Optional.empty(), driver.recover(created));
        for (TaskSpec spec : List.of(prepared, created)) {
            Task task = driver.prepare(spec);
            try (Attachment attachment = task.attach(OUTPUTS)) {
                assertFalse(finish(task, attachment).stdout().isEmpty());
            }
        }
    }

    @Test
    void recoverOfAnUnknownContainerIsEmpty() {
        assertEquals(
                Optional.empty(), driver.recover(TestContainer.running("true").spec()));
    }

    @Test
    void deleteWithoutRecover() throws Exception {
        TaskSpec spec = spec("sleep 1000");
        List<String> lines = host(spec.id(), "start", script(spec));
        kill();
        driver.delete(spec.id());
        long pid = Long.parseLong(lines.get(1).split(" ")[2]);
        assertFalse(ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false));
    }

    /** Nothing may be left in the end, which {@link DriverContract} checks. */
    @RepeatedTest(10)
    void killedAtAnyMomentNothingLeaks() throws Exception {
        host("churn");
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        while (!nextLine(out).startsWith("churn")) {}
        Thread.sleep(ThreadLocalRandom.current().nextInt(600)); // any moment
        ProcessHandle.of(process.pid()).ifPresent(ProcessHandle::destroyForcibly); // keeps what it has printed
        soon(fork(process::waitFor));
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith("churn ")) {
                madeByOther(line.substring("churn ".length()));
            }
        }
        driver = subject().open(place());
        for (String id : driver.list()) {
            driver.delete(id);
        }
        assertEquals(List.of(), driver.list());
    }
}
