package io.sockerless.drivers.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sockerless.drivers.spi.Attachment;
import io.sockerless.drivers.spi.CanExec;
import io.sockerless.drivers.spi.CanPause;
import io.sockerless.drivers.spi.CanResize;
import io.sockerless.drivers.spi.CanUpdate;
import io.sockerless.drivers.spi.Capability;
import io.sockerless.drivers.spi.DriverInfo;
import io.sockerless.drivers.spi.HasFiles;
import io.sockerless.drivers.spi.HasImages;
import io.sockerless.drivers.spi.HasLogs;
import io.sockerless.drivers.spi.HasNetworks;
import io.sockerless.drivers.spi.HasStats;
import io.sockerless.drivers.spi.HasStats.Stats;
import io.sockerless.drivers.spi.HasTop;
import io.sockerless.drivers.spi.HasTop.Processes;
import io.sockerless.drivers.spi.HasVolumes;
import io.sockerless.drivers.spi.Task;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import io.sockerless.engine.model.HostConfig;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** What a driver declares is what it has, and it does what it says. */
public abstract class TruthContract extends DriverContract {
    private void needs(Capability capability) {
        Assumptions.assumeTrue(
                driver.info().capabilities().contains(capability),
                () -> driver.info().id() + " does not declare " + capability);
    }

    @Test
    void declaredIsImplemented() {
        Task task = start(TestContainer.running("sleep", "100"));
        Set<Capability> found = EnumSet.noneOf(Capability.class);
        Map.of(
                        Capability.EXEC, task instanceof CanExec,
                        Capability.PAUSE, task instanceof CanPause,
                        Capability.RESIZE, task instanceof CanResize,
                        Capability.UPDATE, task instanceof CanUpdate,
                        Capability.STATS, task instanceof HasStats,
                        Capability.TOP, task instanceof HasTop)
                .forEach((capability, has) -> add(found, capability, has));
        Map.of(
                        Capability.FILES, driver instanceof HasFiles,
                        Capability.LOGS, driver instanceof HasLogs,
                        Capability.IMAGES, driver instanceof HasImages,
                        Capability.VOLUMES, driver instanceof HasVolumes,
                        Capability.NETWORKS, driver instanceof HasNetworks)
                .forEach((capability, has) -> add(found, capability, has));
        Set<Capability> declared = EnumSet.copyOf(driver.info().capabilities());
        declared.remove(Capability.PUBLISH_PORTS); // has no interface
        assertEquals(declared, found);
    }

    private static void add(Set<Capability> found, Capability capability, boolean has) {
        if (has) {
            found.add(capability);
        }
    }

    @Test
    void infoNamesWhatClientsShow() {
        DriverInfo info = driver.info();
        for (String field : List.of("Driver", "OSType", "Architecture", "NCPU", "MemTotal", "OperatingSystem")) {
            assertTrue(info.features().containsKey(field), field);
        }
        assertTrue(((Number) info.features().get("MemTotal")).longValue() > 1 << 20);
        assertTrue(info.platforms().getFirst().contains("/"));
    }

    @Test
    void aPausedTaskStandsStill() throws Exception {
        needs(Capability.PAUSE);
        Task task = prepare(TestContainer.script("while :; do echo tick; sleep 0.02; done"));
        try (Attachment attachment = task.attach(OUTPUTS)) {
            task.start();
            readUntil(attachment.stdout(), "tick\ntick\n");
            ((CanPause) task).pause();
            attachment.stdout().skipNBytes(attachment.stdout().available());
            FutureTask<Integer> next = fork(attachment.stdout()::read);
            // What was under way when it stopped may still arrive; then nothing may.
            while (true) {
                try {
                    next.get(500, TimeUnit.MILLISECONDS);
                    next = fork(attachment.stdout()::read);
                } catch (TimeoutException e) {
                    break;
                }
            }
            ((CanPause) task).unpause();
            Assertions.assertNotEquals(-1, soon(next));
            readUntil(attachment.stdout(), "tick\n");
        }
    }

