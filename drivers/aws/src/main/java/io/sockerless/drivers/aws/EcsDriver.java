package io.sockerless.drivers.aws;

import io.sockerless.drivers.agent.dial.DialSettings;
import io.sockerless.drivers.agent.dial.DialedAgent;
import io.sockerless.drivers.aws.Claims.Claim;
import io.sockerless.drivers.logs.JsonLogReader;
import io.sockerless.drivers.spi.Capability;
import io.sockerless.drivers.spi.Driver;
import io.sockerless.drivers.spi.DriverInfo;
import io.sockerless.drivers.spi.ForwardsFiles;
import io.sockerless.drivers.spi.ForwardsImages;
import io.sockerless.drivers.spi.ForwardsNetworks;
import io.sockerless.drivers.spi.ForwardsVolumes;
import io.sockerless.drivers.spi.HasFiles;
import io.sockerless.drivers.spi.HasImages;
import io.sockerless.drivers.spi.HasLogs;
import io.sockerless.drivers.spi.HasNetworks;
import io.sockerless.drivers.spi.HasVolumes;
import io.sockerless.drivers.spi.Task;
import io.sockerless.drivers.spi.TaskSpec;
import io.sockerless.drivers.trees.ContainerTrees;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.HostConfig;
import io.sockerless.engine.model.NetworkStatus;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/**
 * Runs containers as tasks of Amazon ECS on Fargate, one task for each run (decision 0023). Their images get the agent as
 * one more layer; it dials in here and is how everything reaches the container. Tasks go on when the driver is closed or
 * its process is killed; another one with the same state and gateway finds them again.
 */
