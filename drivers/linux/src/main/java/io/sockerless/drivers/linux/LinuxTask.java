package io.sockerless.drivers.linux;

import io.sockerless.drivers.agent.ShimExit;
import io.sockerless.drivers.linux.cgroup.Cgroup;
import io.sockerless.drivers.linux.cgroup.NoCgroup;
import io.sockerless.drivers.linux.spec.Resources;
import io.sockerless.drivers.spi.Attachment;
import io.sockerless.drivers.spi.CanExec;
import io.sockerless.drivers.spi.CanPause;
import io.sockerless.drivers.spi.CanResize;
import io.sockerless.drivers.spi.CanUpdate;
import io.sockerless.drivers.spi.Channel;
import io.sockerless.drivers.spi.HasStats;
import io.sockerless.drivers.spi.HasTop;
import io.sockerless.drivers.spi.Task;
import io.sockerless.drivers.spi.TaskSpec;
import io.sockerless.drivers.spi.TaskSpec.NetworkSpec;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ExitStatus;
import io.sockerless.engine.model.HostConfig;
import io.sockerless.engine.model.NetworkStatus;
import io.sockerless.engine.model.Signal;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** One execution of a container under its own supervisor, or what is left of one that has ended. */
final class LinuxTask implements Task, CanExec, CanPause, CanResize, CanUpdate, HasStats, HasTop {
    private final TaskSpec spec;
    private final Supervision supervision;
    private final Cgroup cgroup;
    private final ExecFactory execs;
    private final GroupMoves moves;
    private final NetworkStatus network;
    private final Clock clock;
    private final Consumer<LinuxTask> releaser;
    private final AtomicBoolean released = new AtomicBoolean();

    /** What a task is put together from. */
    record Parts(
            TaskSpec spec,
            Supervision supervision,
            Cgroup cgroup,
            ExecFactory execs,
            GroupMoves moves,
            NetworkStatus network,
            Clock clock,
            Consumer<LinuxTask> releaser) {}

    LinuxTask(Parts parts) {
        this.spec = parts.spec();
        this.supervision = parts.supervision();
        this.cgroup = parts.cgroup();
        this.execs = parts.execs();
        this.moves = parts.moves();
        this.network = parts.network();
        this.clock = parts.clock();
        this.releaser = parts.releaser();
    }

    @Override
    public String containerId() {
        return spec.id();
    }

    Supervision supervision() {
        return supervision;
    }

    @Override
    public Instant start() {
        try {
            return supervision.client().start();
        } catch (EngineException e) {
            throw RuntimeComplaint.ofStart(
                    e, spec.args().getFirst(), spec.config().workingDir());
        }
    }

    @Override
    public long pid() {
        return supervision.pid();
    }

    @Override
    public NetworkStatus network() {
        return network;
    }

    @Override
    public ExitStatus await() throws InterruptedException {
        ShimExit exit = supervision.await();
        return new ExitStatus(exit.code(), exit.oom(), exit.finishedAt());
    }

    @Override
    public boolean ended() {
        return supervision.ended();
    }

    @Override
    public void signal(Signal signal) {
        supervision.ifRunning(client -> client.signal(signal.number()));
    }

    @Override
    public Attachment attach(Set<Channel> channels) {
        return supervision.attach(channels);
    }

    @Override
    public void expectExec() {
        moves.expect();
    }

    @Override
    public Exec exec(ExecSpec exec, Set<Channel> channels) {
        return supervision.exec(execs.process(spec, exec), exec, channels);
    }

    @Override
    public void pause() {
        if (ended()) {
            throw EngineException.conflict("the container has ended");
        }
        cgroup.freeze();
    }

    @Override
    public void unpause() {
        cgroup.thaw();
    }

    @Override
    public boolean paused() {
        return cgroup.frozen();
    }

    @Override
    public void resize(int height, int width) {
        supervision.client().resize(height, width);
    }

    @Override
    public void update(HostConfig host) {
        cgroup.update(Resources.of(host));
    }

    @Override
    public Stats stats() {
        if (!cgroup.exists()) {
            throw EngineException.conflict("container " + containerId() + " is not running");
        }
        boolean counted = switch (spec.network()) {
            case NetworkSpec.Bridge _, NetworkSpec.Joined _ -> true;
            case NetworkSpec.Host _, NetworkSpec.None _ -> false;
        };
        return cgroup.stats(clock.instant(), counted ? NetworkCounters.of(pid()) : Map.of());
    }

    @Override
    public List<Long> pids() {
        return cgroup instanceof NoCgroup ? ProcessTree.ofChild(pid()) : cgroup.processes();
    }

    @Override
    public Processes top(String psArgs) {
        return Ps.run(psArgs, pids());
    }

    /** Whether it has ended and held nothing that the next container might want: a published port. */
    boolean leavesNothingToWaitFor() {
        return pid() == 0 && network.ports().isEmpty();
    }

    @Override
    public void release() {
        if (released.compareAndSet(false, true)) {
            releaser.accept(this);
        }
    }
}
