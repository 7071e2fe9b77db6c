package io.sockerless.engine.core.exec;

import io.sockerless.drivers.spi.Attachment;
import io.sockerless.drivers.spi.CanExec;
import io.sockerless.drivers.spi.CanExec.Exec;
import io.sockerless.drivers.spi.CanExec.ExecSpec;
import io.sockerless.drivers.spi.Channel;
import io.sockerless.drivers.spi.Task;
import io.sockerless.engine.core.Containers.ConsoleSize;
import io.sockerless.engine.core.Execs;
import io.sockerless.engine.core.container.RunningContainers;
import io.sockerless.engine.core.exec.ExecTable.Row;
import io.sockerless.engine.model.Container;
import io.sockerless.engine.model.ContainerState;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import io.sockerless.engine.model.ExitStatus;
import io.sockerless.engine.model.Signal;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/** Execs in the containers of {@link RunningContainers}. */
public final class ExecService implements Execs {
    private static final System.Logger LOG = System.getLogger(ExecService.class.getName());

    /** dockerd's code for an exec that could not begin, whatever the reason. */
    private static final int NOT_STARTED = 126;

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final ExecTable table;
    private final RunningContainers containers;
    private final RandomGenerator random;
    private final AtomicLong order;
    private final Map<String, Exec> running = new ConcurrentHashMap<>();

    /** Forgets execs that ran when the engine ended: nobody knows how they end. */
    public ExecService(ExecTable table, RunningContainers containers, RandomGenerator random) {
        this.table = table;
        this.containers = containers;
        this.random = random;
        this.order =
                new AtomicLong(table.all().stream().mapToLong(Row::order).max().orElse(0));
        for (Row row : table.all()) {
            if (row.state().status() == ExecState.Status.RUNNING) {
                table.delete(row.state().id());
            }
        }
    }

    @Override
    public String create(String containerRef, ExecConfig config) {
        Container container = containers.get(containerRef);
        requireActive(container, containerRef);
        if (containers.task(container.id()) instanceof CanExec able) {
            able.expectExec();
        }
        if (config.cmd().isEmpty() || config.cmd().getFirst().isEmpty()) {
            throw EngineException.invalid("No exec command specified");
        }
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        String id = HexFormat.of().formatHex(bytes);
        ExecState state = new ExecState(id, container.id(), config, ExecState.Status.CREATED, 0, 0);
        table.add(new Row(order.incrementAndGet(), state));
        publish(state, "exec_create: " + command(config), Map.of());
        return id;
    }

    private void requireActive(Container container, String ref) {
        containers.task(container.id());
        if (container.state() instanceof ContainerState.Paused) {
            throw EngineException.conflict("Container " + ref + " is paused, unpause the container before exec");
        }
    }

    /** As dockerd writes it: the program, then the arguments, with a space between even when there are none. */
    private static String command(ExecConfig config) {
        return config.cmd().getFirst() + " "
                + String.join(" ", config.cmd().subList(1, config.cmd().size()));
    }

    private void publish(ExecState state, String action, Map<String, String> further) {
        Map<String, String> attributes = new java.util.HashMap<>(further);
        attributes.put("execID", state.id());
        containers.publish(state.containerId(), action, attributes);
    }

    @Override
    public ExecState get(String id) {
        return table.get(id).state();
    }

    @Override
    public void check(String id) {
        ExecState state = get(id);
        switch (state.status()) {
            case CREATED -> {
                Container container = containers.get(state.containerId());
                requireActive(container, container.id());
            }
            case RUNNING -> throw EngineException.conflict("Error: Exec command " + id + " is already running");
            case EXITED -> throw EngineException.conflict("Error: Exec command " + id + " has already run");
        }
    }

    @Override
    public Attachment start(String id, Set<Channel> channels, boolean tty, ConsoleSize console, Runnable claimed) {
        Row row = claim(id);
        ExecState state = row.state();
        try {
            claimed.run();
        } catch (RuntimeException e) {
            settled(row.with(ExecState.Status.EXITED, NOT_STARTED, 0));
            throw e;
        }
        publish(state, "exec_start: " + command(state.config()), Map.of());
        // Beside the start, for both take their time.
        FutureTask<Void> record = new FutureTask<>(() -> table.started(id), null);
        Thread.ofVirtual().name("exec-started").start(record);
        Exec exec;
        try {
            exec = canExec(state).exec(spec(state, console), channels);
            requireRecorded(record, exec);
        } catch (RuntimeException e) {
            settled(row.with(ExecState.Status.EXITED, NOT_STARTED, 0));
            throw e;
        }
        Completion completion = new Completion();
        running.put(id, exec);
        Row started = row.with(ExecState.Status.RUNNING, 0, exec.pid());
        settled(started);
        Thread.ofVirtual().name("exec-" + id.substring(0, 12)).start(() -> watch(started, exec, completion));
        return new ExecAttachment(exec.attachment(), completion);
    }

    /** What could be started again after a crash must not run. */
    private static void requireRecorded(FutureTask<Void> record, Exec exec) {
        try {
            record.get();
        } catch (ExecutionException e) {
            exec.signal(Signal.KILL);
            throw EngineException.internal(
                    "recording the start of an exec: " + e.getCause().getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            exec.signal(Signal.KILL);
            throw EngineException.internal("interrupted while recording the start of an exec", e);
        }
    }

    /** Only one of several starts gets it. */
    private synchronized Row claim(String id) {
        check(id);
        Row claimed = table.get(id).with(ExecState.Status.RUNNING, 0, 0);
        table.show(claimed);
        return claimed;
    }

    private CanExec canExec(ExecState state) {
        Task task = containers.task(state.containerId());
        if (task instanceof CanExec able) {
            return able;
        }
        throw EngineException.notImplemented(
                "the driver " + containers.get(state.containerId()).driver() + " cannot run further processes");
    }

    private static ExecSpec spec(ExecState state, ConsoleSize console) {
        ExecConfig config = state.config();
        ConsoleSize size = console.height() > 0 ? console : config.consoleSize();
        return new ExecSpec(
                state.id(),
                config.cmd(),
                config.env(),
                config.user(),
                config.workingDir(),
                config.tty(),
                config.privileged(),
                size.height(),
                size.width());
    }

    private void watch(Row started, Exec exec, Completion completion) {
        String id = started.state().id();
        try {
            ExitStatus exit = exec.await();
            table.show(started.with(ExecState.Status.EXITED, exit.code(), 0));
            publish(started.state(), "exec_die", Map.of("exitCode", Integer.toString(exit.code())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "cannot record the end of exec " + id, e);
        } finally {
            running.remove(id);
            completion.done();
        }
    }

    @Override
    public void resize(String id, int height, int width) {
        Exec exec = started(id);
        if (get(id).config().tty()) {
            exec.resize(height, width);
        }
    }

    /** Clients tell the size as soon as they have asked for the start, which is before there is a process. */
    private synchronized Exec started(String id) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try {
            while (get(id).status() != ExecState.Status.EXITED) {
                Exec exec = running.get(id);
                if (exec != null) {
                    return exec;
                }
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    throw new EngineException(ErrorKind.INTERNAL, "timeout waiting for exec session ready");
                }
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new EngineException(ErrorKind.CONFLICT, "Exec " + id + " is not running");
    }

    /** Shows the row, for the start has come to its end. */
    private synchronized void settled(Row row) {
        table.show(row);
        notifyAll();
    }

    @Override
    public void detached(String id) {
        publish(get(id), "exec_detach", Map.of());
    }
}
