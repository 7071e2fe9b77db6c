package io.sockerless.drivers.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sockerless.drivers.spi.Attachment;
import io.sockerless.drivers.spi.CanExec;
import io.sockerless.drivers.spi.CanExec.ExecSpec;
import io.sockerless.drivers.spi.Channel;
import io.sockerless.drivers.spi.Driver;
import io.sockerless.drivers.spi.Task;
import io.sockerless.drivers.spi.TaskSpec;
import io.sockerless.engine.model.ExitStatus;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/**
 * What every suite of the contract needs. A driver passes the contract when a subclass of each suite passes; abilities
 * that the driver does not declare are skipped, and {@link TruthContract} checks that what it declares is what it has.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
public abstract class DriverContract {
    protected static final Set<Channel> OUTPUTS = EnumSet.of(Channel.STDOUT, Channel.STDERR);
    protected static final Set<Channel> ALL = EnumSet.allOf(Channel.class);

    private final List<String> made = new ArrayList<>();
    private final Set<String> everMade = new HashSet<>();
    private String place = "";
    protected Driver driver;

    protected abstract DriverSubject subject();

    @BeforeAll
    final void open() {
        place = UUID.randomUUID().toString().substring(0, 8);
        driver = subject().open(place);
    }

    @BeforeEach
    final void exceptions(TestInfo test) {
        String name = test.getTestMethod().orElseThrow().getName();
        String reason = subject().exceptions().get(name);
        Assumptions.assumeTrue(reason == null, reason);
    }

    @AfterEach
    final void deleteContainers() {
        made.forEach(driver::delete);
        made.clear();
    }

    @AfterAll
    final void close() {
        subject().uninstall(driver);
        driver.close();
        List<String> left = subject().leftovers(place, everMade);
        subject().remove(place);
        assertEquals(List.of(), left, "left behind after every container was deleted");
    }

    protected final String place() {
        return place;
    }

    /** Replaces the driver by its successor. */
    protected final void reopen() {
        driver.close();
        driver = subject().open(place);
    }

    protected final TaskSpec create(TestContainer container) {
        TaskSpec spec = subject().fit(container.spec());
        driver.validate(spec);
        madeByOther(spec.id());
        driver.create(spec);
        return spec;
    }

    /** A container that exists already, to be deleted after the test. */
    protected final void madeByOther(String id) {
        made.add(id);
        everMade.add(id);
    }

    protected final Task prepare(TestContainer container) {
        return driver.prepare(create(container));
    }

    protected final Task start(TestContainer container) {
        Task task = prepare(container);
        task.start();
        return task;
    }

    /** What ran to its end. */
    public record Run(ExitStatus exit, String stdout, String stderr) {}

    /** Runs a container to its end and collects its output by attaching before the start. */
    protected final Run run(TestContainer container) throws Exception {
        Task task = prepare(container);
        try (Attachment attachment = task.attach(OUTPUTS)) {
            return finish(task, attachment);
        }
    }

    /** Starts the task and collects everything. */
    protected static Run finish(Task task, Attachment attachment) throws Exception {
        FutureTask<String> out = text(attachment.stdout());
        FutureTask<String> err = text(attachment.stderr());
        task.start();
        return new Run(await(task), soon(out), soon(err));
    }

    protected static ExitStatus await(Task task) throws Exception {
        return soon(fork(task::await));
    }

    protected static FutureTask<String> text(InputStream in) {
        return fork(() -> new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }

    /** Reads up to the wanted text, so that a test can go on when the container has got so far. */
    protected static String readUntil(InputStream in, String wanted) throws Exception {
        return soon(fork(() -> {
            StringBuilder got = new StringBuilder();
            while (got.indexOf(wanted) < 0) {
                int b = in.read();
                if (b < 0) {
                    throw new IOException("end of output before '" + wanted + "': " + got);
                }
                got.append((char) b);
            }
            return got.toString();
        }));
    }

    protected final Run exec(Task task, String... args) throws Exception {
        return exec(
                task, new ExecSpec(UUID.randomUUID().toString(), List.of(args), List.of(), "", "", false, false, 0, 0));
    }

    protected final Run exec(Task task, ExecSpec spec) throws Exception {
        CanExec.Exec exec = ((CanExec) task).exec(spec, OUTPUTS);
        try (Attachment attachment = exec.attachment()) {
            FutureTask<String> out = text(attachment.stdout());
            FutureTask<String> err = text(attachment.stderr());
            return new Run(soon(fork(exec::await)), soon(out), soon(err));
        }
    }

    protected static <T> FutureTask<T> fork(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        Thread.ofVirtual().start(task);
        return task;
    }

    protected static <T> T soon(FutureTask<T> task) throws Exception {
        try {
            return task.get(30, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw e;
        } catch (TimeoutException e) {
            throw new AssertionError("nothing came within 30 s", e);
        }
    }
}
