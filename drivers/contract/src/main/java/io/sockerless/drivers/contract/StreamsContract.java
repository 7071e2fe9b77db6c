package io.sockerless.drivers.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sockerless.drivers.spi.Attachment;
import io.sockerless.drivers.spi.CanResize;
import io.sockerless.drivers.spi.Capability;
import io.sockerless.drivers.spi.Channel;
import io.sockerless.drivers.spi.Task;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Standard streams: every byte, in order, in both directions; half-close; terminals; several readers. */
public abstract class StreamsContract extends DriverContract {
    private static final int LARGE = 64 << 20;

    @Test
    void stdoutAndStderrStayApart() throws Exception {
        String a = UUID.randomUUID().toString();
        String b = UUID.randomUUID().toString();
        Run run = run(TestContainer.script("echo " + a + "; echo " + b + " >&2"));
        assertEquals(a + "\n", run.stdout());
        assertEquals(b + "\n", run.stderr());
    }

    @Test
    void everyByteValuePasses() throws Exception {
        byte[] all = new byte[4096];
        new Random(7).nextBytes(all);
        Task task = prepare(TestContainer.running("cat").stdin().log("none", java.util.Map.of()));
        try (Attachment attachment = task.attach(ALL)) {
            task.start();
            attachment.stdin().write(all);
            attachment.stdin().close();
            assertArrayEquals(all, soon(fork(() -> attachment.stdout().readAllBytes())));
            assertEquals(0, await(task).code());
        }
    }

    @Test
    void endOfStdinReachesTheProcessAndOutputGoesOn() throws Exception {
        String nonce = UUID.randomUUID().toString();
        Task task = prepare(TestContainer.script("n=$(wc -c); sleep 0.2; echo got $n " + nonce + "; exit 4")
                .stdin());
        try (Attachment attachment = task.attach(ALL)) {
            task.start();
            attachment.stdin().write("12345".getBytes(StandardCharsets.UTF_8));
            attachment.stdin().close();
            assertEquals("got 5 " + nonce + "\n", soon(text(attachment.stdout())));
            assertEquals(4, await(task).code());
        }
    }

    @Test
    void stdinWrittenBeforeTheStartIsNotLost() throws Exception {
        String nonce = UUID.randomUUID().toString();
        Task task = prepare(TestContainer.running("cat").stdin());
        try (Attachment attachment = task.attach(ALL)) {
            attachment.stdin().write(nonce.getBytes(StandardCharsets.UTF_8));
            attachment.stdin().close();
            task.start();
            assertEquals(nonce, soon(text(attachment.stdout())));
            assertEquals(0, await(task).code());
        }
    }

    @Test
    void withoutStdinAProcessReadsItsEnd() throws Exception {
        assertEquals("0\n", run(TestContainer.script("wc -c")).stdout());
    }

    @Test
    void sixtyFourMebibytesComeBackBitExact() throws Exception {
        Task task = prepare(TestContainer.running("cat").stdin().log("none", java.util.Map.of()));
        MessageDigest sent = MessageDigest.getInstance("SHA-256");
        MessageDigest received = MessageDigest.getInstance("SHA-256");
        try (Attachment attachment = task.attach(ALL)) {
            task.start();
            FutureTask<Long> back = fork(() -> {
                try (InputStream in = new DigestInputStream(attachment.stdout(), received)) {
                    return in.transferTo(OutputStream.nullOutputStream());
                }
            });
            Random random = new Random();
            byte[] chunk = new byte[100_003];
            for (int left = LARGE; left > 0; ) {
                random.nextBytes(chunk);
                int n = Math.min(left, chunk.length);
                attachment.stdin().write(chunk, 0, n);
                sent.update(chunk, 0, n);
                left -= n;
            }
            attachment.stdin().close();
            assertEquals(LARGE, soon(back));
            assertEquals(HexFormat.of().formatHex(sent.digest()), HexFormat.of().formatHex(received.digest()));
            assertEquals(0, await(task).code());
        }
    }

