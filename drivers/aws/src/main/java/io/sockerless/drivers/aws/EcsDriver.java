package io.sockerless.drivers.aws;

import io.sockerless.drivers.agent.dial.DialedAgent;
import io.sockerless.drivers.aws.Claims.Claim;
import io.sockerless.drivers.aws.TaskTags.Carried;
import io.sockerless.drivers.spi.Capability;
import io.sockerless.drivers.spi.DriverInfo;
import io.sockerless.drivers.spi.FindsContainers;
import io.sockerless.drivers.spi.ForwardsImages;
import io.sockerless.drivers.spi.ForwardsNetworks;
import io.sockerless.drivers.spi.ForwardsVolumes;
import io.sockerless.drivers.spi.HasImages;
import io.sockerless.drivers.spi.HasNetworks;
import io.sockerless.drivers.spi.HasVolumes;
import io.sockerless.drivers.spi.Task;
import io.sockerless.drivers.spi.TaskSpec;
import io.sockerless.drivers.trees.ContainerTrees;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.HostConfig;
import io.sockerless.engine.model.NetworkStatus;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Runs containers as tasks of Amazon ECS on Fargate, one task for each run (decision 0023). Their images get the agent as
 * one more layer; it dials in here and is how everything reaches the container. Tasks go on when the driver is closed or
 * its process is killed; another one with the same state and gateway finds them again.
 */
