package io.sockerless.drivers.wasm;

import io.sockerless.drivers.logs.JsonLogWriter;
import io.sockerless.drivers.logs.LogGrowth;
import io.sockerless.drivers.spi.Attachment;
import io.sockerless.drivers.spi.Channel;
import io.sockerless.drivers.spi.Task;
import io.sockerless.drivers.spi.TaskSpec;
import io.sockerless.drivers.trees.Accounts;
import io.sockerless.drivers.trees.Directories;
import io.sockerless.drivers.trees.Root;
import io.sockerless.drivers.trees.TarInto.Owner;
import io.sockerless.drivers.wasm.wasi.Program;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ExitStatus;
import io.sockerless.engine.model.NetworkStatus;
import io.sockerless.engine.model.Signal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/** One run of a container: a guest on a thread of this daemon, with which it ends. */
final class WasmTask implements Task {
    /** Signals that end no process that has no handler for them. */
    private static final Set<Integer> IGNORED = Set.of(17, 18, 23, 28);

    private static final Set<Integer> STOPPING = Set.of(19, 20, 21, 22);
    private static final long STACK = 8L << 20;

    private final TaskSpec spec;
    private final WasmContainer container;
    private final Root root;
    private final Modules modules;
    private final MemoryBudget budget;
    private final LogGrowth growth = new LogGrowth();
    private final TaskStreams streams;
    private final CountDownLatch ended = new CountDownLatch(1);
    private Optional<Guest> guest = Optional.empty();
    private Optional<Thread> thread = Optional.empty();
    private volatile Optional<ExitStatus> exit = Optional.empty();

    WasmTask(TaskSpec spec, WasmContainer container, Root root, Modules modules, MemoryBudget budget) {
        this.spec = spec;
        this.container = container;
        this.root = root;
        this.modules = modules;
        this.budget = budget;
        Directories.make(container.log().getParent());
        this.streams = new TaskStreams(
                new JsonLogWriter(container.log(), spec.log(), growth),
                spec.config().openStdin(),
                spec.config().stdinOnce());
    }

    @Override
    public String containerId() {
        return spec.id();
    }

    Root root() {
        return root;
    }

    LogGrowth growth() {
        return growth;
    }

    synchronized boolean running() {
        return thread.isPresent() && exit.isEmpty();
    }

    @Override
    public Instant start() {
        try {
            return begin();
        } catch (RuntimeException e) {
            streams.end();
            ended.countDown();
            throw e;
        }
    }

    private synchronized Instant begin() {
        String name = spec.args().getFirst();
        byte[] bytes = Entrypoint.read(root, name, spec.env(), spec.config().workingDir());
        Accounts accounts = Accounts.read(root);
        Owner user = accounts.find(spec.config().user());
        Program program = new Program(
                spec.args(), environment(accounts.home(spec.config().user())), root, user.uid(), user.gid());
        Guest made = Guest.of(
                modules.ready(name, bytes),
                program,
                streams,
                budget,
                spec.host().integer("Memory"));
        guest = Optional.of(made);
        try {
            container.end().begin();
        } catch (EngineException e) {
            made.abandon();
            throw e;
        }
        Thread running = new Thread(null, () -> run(made), "guest-" + spec.id().substring(0, 12), STACK);
        running.setDaemon(true);
        thread = Optional.of(running);
        running.start();
        return Instant.now();
    }

    /** As Docker completes it. WASI has no working directory, so programs that look are told where it would be. */
    private List<String> environment(String home) {
        List<String> env = new ArrayList<>(spec.env());
        add(env, "PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
        add(env, "HOSTNAME", spec.hostname());
        add(env, "HOME", home);
        if (!spec.config().workingDir().isEmpty()) {
            add(env, "PWD", spec.config().workingDir());
        }
        return env;
    }

    private static void add(List<String> env, String name, String value) {
        if (env.stream().noneMatch(entry -> entry.startsWith(name + "="))) {
            env.add(name + "=" + value);
        }
    }

    private void run(Guest guest) {
        int code = 255;
        try {
            code = guest.run();
        } finally {
            Thread.interrupted(); // of a signal that came too late
            end(new ExitStatus(code, false, Instant.now()));
        }
    }

    private void end(ExitStatus status) {
        try {
            streams.end();
            container.end().end(status);
        } finally {
            synchronized (this) {
                exit = Optional.of(status);
            }
            ended.countDown();
        }
    }

    /** There is no process. */
    @Override
    public long pid() {
        return 0;
    }

    @Override
    public NetworkStatus network() {
        return NetworkStatus.NONE;
    }

    @Override
    public ExitStatus await() throws InterruptedException {
        ended.await();
        return exit.orElseThrow(() -> EngineException.conflict("the task was never started"));
    }

    @Override
    public boolean ended() {
        return exit.isPresent();
    }

    /** Guests cannot handle signals: what would end a process without a handler ends them. */
    @Override
    public synchronized void signal(Signal signal) {
        if (!running() || IGNORED.contains(signal.number())) {
            return;
        }
        if (STOPPING.contains(signal.number())) {
            throw EngineException.notImplemented("driver wasm: signal " + signal.number() + " that stops a process");
        }
        guest.orElseThrow().signalled(signal.number());
        thread.orElseThrow().interrupt();
    }

    @Override
    public Attachment attach(Set<Channel> channels) {
        return streams.attach(channels);
    }

    @Override
    public void release() {
        if (!running()) {
            Directories.remove(container.scratch());
        }
    }

    /** Ends it and waits for that. */
    void kill() {
        if (running()) {
            signal(Signal.KILL);
            try {
                ended.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        release();
    }
}