    @Test
    void aReaderThatStopsHoldsNobodyElseBackForEver() throws Exception {
        Task task = prepare(TestContainer.script("yes | head -c 3000000; echo; echo end"));
        Attachment stopped = task.attach(OUTPUTS);
        try (Attachment reading = task.attach(OUTPUTS)) {
            task.start();
            FutureTask<String> output = text(reading.stdout());
            stopped.close();
            assertTrue(soon(output).endsWith("end\n"));
        }
        assertEquals(0, await(task).code());
    }

    @Test
    void aSlowReaderGetsEverythingAfterTheEnd() throws Exception {
        Task task = prepare(TestContainer.script("yes | head -c 200000"));
        try (Attachment slow = task.attach(OUTPUTS)) {
            task.start();
            assertEquals(0, await(task).code());
            task.release();
            assertEquals(200_000, soon(fork(() -> slow.stdout().readAllBytes())).length);
        }
    }

    @Test
    void severalReadersSeeTheSame() throws Exception {
        Task task = prepare(TestContainer.script("for i in $(seq 1 2000); do echo line $i; done"));
        try (Attachment one = task.attach(OUTPUTS);
                Attachment two = task.attach(OUTPUTS)) {
            FutureTask<String> first = text(one.stdout());
            FutureTask<String> second = text(two.stdout());
            task.start();
            assertEquals(soon(first), soon(second));
            assertTrue(first.get().endsWith("line 2000\n"));
        }
        assertEquals(0, await(task).code());
    }

    @Test
    void attachWhileRunningSeesWhatComesThen() throws Exception {
        Task task = prepare(TestContainer.script("read a; echo first; read b; echo second $b")
                .config("OpenStdin", true));
        try (Attachment first = task.attach(ALL)) {
            task.start();
            first.stdin().write("x\n".getBytes(StandardCharsets.UTF_8));
            readUntil(first.stdout(), "first\n");
            try (Attachment second = task.attach(ALL)) {
                second.stdin().write("y\n".getBytes(StandardCharsets.UTF_8));
                assertEquals("second y\n", soon(text(second.stdout())));
            }
        }
        assertEquals(0, await(task).code());
    }

    @Test
    void detachedStdinStaysOpenUnlessStdinOnce() throws Exception {
        Task task = prepare(
                TestContainer.script("read a; echo has $a; read b; echo $a$b").config("OpenStdin", true));
        task.start();
        try (Attachment first = task.attach(ALL)) {
            first.stdin().write("one\n".getBytes(StandardCharsets.UTF_8));
            readUntil(first.stdout(), "has one\n");
            first.stdin().close();
        }
        try (Attachment second = task.attach(ALL)) {
            second.stdin().write("two\n".getBytes(StandardCharsets.UTF_8));
            assertEquals("onetwo\n", soon(text(second.stdout())));
        }
        assertEquals(0, await(task).code());
    }

    @Test
    void terminalHasASizeThatCanChange() throws Exception {
        Assumptions.assumeTrue(driver.info().capabilities().contains(Capability.RESIZE));
        Task task = prepare(TestContainer.script("stty size; read x; stty size; tty >/dev/null && echo is-a-tty")
                .tty()
                .stdin());
        try (Attachment attachment = task.attach(EnumSet.of(Channel.STDIN, Channel.STDOUT))) {
            task.start();
            ((CanResize) task).resize(33, 111);
            attachment.stdin().write("\n".getBytes(StandardCharsets.UTF_8));
            String output = soon(text(attachment.stdout()));
            assertTrue(output.contains("33 111\r\n"), output);
        }
        assertEquals(0, await(task).code() & ~1);
    }

    @Test
    void terminalTurnsControlCIntoASignal() throws Exception {
        Task task =
                prepare(TestContainer.script("trap 'echo caught; exit 5' INT; echo ready; while :; do sleep 0.05; done")
                        .tty()
                        .stdin());
        try (Attachment attachment = task.attach(EnumSet.of(Channel.STDIN, Channel.STDOUT))) {
            task.start();
            readUntil(attachment.stdout(), "ready");
            attachment.stdin().write(3);
            attachment.stdin().flush();
            readUntil(attachment.stdout(), "caught");
        }
        assertEquals(5, await(task).code());
    }
}
