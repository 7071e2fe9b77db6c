package io.sockerless.drivers.aws;

import io.sockerless.drivers.agent.dial.DialedAgent;
import io.sockerless.drivers.spi.Channel;
import io.sockerless.drivers.spi.TaskSpec;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import io.sockerless.engine.model.ExitStatus;
import io.sockerless.engine.model.NetworkStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.ecs.model.Task;

/** One run of a container as a task of ECS. */
final class EcsTask extends AgentTask {
    private static final System.Logger LOG = System.getLogger(EcsTask.class.getName());
    private static final String STOPPED = "STOPPED";
    /** How long the agent of a container that was taken over is waited for. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final String arn;
    private final Binds binds;
    private final Neighbourhood neighbourhood;
    private final Runs runs;
    private final Observer observer;
    private volatile Optional<Task> seen = Optional.empty();

    EcsTask(
            TaskSpec spec,
            String arn,
            DialedAgent agent,
            Output output,
            PublishedPorts ports,
            Binds binds,
            Neighbourhood neighbourhood,
            Runs runs,
            Observer observer,
            Keeper keeper) {
        super(spec, arn, agent, output, ports, keeper);
        this.arn = arn;
        this.binds = binds;
        this.neighbourhood = neighbourhood;
        this.runs = runs;
        this.observer = observer;
    }

    /** Begins to look for its end. */
    EcsTask watched() {
        exit().whenComplete((_, _) -> neighbourhood.remove(spec().id(), agent()));
        begin();
        return this;
    }

    /**
     * Waits for the agent.
     *
     * @throws EngineException UNAVAILABLE when the task stops first
     */
    void awaitReady() {
        awaitAgentThere();
        if (seen.filter(VpcNetwork::hasAddress).isEmpty()) {
            addressed();
        }
        connected(spec());
    }

    /** Is found by its names, and finds the others. */
    NetworkStatus connected(TaskSpec now) {
        spec(now);
        neighbourhood.put(now, VpcNetwork.address(seen), agent());
        goneAlready();
        return network();
    }

    /** Whoever ends while it is entered has not been there to be removed. */
    private void goneAlready() {
        if (exit().isDone()) {
            neighbourhood.remove(spec().id(), agent());
        }
    }

    /** What the service has told of it already. */
    EcsTask seenAs(Task task) {
        seen = Optional.of(task);
        return this;
    }

    /** Whether the command of a container that was taken over was ever let run, as its agent says, if it comes soon. */
    boolean isOn() {
        try {
            if (agent().awaitConnected(PATIENCE)) {
                return !agent().state().status().equals("created");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (EngineException e) {
            LOG.log(System.Logger.Level.DEBUG, "the agent of container " + containerId(), e);
        }
        unreached();
        LOG.log(
                System.Logger.Level.WARNING,
                "driver ecs: container {0} was taken over, but its agent has not dialed in; until it does, it can be"
                        + " listed and killed, and no more",
                containerId());
        return true;
    }

    /** A run of before is entered as soon as the service has told its address; its agent may dial later. */
    EcsTask rejoining() {
        ranBefore();
        Thread.ofVirtual().name("ecs-rejoin").start(() -> {
            try {
                addressed();
                if (!ended()) {
                    neighbourhood.rejoin(spec(), VpcNetwork.address(seen), agent());
                    goneAlready();
                }
            } catch (EngineException e) {
                LOG.log(System.Logger.Level.WARNING, "the neighbours of " + arn, e);
            } finally {
                neighbourhood.settle(spec().id());
            }
        });
        return this;
    }

    /** Waits for the service to tell the task's address. */
    private void addressed() {
        try {
            seen = observer.await(arn, task -> VpcNetwork.hasAddress(task) || STOPPED.equals(task.lastStatus()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineException(ErrorKind.UNAVAILABLE, "driver ecs: interrupted before " + arn + " ran", e);
        }
    }

    /** What it finds of its container's binds is as it is here now, and what it makes of them is here when it has ended. */
    @Override
    public Exec exec(ExecSpec exec, Set<Channel> channels) {
        if (!Binds.has(spec())) {
            return super.exec(exec, channels);
        }
        binds.bringThere(spec(), asked());
        return new BoundExec(super.exec(exec, channels), () -> binds.bringHere(spec(), asked()));
    }

    @Override
    String reason() {
        return seen.map(task -> task.stoppedReason() == null ? "no reason was given" : task.stoppedReason())
                .orElse("the service does not know it any more");
    }

    @Override
    Optional<String> interruption() {
        return runs.interruption(arn);
    }

    @Override
    void watch() throws InterruptedException {
        seen = observer.await(arn, task -> {
            seen = Optional.of(task);
            return STOPPED.equals(task.lastStatus())
                    || !runs.tags().otherDaemon(task).isEmpty();
        });
        observer.forget(arn);
        String other = seen.map(runs.tags()::otherDaemon).orElse("");
        if (other.isEmpty()) {
            stopped(byService());
        } else {
            taken(other);
        }
    }

    private ExitStatus byService() {
        Optional<Integer> code =
                seen.flatMap(task -> task.containers().stream().findFirst().map(container -> container.exitCode()));
        Instant at = seen.map(Task::stoppedAt).orElseGet(Instant::now);
        boolean oom = seen.stream()
                .flatMap(task -> task.containers().stream())
                .anyMatch(container ->
                        container.reason() != null && container.reason().contains("OutOfMemory"));
        return new ExitStatus(code.orElse(UNKNOWN), oom, at);
    }

    @Override
    void end(String reason) {
        runs.stop(arn, reason);
    }

    @Override
    public NetworkStatus network() {
        return VpcNetwork.status(spec(), seen, ports().bindings());
    }
}
