package io.sockerless.drivers.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sockerless.drivers.spi.Capability;
import io.sockerless.drivers.spi.HasFiles;
import io.sockerless.drivers.spi.HasFiles.Change;
import io.sockerless.drivers.spi.HasFiles.PathStat;
import io.sockerless.drivers.spi.Task;
import io.sockerless.drivers.spi.TaskSpec;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A container's files, before, while and after it runs. */
public abstract class FilesContract extends DriverContract {
    private static final long DIRECTORY = 1L << 31;
    private static final long LINK = 1L << 27;

    private HasFiles files;

    @BeforeEach
    void needsFiles() {
        Assumptions.assumeTrue(driver.info().capabilities().contains(Capability.FILES));
        files = (HasFiles) driver;
    }

    private static ByteArrayInputStream tar(String name, String content) {
        return new ByteArrayInputStream(new Tar()
                .file(name, 0640, 1234, 4321, content.getBytes(StandardCharsets.UTF_8))
                .bytes());
    }

    private String tarOut(String id, String path) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        files.tarOut(id, path, out);
        return out.toString(StandardCharsets.ISO_8859_1);
    }

    @Test
    void putBeforeTheStartIsSeenByTheProcess() throws Exception {
        String nonce = UUID.randomUUID().toString();
        TaskSpec spec = create(TestContainer.script("cat /tmp/given; stat -c '%a %u %g' /tmp/given"));
        files.tarIn(spec.id(), "/tmp", false, true, tar("given", nonce + "\n"));
        Task task = driver.prepare(spec);
        try (var attachment = task.attach(OUTPUTS)) {
            assertEquals(nonce + "\n640 1234 4321\n", finish(task, attachment).stdout());
        }
    }

    @Test
    void getWhileRunningAndAfterTheEnd() throws Exception {
        String nonce = UUID.randomUUID().toString();
        Task task = prepare(TestContainer.script("echo " + nonce + " > /tmp/made; echo ready; read x")
                .stdin());
        try (var attachment = task.attach(ALL)) {
            task.start();
            readUntil(attachment.stdout(), "ready");
            assertTrue(tarOut(task.containerId(), "/tmp/made").contains(nonce));
            attachment.stdin().close();
            await(task);
        }
        task.release();
        String archive = tarOut(task.containerId(), "/tmp/made");
        assertTrue(archive.startsWith("made\0") && archive.contains(nonce));
    }

    @Test
    void stat() {
        TaskSpec spec = create(TestContainer.running("true"));
        PathStat file = files.stat(spec.id(), "/seeded/deep/owned");
        assertEquals("owned", file.name());
        assertEquals(15, file.size());
        assertEquals(0640, file.mode());
        assertEquals(DIRECTORY | 0755, files.stat(spec.id(), "/seeded").mode());
        PathStat link = files.stat(spec.id(), "/bin/sh");
        assertEquals(LINK, link.mode() & LINK);
        assertEquals("/bin/busybox", link.linkTarget());
    }

    @Test
    void missingPathIsNotFound() {
        TaskSpec spec = create(TestContainer.running("true"));
        EngineException e = assertThrows(EngineException.class, () -> files.stat(spec.id(), "/no/such"));
        assertEquals(ErrorKind.NOT_FOUND, e.kind());
        assertEquals(
                ErrorKind.NOT_FOUND,
                assertThrows(EngineException.class, () -> tarOut(spec.id(), "/no/such"))
                        .kind());
        assertEquals(
                ErrorKind.NOT_FOUND,
                assertThrows(
                                EngineException.class,
                                () -> files.tarIn(spec.id(), "/no/such", false, true, tar("a", "b")))
                        .kind());
    }

    @Test
    void linksDoNotLeadOutside() throws Exception {
        TaskSpec spec = create(TestContainer.script("ln -s / /up 2>/dev/null || true"));
        byte[] evil = new Tar().link("escape", "/").bytes();
        files.tarIn(spec.id(), "/tmp", false, true, new ByteArrayInputStream(evil));
        String nonce = UUID.randomUUID().toString();
        files.tarIn(spec.id(), "/tmp/escape/tmp", false, true, tar("inside-" + nonce, nonce));
        assertTrue(tarOut(spec.id(), "/tmp/inside-" + nonce).contains(nonce));
        assertTrue(java.nio.file.Files.notExists(java.nio.file.Path.of("/tmp/inside-" + nonce)));
        files.tarIn(spec.id(), "/tmp", false, true, tar("../../../tmp/dots-" + nonce, nonce));
        assertTrue(java.nio.file.Files.notExists(java.nio.file.Path.of("/tmp/dots-" + nonce)));
    }

    @Test
    void changesAndDiffAndSize() throws Exception {
        Task task = start(TestContainer.script(
                "echo new > /root/added; echo more >> /etc/group; rm /seeded/deep/owned; head -c 300000"
                        + " /dev/zero > /root/big"));
        await(task);
        task.release();
        String id = task.containerId();
        List<Change> changes = files.changes(id);
        assertTrue(
                changes.containsAll(List.of(
                        new Change("/root", 0),
                        new Change("/root/added", 1),
                        new Change("/etc/group", 0),
                        new Change("/seeded/deep", 0),
                        new Change("/seeded/deep/owned", 2))),
                changes.toString());
        ByteArrayOutputStream diff = new ByteArrayOutputStream();
        files.diff(id, diff);
        String layer = diff.toString(StandardCharsets.ISO_8859_1);
        assertTrue(layer.contains("root/added") && layer.contains("seeded/deep/.wh.owned"));
        assertTrue(files.writableSize(id) >= 300_000);
        ByteArrayOutputStream export = new ByteArrayOutputStream();
        files.export(id, export);
        String whole = export.toString(StandardCharsets.ISO_8859_1);
        assertTrue(whole.contains("root/added") && whole.contains("bin/busybox") && !whole.contains("deep/owned"));
    }

    @Test
    void ownersBecomeTheUsersUnlessCopied() throws Exception {
        TaskSpec spec = create(TestContainer.script("stat -c '%u %g' /tmp/mine").config("User", "daemon"));
        files.tarIn(spec.id(), "/tmp", false, false, tar("mine", "x"));
        Task task = driver.prepare(spec);
        try (var attachment = task.attach(OUTPUTS)) {
            assertEquals("1 1\n", finish(task, attachment).stdout());
        }
    }
}
