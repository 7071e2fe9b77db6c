package io.sockerless.drivers.aws;

import io.sockerless.drivers.agent.dial.DialSettings;
import io.sockerless.drivers.agent.dial.DialedAgent;
import io.sockerless.drivers.aws.Claims.Claim;
import io.sockerless.drivers.aws.Invocation.Outcome;
import io.sockerless.drivers.spi.Capability;
import io.sockerless.drivers.spi.DriverInfo;
import io.sockerless.drivers.spi.ForwardsImages;
import io.sockerless.drivers.spi.ForwardsNetworks;
import io.sockerless.drivers.spi.HasImages;
import io.sockerless.drivers.spi.HasNetworks;
import io.sockerless.drivers.spi.HasVolumes;
import io.sockerless.drivers.spi.Task;
import io.sockerless.drivers.spi.TaskSpec;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Runs containers as functions of AWS Lambda, one function for each container and one invocation for each run (decision
 * 0027). Their images get the agent as one more layer; it is the function's runtime, dials in here and is how everything
 * reaches the container. Invocations go on when the driver is closed or its process is killed, until their time is over;
 * another one with the same state and gateway finds them again.
 */
public final class LambdaDriver extends AgentDriver<LambdaTask>
        implements ForwardsImages, ForwardsNetworks, HasVolumes {
    public static final String ID = "lambda";

    private static final System.Logger LOG = System.getLogger(LambdaDriver.class.getName());
    private static final int LARGEST_CPU = 6;
    /** How long an agent looks for a daemon before its start: what it would wait for is not started twice. */
    private static final Duration DIALING = Duration.ofMinutes(1);
    /** What an environment takes to begin, before the time of the invocation itself. */
    private static final Duration BEGINNING = Duration.ofSeconds(30);

    /** How long the service may take to begin with what it was asked for. */
    private static final Duration MAKING = Duration.ofSeconds(3);

    private static final int ATTEMPTS = 8;
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final LambdaConfig config;
    private final LambdaClients clients;
    private final LambdaFunctions functions;
    private final LambdaNetwork network = new LambdaNetwork();

    private final RunFiles runFiles;

    private LambdaDriver(LambdaConfig config, LambdaClients clients, Gateway gateway) {
        Repository repository = new Repository(
                config.repository(), AgentLayer.of(config.architecture()), clients.ecr(), Clock.systemUTC());
        RunFiles runFiles = RunFiles.in(config.state(), repository, new ScratchDelivery());
        super(config.state(), gateway, repository, running -> new KeptFiles(ID, running, runFiles));
        this.runFiles = runFiles;
        this.config = config;
        this.clients = clients;
        functions = new LambdaFunctions(config, clients, RandomName.ofDaemon(config.state()));
    }

    /**
     * Asks nobody yet: the cloud may be out of reach for a while.
     *
     * @throws EngineException INVALID when region or credentials are nowhere to be found
     */
    public static LambdaDriver open(LambdaConfig config) {
        LambdaClients clients = LambdaClients.open(config.timeout());
        try {
            return new LambdaDriver(
                    config, clients, Gateway.open(config.state(), ID, config.gateway(), config.listen()));
        } catch (RuntimeException e) {
            clients.close();
            throw e;
        }
    }

    @Override
    public DriverInfo info() {
        return new DriverInfo(
                ID,
                HostFacts.VERSION,
                List.of("linux/" + config.architecture()),
                Set.of(
                        Capability.EXEC,
                        Capability.PAUSE,
                        Capability.RESIZE,
                        Capability.FILES,
                        Capability.IMAGES,
                        Capability.STATS,
                        Capability.TOP,
                        Capability.LOGS,
                        Capability.NETWORKS),
                HostFacts.features(
                        ID,
                        config.state(),
                        config.architecture(),
                        List.of(
                                List.of("Repository", config.repository()),
                                List.of("Longest run", config.timeout().toSeconds() + " s")),
                        "AWS Lambda",
                        LARGEST_CPU,
                        (long) LambdaConfig.MOST_MEMORY << 20,
                        ID),
                Map.of());
    }

    @Override
    public HasImages images() {
        return runFiles.trees();
    }

    @Override
    public HasNetworks networks() {
        return network;
    }

    @Override
    public String createVolume(String name, Map<String, String> options) {
        throw EngineException.notImplemented(
                "driver lambda: volume " + name + ": Lambda keeps none; what can be written to is /tmp");
    }

    @Override
    public void removeVolume(String name) {
        // There are none.
    }

    @Override
    public void retainVolumes(Set<String> names) {
        // There are none.
    }

    @Override
    public long volumeSize(String name) {
        return -1;
    }

    @Override
    public List<String> validate(TaskSpec spec) {
        return LambdaValidation.check(spec, config);
    }

    @Override
    public void create(TaskSpec spec) {
        if (claims().read(spec.id()).filter(claim -> !claim.isMaking()).isPresent()) {
            return;
        }
        runFiles.trees().create(spec);
        String image = repository().ensure(spec).toString();
        // First, so that a function whose making is never acknowledged is removed with it.
        claims().write(spec.id(), Claim.making(Instant.now().plus(MAKING)));
        try {
            functions.create(spec, image);
        } catch (RuntimeException e) {
            if (!(e instanceof EngineException known && known.kind() == ErrorKind.UNAVAILABLE)) {
                claims().write(spec.id(), Claim.making(Instant.EPOCH)); // it was answered: nothing comes later
            }
            try {
                delete(spec.id());
            } catch (EngineException later) {
                // The next daemon finds the claim, and no container that it is of.
                e.addSuppressed(later);
            }
            throw e;
        }
        claims().write(spec.id(), Claim.idle(image));
    }

    @Override
    public Task prepare(TaskSpec spec) {
        Claim before = idle(spec);
        stop(spec.id(), before);
        functions.ready(spec);
        Duration pause = PAUSE;
        for (int attempt = 1; ; attempt++) {
            LambdaTask task = invoked(spec, before);
            try {
                task.awaitReady();
                runFiles.bringThere(spec, task.agent());
                return task;
            } catch (RuntimeException e) {
                boolean again = task.outcome() instanceof Outcome.Refused(EngineException _, boolean may) && may;
                abandon(spec, task, before);
                if (!again || attempt == ATTEMPTS) {
                    throw task.outcome() instanceof Outcome.Refused(EngineException why, boolean _) ? why : e;
                }
                LOG.log(System.Logger.Level.INFO, "invoking {0} again: {1}", spec.id(), e.getMessage());
            }
            pause(pause);
            pause = pause.multipliedBy(2);
        }
    }

    private static void pause(Duration pause) {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineException(ErrorKind.UNAVAILABLE, "driver lambda: interrupted before its start", e);
        }
    }

    /** Each attempt is a run of its own: an agent of one that was taken for lost is not let in. */
    private LambdaTask invoked(TaskSpec spec, Claim before) {
        String run = RandomName.random();
        PublishedPorts ports = PublishedPorts.open(VpcNetwork.requests(spec));
        try {
            Instant until = Instant.now().plus(BEGINNING).plus(config.timeout());
            claims().write(spec.id(), before.running(run, until, ports.published()));
            DialedAgent agent = expect(spec.id(), run);
            DialSettings settings = gateway().settings(spec, agent(spec.id(), run), "", DIALING);
            Invocation invocation = Invocation.begin(clients, spec, settings);
            LambdaTask task = task(spec, run, until, Optional.of(invocation), agent, ports);
            tasks().put(spec.id(), task);
            return task;
        } catch (RuntimeException e) {
            ports.close();
            throw e;
        }
    }

    private void abandon(TaskSpec spec, LambdaTask task, Claim before) {
        tasks().remove(spec.id(), task);
        String run = claim(spec.id()).run();
        task.leave();
        forget(spec.id(), run);
        claims().write(spec.id(), Claim.idle(before.image()));
    }

    private LambdaTask task(
            TaskSpec spec,
            String run,
            Instant until,
            Optional<Invocation> invocation,
            DialedAgent agent,
            PublishedPorts ports) {
        return new LambdaTask(spec, until, invocation, agent, output(spec, run, agent), ports, keeper(spec.id(), run))
                .watched();
    }

    @Override
    public Optional<Task> recover(TaskSpec spec) {
        LambdaTask known = tasks().get(spec.id());
        if (known != null && !known.ended()) {
            return Optional.of(known);
        }
        Optional<Claim> running =
                claims().read(spec.id()).filter(claim -> !claim.run().isEmpty());
        if (running.filter(claim -> !claim.waiting().isEmpty()).isPresent()) {
            // Its command was never let run. The agent ends when it is not let in.
            forget(spec.id(), running.get().run());
            claims().write(spec.id(), Claim.idle(running.get().image()));
            return Optional.empty();
        }
        return running.map(claim -> {
            PublishedPorts ports = PublishedPorts.reopen(claim.ports());
            LambdaTask task = task(
                    spec,
                    claim.run(),
                    Instant.ofEpochMilli(claim.until()),
                    Optional.empty(),
                    expect(spec.id(), claim.run()),
                    ports);
            tasks().put(spec.id(), task);
            return task;
        });
    }

    /** Ends a run that somebody left behind; one that has ended well is let go. */
    private void stop(String id, Claim claim) {
        LambdaTask task = tasks().remove(id);
        if (claim.run().isEmpty()) {
            return;
        }
        if (task != null && (task.ended() || task.killed())) {
            task.release();
            return;
        }
        if (task != null) {
            task.abort("its container was removed or started anew");
            task.leave();
        }
        forget(id, claim.run());
    }

    @Override
    public void delete(String containerId) {
        claims().read(containerId).ifPresent(claim -> {
            stop(containerId, claim);
            functions.delete(containerId, claim.isMaking() ? Instant.ofEpochMilli(claim.until()) : Instant.MIN);
        });
        removeLog(containerId);
        claims().delete(containerId);
        runFiles.trees().delete(containerId);
    }

    @Override
    String keep(TaskSpec spec, DialedAgent agent) throws InterruptedException {
        return runFiles.keep(spec, agent);
    }

    @Override
    String forgone(TaskSpec spec, String why) {
        return runFiles.lost(spec, why);
    }

    @Override
    public void close() {
        tasks().values().forEach(LambdaTask::leave);
        gateway().close();
        repository().close();
        clients.close();
    }
}
