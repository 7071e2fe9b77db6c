package io.sockerless.drivers.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sockerless.drivers.spi.Attachment;
import io.sockerless.drivers.spi.Capability;
import io.sockerless.drivers.spi.Channel;
import io.sockerless.drivers.spi.HasLogs;
import io.sockerless.drivers.spi.HasLogs.LogEntry;
import io.sockerless.drivers.spi.HasLogs.LogQuery;
import io.sockerless.drivers.spi.HasLogs.LogReader;
import io.sockerless.drivers.spi.Task;
import io.sockerless.drivers.spi.TaskSpec;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a container wrote can be read again, and followed. */
public abstract class LogsContract extends DriverContract {
    private static final LogQuery ALL_ENTRIES = new LogQuery(-1, Instant.MIN, Instant.MAX, false);
    private static final LogQuery FOLLOW = new LogQuery(-1, Instant.MIN, Instant.MAX, true);

    @BeforeEach
    void needsLogs() {
        Assumptions.assumeTrue(driver.info().capabilities().contains(Capability.LOGS));
    }

    private LogReader open(Task task, LogQuery query) {
        return ((HasLogs) driver).logs(task.containerId(), query);
    }

    private List<LogEntry> read(Task task, LogQuery query) throws Exception {
        try (LogReader reader = open(task, query)) {
            return soon(fork(() -> drain(reader)));
        }
    }

    private static List<LogEntry> drain(LogReader reader) throws InterruptedException {
        List<LogEntry> out = new ArrayList<>();
        for (Optional<LogEntry> entry = reader.next(); entry.isPresent(); entry = reader.next()) {
            out.add(entry.get());
        }
        return out;
    }

    private static String text(List<LogEntry> entries) {
        StringBuilder out = new StringBuilder();
        entries.forEach(entry -> out.append(new String(entry.data(), StandardCharsets.UTF_8)));
        return out.toString();
    }

    private Task ended(TestContainer container) throws Exception {
        Task task = start(container);
        await(task);
        return task;
    }

    @Test
    void bothStreamsWithTimes() throws Exception {
        String nonce = UUID.randomUUID().toString();
        Instant before = Instant.now().minusSeconds(1);
        Task task = ended(TestContainer.script("echo out-" + nonce + "; sleep 0.1; echo err-" + nonce + " >&2"));
        List<LogEntry> entries = read(task, ALL_ENTRIES);
        assertEquals("out-" + nonce + "\nerr-" + nonce + "\n", text(entries));
        assertEquals(
                List.of(Channel.STDOUT, Channel.STDERR),
                entries.stream().map(LogEntry::channel).toList());
        assertTrue(entries.getFirst().time().isAfter(before));
        assertTrue(entries.get(1).time().isAfter(entries.getFirst().time()));
    }

    @Test
    void unfinishedLineIsKeptAsItIs() throws Exception {
        assertEquals("no newline", text(read(ended(TestContainer.script("printf 'no newline'")), ALL_ENTRIES)));
    }

    @Test
    void specialCharactersSurvive() throws Exception {
        String line = "<tag> & \"quoted\" \\ back\tüñí€𝄞";
        assertEquals(line + "\n", text(read(ended(TestContainer.running("printf", "%s\\n", line)), ALL_ENTRIES)));
    }

    @Test
    void tail() throws Exception {
        Task task = ended(TestContainer.script("for i in $(seq 1 5000); do echo $i; done"));
        assertEquals("4998\n4999\n5000\n", text(read(task, new LogQuery(3, Instant.MIN, Instant.MAX, false))));
        assertEquals("", text(read(task, new LogQuery(0, Instant.MIN, Instant.MAX, false))));
        assertEquals(
                5000,
                read(task, new LogQuery(100_000, Instant.MIN, Instant.MAX, false))
                        .size());
    }

    @Test
    void sinceAndUntil() throws Exception {
        Task task = ended(TestContainer.script("echo a; sleep 0.05; echo b; sleep 0.05; echo c"));
        List<LogEntry> all = read(task, ALL_ENTRIES);
        Instant middle = all.get(1).time();
        assertEquals("b\nc\n", text(read(task, new LogQuery(-1, middle, Instant.MAX, false))));
        assertEquals("a\nb\n", text(read(task, new LogQuery(-1, Instant.MIN, middle, false))));
    }