public final class EcsDriver extends AgentDriver<EcsTask>
        implements ForwardsImages, ForwardsNetworks, ForwardsVolumes, FindsContainers {
    public static final String ID = "ecs";

    private static final System.Logger LOG = System.getLogger(EcsDriver.class.getName());
    private static final int LARGEST_CPU = 16;
    private static final long LARGEST_MEMORY = 120L << 30;

    private final EcsConfig config;
    private final Clients clients;
    private final Definition definitions;
    private final Runs runs;
    private final Observer observer;
    private final VpcNetwork network;
    private final Volumes volumes;
    private final Filling filling;
    private final Binds binds;
    private final ContainerTrees trees;
    private final RunFiles runFiles;
    private final Neighbourhood neighbourhood;
    private final FoundTasks found;
    private final Starts starts;
    private volatile Function<String, String> descriptions = _ -> "";

    private EcsDriver(EcsConfig config, Clients clients, Gateway gateway) {
        Repository repository = new Repository(
                config.repository(), AgentLayer.of(config.architecture()), clients.ecr(), Clock.systemUTC());
        RunFiles runFiles = RunFiles.in(config.state(), repository, Delivery.LAYER);
        super(config.state(), gateway, repository, running -> new KeptFiles(ID, running, runFiles));
        this.runFiles = runFiles;
        trees = runFiles.trees();
        binds = runFiles.binds();
        this.config = config;
        this.clients = clients;
        definitions = new Definition(config, clients, clients.region());
        TaskTags tags = TaskTags.of(RandomName.ofDaemon(config.state()), gateway.identity());
        runs = new Runs(config, clients, tags);
        found = new FoundTasks(config, clients, claims(), tags, gateway.url());
        observer = new Observer(config, clients);
        Cleaning cleaning = new Cleaning(config, repository(), definitions, runs, observer);
        volumes = new Volumes(points(config, clients), cleaning);
        filling = new Filling(volumes, trees);
        network = new VpcNetwork(config, this::connected);
        neighbourhood = new Neighbourhood(before());
        starts = new Starts(
                config, claims(), definitions, volumes, this::carried, new WarmTask.Cloud(gateway, runs, observer));
    }

    /**
     * Asks nobody yet: the cloud may be out of reach for a while.
     *
     * @throws EngineException INVALID when region or credentials are nowhere to be found
     */
    public static EcsDriver open(EcsConfig config) {
        Clients clients = Clients.open();
        try {
            Gateway gateway = Gateway.open(config.state(), config.key(), ID, config.gateway(), config.listen());
            return new EcsDriver(config, clients, gateway);
        } catch (RuntimeException e) {
            clients.close();
            throw e;
        }
    }

    private static Optional<AccessPoints> points(EcsConfig config, Clients clients) {
        return Optional.of(config.fileSystem())
                .filter(id -> !id.isEmpty())
                .map(id -> new AccessPoints(clients.efs(), id, RandomName.ofDaemon(config.state())));
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
                        Capability.NETWORKS,
                        Capability.VOLUMES),
                HostFacts.features(
                        ID,
                        config.state(),
                        config.architecture(),
                        starts.status(),
                        "AWS Fargate",
                        LARGEST_CPU,
                        LARGEST_MEMORY,
                        "fargate"),
                Map.of());
    }

    @Override
    public HasImages images() {
        return trees;
    }

    @Override
    public HasNetworks networks() {
        return network;
    }

    @Override
    public HasVolumes volumes() {
        return volumes;
    }

    @Override
    public List<String> validate(TaskSpec spec) {
        return Validation.check(spec, config);
    }

    @Override
    public void create(TaskSpec spec) {
        if (claims().read(spec.id()).isEmpty()) {
            trees.create(spec);
            String image = repository().ensure(spec).toString();
            claims().write(spec.id(), Claim.idle(image));
            starts.use(spec, image);
        }
    }

    @Override
    public Task prepare(TaskSpec spec) {
        Claim before = idle(spec);
        if (!before.takenBy().isEmpty()) {
            throw EngineException.conflict("driver ecs: container " + spec.id() + " is daemon " + before.takenBy()
                    + "'s, which has taken it over; here it can only be removed");
        }
        stop(spec.id(), before, "its container is started anew");
        PublishedPorts ports = PublishedPorts.open(VpcNetwork.requests(spec));
        Starts.Start start;
        try {
            start = starts.begin(spec, before, ports);
        } catch (RuntimeException e) {
            ports.close();
            throw e;
        }
        EcsTask task = task(spec, start.run(), start.arn(), start.agent(), ports);
        start.seen().ifPresent(task::seenAs);
        tasks().put(spec.id(), task);
        try {
            task.awaitReady();
            if (!start.told()) {
                starts.tell(spec, task.agent());
            }
            runFiles.bringThere(spec, task.agent());
            filling.run(spec, task.agent());
            return task;
        } catch (RuntimeException e) {
            tasks().remove(spec.id(), task);
            try {
                task.abort("its container was not started: " + e.getMessage());
                change(spec.id(), start.run(), failed -> Claim.idle(failed.image()));
            } finally {
                // If it could not be stopped now, it is when its container is started anew or removed.
                task.leave();
                forget(spec.id(), start.run());
            }
            throw e;
        }
    }

    private EcsTask task(TaskSpec spec, String run, String arn, DialedAgent agent, PublishedPorts ports) {
        return new EcsTask(
                        spec,
                        arn,
                        agent,
                        output(spec, run, agent),
                        ports,
                        binds,
                        neighbourhood,
                        runs,
                        observer,
                        keeper(spec.id(), run))
                .watched();
    }

    @Override
    public Optional<Task> recover(TaskSpec spec) {
        EcsTask known = tasks().get(spec.id());
        if (known != null && !known.ended()) {
            return Optional.of(known);
        }
        Optional<Claim> claim =
                claims().read(spec.id()).filter(found -> !found.run().isEmpty());
        if (claim.isEmpty()) {
            return Optional.empty();
        }
        if (!claim.get().waiting().isEmpty()) {
            withdraw(spec.id(), claim.get());
            return Optional.empty();
        }
        String run = claim.get().run();
        // Before anything is asked: the agent dials already.
        DialedAgent agent = expect(spec.id(), run);
        Optional<String> arn =
                Optional.of(claim.get().task()).filter(text -> !text.isEmpty()).or(() -> runs.find(run));
        if (arn.isEmpty()) {
            forget(spec.id(), run);
            neighbourhood.settle(spec.id());
            return Optional.empty();
        }
        PublishedPorts ports = PublishedPorts.reopen(claim.get().ports());
        EcsTask task = task(spec, run, arn.get(), agent, ports);
        Optional<FoundTasks.One> taken =
                found.one(spec.id()).filter(one -> one.run().equals(run));
        if (taken.isPresent() && !task.seenAs(taken.get().task()).isOn()) {
            stop(spec.id(), claim.get(), "its start was never acknowledged");
            task.leave();
            claims().write(spec.id(), Claim.idle(claim.get().image()));
            return Optional.empty();
        }
        tasks().put(spec.id(), task.rejoining());
        return Optional.of(task);
    }

    /** Ends a run whose command was never let run; where that cannot be done now, its container's next start does it. */
    private void withdraw(String id, Claim claim) {
        try {
            stop(id, claim, "its command was never let run");
            claims().write(id, Claim.idle(claim.image()));
        } catch (EngineException e) {
            LOG.log(System.Logger.Level.WARNING, "driver ecs: the task of container {0}: {1}", id, e.getMessage());
        }
    }

    @Override
    public void describedBy(Function<String, String> source) {
        descriptions = source;
    }

    @Override
    public void described(String id, String name) {
        claims().read(id).filter(claim -> !claim.task().isEmpty()).ifPresent(claim -> {
            try {
                runs.describe(claim.task(), id, name, claim.run(), carried(id, claim));
            } catch (EngineException e) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "driver ecs: what has changed of container {0} is not in its task''s tags: {1}",
                        id,
                        e.getMessage());
            }
        });
    }

    private Carried carried(String id, Claim claim) {
        return new Carried(claim.image(), gateway().url().toString(), claim.ports(), descriptions.apply(id));
    }

    /** A daemon that has containers comes up without a cloud to ask. */
    @Override
    public List<Found> find() {
        if (!config.adopt()) {
            return List.of();
        }
        try {
            return found.find();
        } catch (EngineException e) {
            if (claims().ids().isEmpty()) {
                throw e;
            }
            LOG.log(System.Logger.Level.WARNING, "driver ecs: no tasks to take over are known: {0}", e.getMessage());
            return List.of();
        }
    }

    @Override
    public void takeOver(String id) {
        FoundTasks.One one = found.one(id)
                .orElseThrow(() -> EngineException.notFound("driver ecs: no task of container " + id + " was found"));
        volumes.takeOver(definitions.accessPoints(one.task().taskDefinitionArn()));
        found.takeOver(id, one);
        claims().write(id, one.claim());
        neighbourhood.await(id);
    }

    private NetworkStatus connected(TaskSpec spec) {
        EcsTask task = tasks().get(spec.id());
        if (task == null || task.ended()) {
            throw EngineException.conflict("driver ecs: container " + spec.id() + " is not running");
        }
        return task.connected(spec);
    }

    /** Ends a run that somebody left behind; one that has ended well is let go. */
    private void stop(String id, Claim claim, String reason) {
        EcsTask task = tasks().remove(id);
        neighbourhood.settle(id);
        if (claim.run().isEmpty()) {
            return;
        }
        if (task != null && (task.ended() || task.killed())) {
            task.release();
            return;
        }
        Optional<String> arn =
                Optional.of(claim.task()).filter(text -> !text.isEmpty()).or(() -> claimed(claim));
        arn.ifPresent(found -> runs.stop(found, reason));
        if (task != null) {
            task.leave();
        }
        forget(id, claim.run());
    }

    /** The task of a run whose start was not answered. */
    private Optional<String> claimed(Claim claim) {
        return claim.waiting().isEmpty() ? runs.find(claim.run()) : runs.claim(claim.run(), claim.waiting());
    }

    @Override
    public void delete(String containerId) {
        Optional<Claim> claim = claims().read(containerId);
        if (claim.isPresent()) {
            stop(containerId, claim.get(), "its container was removed");
        }
        removeLog(containerId);
        claims().delete(containerId);
        binds.forget(containerId);
        trees.delete(containerId);
    }

    @Override
    String keep(TaskSpec spec, DialedAgent agent) throws InterruptedException {
        return runFiles.keep(spec, agent);
    }

    @Override
    public boolean seesHostPaths(HostConfig host) {
        return true;
    }

    @Override
    String forgone(TaskSpec spec, String why) {
        return runFiles.lost(spec, why);
    }

    @Override
    public void close() {
        neighbourhood.close();
        starts.close();
        observer.close();
        volumes.close();
        binds.close();
        tasks().values().forEach(EcsTask::leave);
        gateway().close();
        repository().close();
        clients.close();
    }
}