    @Test
    void whatHasEndedIsNotPausedAndUnpausesQuietly() throws Exception {
        needs(Capability.PAUSE);
        Task task = prepare(TestContainer.script("exit 5"));
        task.start();
        assertEquals(5, await(task).code());
        EngineException refused = Assertions.assertThrows(EngineException.class, () -> ((CanPause) task).pause());
        assertEquals(ErrorKind.CONFLICT, refused.kind());
        ((CanPause) task).unpause();
        Assertions.assertFalse(((CanPause) task).paused());
    }

    @Test
    void statsCountWhatHappens() throws Exception {
        needs(Capability.STATS);
        Task task = prepare(
                TestContainer.script("read x; i=0; while [ $i -lt 30000 ]; do i=$((i+1)); done; echo done; sleep 100")
                        .stdin()
                        .host("Memory", 64L << 20));
        try (Attachment attachment = task.attach(ALL)) {
            task.start();
            Stats before = ((HasStats) task).stats();
            attachment.stdin().write('\n');
            attachment.stdin().flush();
            readUntil(attachment.stdout(), "done\n");
            Stats after = ((HasStats) task).stats();
            assertTrue(after.cpuTotal() > before.cpuTotal() + 1_000_000, before + " " + after);
            assertTrue(after.cpuSystem() > before.cpuSystem());
            assertTrue(after.onlineCpus() > 0);
            assertEquals(64L << 20, after.memoryLimit());
            assertTrue(after.memoryUsage() > 0);
            assertTrue(after.pids() >= 1);
            assertTrue(after.read().isAfter(before.read()));
        }
    }

    @Test
    void statsTellTheLimitOfProcesses() {
        needs(Capability.STATS);
        Task task = start(TestContainer.running("sleep", "100").host("PidsLimit", 50L));
        assertEquals(50, ((HasStats) task).stats().pidsLimit());
    }

    @Test
    void updateChangesTheLimit() {
        needs(Capability.UPDATE);
        needs(Capability.STATS);
        Task task = start(TestContainer.running("sleep", "100").host("Memory", 64L << 20));
        ((CanUpdate) task).update(new HostConfig(Map.of("Memory", 128L << 20, "MemorySwap", 256L << 20)));
        assertEquals(128L << 20, ((HasStats) task).stats().memoryLimit());
        ((CanUpdate) task).update(new HostConfig(Map.of("Memory", 32L << 20, "MemorySwap", 64L << 20)));
        assertEquals(32L << 20, ((HasStats) task).stats().memoryLimit());
    }

    @Test
    void topListsItsProcessesOnly() {
        needs(Capability.TOP);
        Task task = start(TestContainer.script("sleep 4711 & sleep 4712; true"));
        for (Processes top = ((HasTop) task).top(""); ; top = ((HasTop) task).top("")) {
            List<String> commands =
                    top.rows().stream().map(List::getLast).sorted().toList();
            // The shell needs a moment to fork, and its children one to become other programs.
            if (commands.containsAll(List.of("sleep 4711", "sleep 4712"))) {
                assertEquals("CMD", top.titles().getLast());
                assertEquals(3, commands.size(), commands.toString());
                assertEquals(3, ((HasTop) task).pids().size());
                // 0 is of a task that has no process on any host.
                assertTrue(task.pid() == 0 || ((HasTop) task).pids().contains(task.pid()));
                return;
            }
        }
    }

    @Test
    void memoryExhaustionIsTold() throws Exception {
        needs(Capability.STATS);
        Task task = start(TestContainer.script("tail -c 100m /dev/zero")
                .host("Memory", 16L << 20)
                .host("MemorySwap", 16L << 20));
        var exit = await(task);
        assertEquals(137, exit.code());
        assertTrue(exit.oomKilled());
    }
}