public final class EcsDriver
        implements Driver, ForwardsFiles, ForwardsImages, ForwardsNetworks, ForwardsVolumes, HasLogs {
    public static final String ID = "ecs";

    private final EcsConfig config;
    private final Clients clients;
    private final Claims claims;
    private final Gateway gateway;
    private final Repository repository;
    private final Definition definitions;
    private final Runs runs;
    private final Observer observer;
    private final TaskFiles files;
    private final VpcNetwork network;
    private final Volumes volumes;
    private final Filling filling;
    private final ContainerTrees trees;
    private final RunFiles runFiles;
    private final Neighbourhood neighbourhood;
    private final Map<String, EcsTask> tasks = new ConcurrentHashMap<>();

    private EcsDriver(EcsConfig config, Clients clients, Gateway gateway) {
        this.config = config;
        this.clients = clients;
        this.gateway = gateway;
        claims = Claims.in(config.state());
        repository =
                new Repository(config.repository(), AgentLayer.of(config.architecture()), clients, Clock.systemUTC());
        definitions = new Definition(config, clients, clients.region());
        runs = new Runs(config, clients);
        observer = new Observer(config, clients);
        Cleaning cleaning = new Cleaning(config, repository, definitions, runs, observer);
        volumes = new Volumes(points(config, clients), cleaning);
        trees = ContainerTrees.in(config.state().resolve("files"));
        trees.retainContainers(new HashSet<>(claims.ids()));
        runFiles = new RunFiles(trees);
        filling = new Filling(volumes, trees);
        files = new TaskFiles(id -> Optional.ofNullable(tasks.get(id)).filter(task -> !task.ended()), runFiles);
        network = new VpcNetwork(config, this::connected);
        Set<String> running = new HashSet<>();
        // Agents of runs that are on dial from the first moment.
        claims.ids()
                .forEach(id -> claims.read(id)
                        .filter(claim -> !claim.run().isEmpty())
                        .ifPresent(claim -> {
                            running.add(id);
                            gateway.expect(agent(id, claim.run()));
                        }));
        neighbourhood = new Neighbourhood(running);
    }

    /**
     * Asks nobody yet: the cloud may be out of reach for a while.
     *
     * @throws EngineException INVALID when region or credentials are nowhere to be found
     */
    public static EcsDriver open(EcsConfig config) {
        Clients clients = Clients.open();
        try {
            Gateway gateway = Gateway.open(config);
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
                HostFacts.features(config),
                Map.of());
    }

    @Override
    public HasFiles files(String containerId) {
        return files;
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

    /** A task has no files of this machine. */
    @Override
    public boolean seesHostPaths(HostConfig host) {
        return false;
    }

    @Override
    public List<String> validate(TaskSpec spec) {
        return Validation.check(spec, config);
    }

    @Override
    public void create(TaskSpec spec) {
        if (claims.read(spec.id()).isEmpty()) {
            trees.create(spec);
            claims.write(spec.id(), Claim.idle(repository.ensure(spec).toString()));
        }
    }

    private Claim claim(String id) {
        return claims.read(id).orElseThrow(() -> EngineException.notFound("No such container: " + id));
    }

    private Path log(String id) {
        return config.state().resolve("logs").resolve(id).resolve(id + "-json.log");
    }

    private static String agent(String id, String run) {
        return id + "." + run;
    }

    @Override
    public Task prepare(TaskSpec spec) {
        Claim before = claim(spec.id());
        EcsTask earlier = tasks.get(spec.id());
        if (earlier != null && !earlier.ended()) {
            throw EngineException.conflict("container " + spec.id() + " has a running task");
        }
        stop(spec.id(), before, "its container is started anew");
        String run = RandomName.random();
        PublishedPorts ports = PublishedPorts.open(VpcNetwork.requests(spec));
        EcsTask task;
        try {
            Claim claim = before.running(run, "", ports.published());
            claims.write(spec.id(), claim);
            DialedAgent agent = gateway.expect(agent(spec.id(), run));
            DialSettings settings = gateway.settings(spec, agent(spec.id(), run));
            String arn = runs.run(spec, run, definitions.arn(spec, claim.image(), settings, volumes), settings);
            claims.write(spec.id(), claim.running(run, arn, ports.published()));
            task = task(spec, run, arn, agent, ports);
        } catch (RuntimeException e) {
            ports.close();
            throw e;
        }
        tasks.put(spec.id(), task);
        try {
            task.awaitReady();
            runFiles.bringThere(spec, task.agent());
            filling.run(spec, task.agent());
            return task;
        } catch (RuntimeException e) {
            tasks.remove(spec.id(), task);
            try {
                task.abort("its container was not started: " + e.getMessage());
                change(spec.id(), run, failed -> Claim.idle(failed.image()));
            } finally {
                // If it could not be stopped now, it is when its container is started anew or removed.
                task.leave();
                gateway.agents().forget(agent(spec.id(), run));
            }
            throw e;
        }
    }

    private EcsTask task(TaskSpec spec, String run, String arn, DialedAgent agent, PublishedPorts ports) {
        Output output = new Output(agent, run, log(spec.id()), spec.log());
        return new EcsTask(spec, arn, agent, output, ports, neighbourhood, runs, observer, new Kept(spec, run, agent))
                .watched();
    }

    private synchronized void change(String id, String run, UnaryOperator<Claim> how) {
        claims.read(id).filter(claim -> claim.run().equals(run)).ifPresent(claim -> claims.write(id, how.apply(claim)));
    }

    /** A run as its container's claim has it. */
    private final class Kept implements EcsTask.Keeper {
        private final TaskSpec spec;
        private final String id;
        private final String run;
        private final DialedAgent agent;

        Kept(TaskSpec spec, String run, DialedAgent agent) {
            this.spec = spec;
            this.id = spec.id();
            this.run = run;
            this.agent = agent;
        }

        @Override
        public void ended() throws InterruptedException {
            runFiles.keep(spec, agent);
        }

        @Override
        public void released() {
            change(id, run, claim -> Claim.idle(claim.image()));
        }

        @Override
        public void stopped() {
            gateway.agents().forget(agent(id, run));
        }

        @Override
        public boolean paused() {
            return claims.read(id).filter(Claim::paused).isPresent();
        }

        @Override
        public void paused(boolean now) {
            change(id, run, claim -> claim.withPaused(now));
        }
    }

    @Override
    public Optional<Task> recover(TaskSpec spec) {
        EcsTask known = tasks.get(spec.id());
        if (known != null && !known.ended()) {
            return Optional.of(known);
        }
        Optional<Claim> claim =
                claims.read(spec.id()).filter(found -> !found.run().isEmpty());
        if (claim.isEmpty()) {
            return Optional.empty();
        }
        String run = claim.get().run();
        // Before anything is asked: the agent dials already.
        DialedAgent agent = gateway.expect(agent(spec.id(), run));
        Optional<String> arn =
                Optional.of(claim.get().task()).filter(text -> !text.isEmpty()).or(() -> runs.find(run));
        if (arn.isEmpty()) {
            gateway.agents().forget(agent(spec.id(), run));
            neighbourhood.settle(spec.id());
            return Optional.empty();
        }
        PublishedPorts ports = PublishedPorts.reopen(claim.get().ports());
        EcsTask task = task(spec, run, arn.get(), agent, ports).rejoining();
        tasks.put(spec.id(), task);
        return Optional.of(task);
    }

    private NetworkStatus connected(TaskSpec spec) {
        EcsTask task = tasks.get(spec.id());
        if (task == null || task.ended()) {
            throw EngineException.conflict("driver ecs: container " + spec.id() + " is not running");
        }
        return task.connected(spec);
    }

    @Override
    public List<String> list() {
        return claims.ids();
    }

    /** Ends a run that somebody left behind; one that has ended well is let go. */
    private void stop(String id, Claim claim, String reason) {
        EcsTask task = tasks.remove(id);
        neighbourhood.settle(id);
        if (claim.run().isEmpty()) {
            return;
        }
        if (task != null && task.ended()) {
            task.release();
            return;
        }
        Optional<String> arn =
                Optional.of(claim.task()).filter(text -> !text.isEmpty()).or(() -> runs.find(claim.run()));
        arn.ifPresent(found -> runs.stop(found, reason));
        if (task != null) {
            task.leave();
        }
        gateway.agents().forget(agent(id, claim.run()));
    }

    @Override
    public void delete(String containerId) {
        Optional<Claim> claim = claims.read(containerId);
        if (claim.isPresent()) {
            stop(containerId, claim.get(), "its container was removed");
        }
        LogDirectory.remove(log(containerId).getParent());
        claims.delete(containerId);
        trees.delete(containerId);
    }

    @Override
    public LogReader logs(String containerId, LogQuery query) {
        return new JsonLogReader(
                log(containerId),
                query,
                Optional.ofNullable(tasks.get(containerId))
                        .filter(task -> !task.ended())
                        .map(task -> task.output().growth()));
    }

    @Override
    public String logPath(String containerId) {
        return log(containerId).toString();
    }

    @Override
    public void close() {
        neighbourhood.close();
        observer.close();
        volumes.close();
        tasks.values().forEach(EcsTask::leave);
        gateway.close();
        repository.close();
        clients.close();
    }
}
