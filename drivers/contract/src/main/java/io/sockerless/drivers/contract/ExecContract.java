package io.sockerless.drivers.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sockerless.drivers.spi.Attachment;
import io.sockerless.drivers.spi.CanExec;
import io.sockerless.drivers.spi.CanExec.Exec;
import io.sockerless.drivers.spi.CanExec.ExecSpec;
import io.sockerless.drivers.spi.Capability;
import io.sockerless.drivers.spi.Channel;
import io.sockerless.drivers.spi.Task;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import io.sockerless.engine.model.Signal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Further processes in a running container. */
public abstract class ExecContract extends DriverContract {
    private Task task;

    @BeforeEach
    void startContainer() {
        Assumptions.assumeTrue(driver.info().capabilities().contains(Capability.EXEC));
        task = start(TestContainer.running("sleep", "1000").env("KEPT=yes", "CHANGED=no"));
    }

    private static ExecSpec spec(List<String> args, List<String> env, String user, String dir, boolean tty) {
        return new ExecSpec(UUID.randomUUID().toString(), args, env, user, dir, tty, false, 0, 0);
    }

    @Test
    void outputAndExitCode() throws Exception {
        String nonce = UUID.randomUUID().toString();
        Run run = exec(task, "sh", "-c", "echo " + nonce + "; echo err >&2; exit 43");
        assertEquals(nonce + "\n", run.stdout());
        assertEquals("err\n", run.stderr());
        assertEquals(43, run.exit().code());
    }

    @Test
    void environmentIsTheContainersWithItsOwnOver() throws Exception {
        Run run = exec(
                task,
                spec(
                        List.of("sh", "-c", "echo $KEPT $CHANGED $NEW; echo $PATH; echo $HOME"),
                        List.of("CHANGED=now", "NEW=one"),
                        "",
                        "",
                        false));
        assertEquals(
                "yes now one\n/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\n/root\n", run.stdout());
    }

    @Test
    void userAndGroupsAndDirectory() throws Exception {
        assertEquals(
                "uid=1234(worker) gid=4321(workers) groups=29(audio),4321(workers)\n/tmp\n",
                exec(task, spec(List.of("sh", "-c", "id; pwd"), List.of(), "worker", "/tmp", false))
                        .stdout());
        assertEquals(
                "uid=77 gid=88 groups=88\n",
                exec(task, spec(List.of("id"), List.of(), "77:88", "", false)).stdout());
    }

    @Test
    void unknownUserIsTold() {
        EngineException e = assertThrows(
                EngineException.class, () -> exec(task, spec(List.of("id"), List.of(), "nobody-here", "", false)));
        assertEquals("unable to find user nobody-here: no matching entries in passwd file", e.getMessage());
    }

    @Test
    void stdinWithHalfClose() throws Exception {
        byte[] sent = new byte[300_000];
        new Random(3).nextBytes(sent);
        Exec exec = ((CanExec) task).exec(spec(List.of("cat"), List.of(), "", "", false), ALL);
        try (Attachment attachment = exec.attachment()) {
            FutureTask<byte[]> back = fork(() -> attachment.stdout().readAllBytes());
            attachment.stdin().write(sent);
            attachment.stdin().close();
            assertArrayEquals(sent, soon(back));
            assertEquals(0, soon(fork(exec::await)).code());
        }
    }

    /** A runtime may set the size beside the process's start instead of before it; nobody asks for it a second time. */
    private static final String SIZED = "while [ \"$(stty size)\" = '0 0' ]; do :; done; ";

    @Test
    void terminal() throws Exception {
        boolean before = subject().sizesExecsBeforeTheyRun();
        ExecSpec spec = new ExecSpec(
                UUID.randomUUID().toString(),
                List.of("sh", "-c", (before ? SIZED : "read a; ") + "stty size; echo $TERM; read x; stty size"),
                List.of(),
                "",
                "",
                true,
                false,
                40,
                120);
        Exec exec = ((CanExec) task).exec(spec, EnumSet.allOf(Channel.class));
        try (Attachment attachment = exec.attachment()) {
            attachment.stdin().write((before ? "" : "\n").getBytes(StandardCharsets.UTF_8));
            assertTrue(readUntil(attachment.stdout(), "xterm\r\n").contains("40 120\r\n"));
            exec.resize(50, 150);
            attachment.stdin().write("\n".getBytes(StandardCharsets.UTF_8));
            readUntil(attachment.stdout(), "50 150\r\n");
            // As the docker command does: it asks for all, and waits for the end of all.
            assertEquals(0, soon(fork(() -> attachment.stderr().readAllBytes())).length);
        }
        assertEquals(0, soon(fork(exec::await)).code());
    }

    @Test
    void signal() throws Exception {
        Exec exec = ((CanExec) task)
                .exec(
                        spec(
                                List.of("sh", "-c", "trap 'exit 19' USR1; echo ready; while :; do sleep 0.05; done"),
                                List.of(),
                                "",
                                "",
                                false),
                        OUTPUTS);
        try (Attachment attachment = exec.attachment()) {
            readUntil(attachment.stdout(), "ready");
            exec.signal(Signal.parse("USR1"));
            assertEquals(19, soon(fork(exec::await)).code());
        }
        exec.signal(Signal.TERM); // ignored
    }

    @Test
    void detached() throws Exception {
        Exec exec = ((CanExec) task)
                .exec(
                        spec(
                                List.of("sh", "-c", "echo dropped; echo done > /marker; exit 6"),
                                List.of(),
                                "",
                                "",
                                false),
                        Set.of());
        assertEquals(6, soon(fork(exec::await)).code());
        assertEquals("done\n", exec(task, "cat", "/marker").stdout());
    }

    @Test
    void unknownProgramIsTold() {
        EngineException e = assertThrows(EngineException.class, () -> exec(task, "nosuch-program"));
        assertEquals(ErrorKind.INVALID, e.kind());
        assertTrue(
                e.getMessage().contains("exec: \"nosuch-program\": executable file not found in $PATH"),
                e.getMessage());
    }

    @Test
    void manyAtOnce() throws Exception {
        List<FutureTask<Run>> runs = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            int code = i;
            runs.add(fork(() -> exec(task, "sh", "-c", "echo " + code + "; exit " + code)));
        }
        for (int i = 0; i < runs.size(); i++) {
            Run run = soon(runs.get(i));
            assertEquals(i + "\n", run.stdout());
            assertEquals(i, run.exit().code());
        }
    }

    @Test
    void endOfTheContainerEndsIt() throws Exception {
        Exec exec = ((CanExec) task).exec(spec(List.of("sleep", "1000"), List.of(), "", "", false), Set.of());
        task.signal(Signal.KILL);
        await(task);
        assertEquals(137, soon(fork(exec::await)).code());
    }
}