    @Test
    void followEndsWithTheContainer() throws Exception {
        Task task = prepare(TestContainer.script("echo one; read x; echo two").stdin());
        try (Attachment attachment = task.attach(ALL);
                LogReader reader = open(task, FOLLOW)) {
            task.start();
            FutureTask<Optional<LogEntry>> first = fork(reader::next);
            assertEquals("one\n", new String(soon(first).orElseThrow().data(), StandardCharsets.UTF_8));
            FutureTask<List<LogEntry>> rest = fork(() -> drain(reader));
            attachment.stdin().write("\n".getBytes(StandardCharsets.UTF_8));
            assertEquals("two\n", text(soon(rest)));
        }
    }

    @Test
    void closingEndsAWaitingFollower() throws Exception {
        Task task = start(TestContainer.running("sleep", "1000"));
        LogReader reader = open(task, FOLLOW);
        FutureTask<Optional<LogEntry>> next = fork(reader::next);
        reader.close();
        assertEquals(Optional.empty(), soon(next));
    }

    @Test
    void followersSeeEverythingWhileItIsWritten() throws Exception {
        Task task = prepare(TestContainer.script("for i in $(seq 1 20000); do echo line $i; done"));
        List<FutureTask<List<LogEntry>>> followers = new ArrayList<>();
        List<LogReader> readers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            LogReader reader = open(task, FOLLOW);
            readers.add(reader);
            followers.add(fork(() -> drain(reader)));
        }
        try (Attachment attachment = task.attach(OUTPUTS)) {
            Run run = finish(task, attachment);
            for (FutureTask<List<LogEntry>> follower : followers) {
                assertEquals(run.stdout(), text(soon(follower)));
            }
        }
        readers.forEach(LogReader::close);
    }

    @Test
    void rotationKeepsTheNewestAndFollowersMissNothing() throws Exception {
        rotates(Map.of("max-size", "16k", "max-file", "50"));
    }

    /** Whether readers get all of a log of these options, which rotates often and keeps all of its files. */
    protected final void rotates(Map<String, String> options) throws Exception {
        Task task = prepare(TestContainer.script("for i in $(seq 1 3000); do echo line-$i; done; read x; echo last")
                .stdin()
                .log("json-file", options));
        try (Attachment attachment = task.attach(ALL);
                LogReader reader = open(task, FOLLOW)) {
            FutureTask<String> output = DriverContract.text(attachment.stdout());
            FutureTask<List<LogEntry>> followed = fork(() -> drain(reader));
            task.start();
            attachment.stdin().write("\n".getBytes(StandardCharsets.UTF_8));
            attachment.stdin().close();
            assertEquals(soon(output), text(soon(followed)));
            assertEquals(output.get(), text(read(task, ALL_ENTRIES)));
        }
        assertEquals(
                "line-2999\nline-3000\nlast\n", text(read(task, new LogQuery(3, Instant.MIN, Instant.MAX, false))));
    }

    /** Whether a follower gets all of a log of these options, which is rotated a few times and may keep one file only. */
    protected final void follows(Map<String, String> options) throws Exception {
        Task task = prepare(TestContainer.script("for i in $(seq 1 1000); do echo line-$i; usleep 1000; done")
                .log("json-file", options));
        try (Attachment attachment = task.attach(OUTPUTS);
                LogReader reader = open(task, FOLLOW)) {
            FutureTask<List<LogEntry>> followed = fork(() -> drain(reader));
            Run run = finish(task, attachment);
            assertEquals(run.stdout(), text(soon(followed)));
        }
    }

    @Test
    void aSecondRunIsAppended() throws Exception {
        TaskSpec spec = create(TestContainer.script("echo again"));
        for (int i = 1; i <= 2; i++) {
            Task task = driver.prepare(spec);
            task.start();
            await(task);
            task.release();
            assertEquals("again\n".repeat(i), text(read(task, ALL_ENTRIES)));
        }
    }
}
