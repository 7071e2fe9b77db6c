package io.sockerless.drivers.aws;

import io.sockerless.drivers.agent.dial.DialedAgent;
import io.sockerless.drivers.aws.Claims.Claim;
import io.sockerless.drivers.aws.TaskTags.Carried;
import io.sockerless.drivers.spi.TaskSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import software.amazon.awssdk.services.ecs.model.Task;

/** How a container gets a task: one that has waited for it, or a new one. */
final class Starts implements AutoCloseable {
    private final EcsConfig config;
    private final Claims claims;
    private final Gateway gateway;
    private final Definition definitions;
    private final Volumes volumes;
    private final Runs runs;
    private final BiFunction<String, Claim, Carried> carried;
    private final WarmPool pool;

    /**
     * A task of a container, which its claim has.
     *
     * @param told whether its agent knows the command
     * @param seen what the service has told of it already
     */
    record Start(String run, String arn, DialedAgent agent, boolean told, Optional<Task> seen) {}

    Starts(
            EcsConfig config,
            Claims claims,
            Definition definitions,
            Volumes volumes,
            BiFunction<String, Claim, Carried> carried,
            WarmTask.Cloud cloud) {
        this.config = config;
        this.claims = claims;
        this.gateway = cloud.gateway();
        this.definitions = definitions;
        this.volumes = volumes;
        this.runs = cloud.runs();
        this.carried = carried;
        Set<String> claimed = new HashSet<>();
        claims.ids().forEach(id -> claims.read(id).ifPresent(claim -> claimed.add(claim.run())));
        pool = new WarmPool(config, cloud, claimed);
    }

    /** Pairs of words for those who ask where containers run. */
    List<List<String>> status() {
        List<List<String>> all = new ArrayList<>();
        all.add(List.of("Cluster", config.cluster()));
        all.add(List.of("Repository", config.repository()));
        all.addAll(pool.status());
        return all;
    }

    /** A container was made of an image that tasks may wait for. */
    void use(TaskSpec spec, String image) {
        pool.use(spec.config().image(), image, kept -> definitions.arn(kept.host(), image, gateway.waiting("")));
    }

    /** Writes down each step before it is made. */
    Start begin(TaskSpec spec, Claim before, PublishedPorts ports) {
        String definition = definitions.arn(spec, before.image(), gateway.waiting(""), volumes);
        Optional<WarmTask> warm = pool.take(definition, agent -> tell(spec, agent));
        if (warm.isPresent()) {
            return take(spec, before, ports, warm.get());
        }
        String run = RandomName.random();
        Claim claim = before.running(run, "", ports.published()).withWaiting(definition);
        claims.write(spec.id(), claim);
        String name = AgentDriver.agent(spec.id(), run);
        DialedAgent agent = gateway.expect(name);
        String arn = runs.run(spec, run, definition, gateway.waiting(name), carried.apply(spec.id(), claim));
        claims.write(spec.id(), claim.running(run, arn, ports.published()).withWaiting(definition));
        return new Start(run, arn, agent, false, Optional.empty());
    }

    private Start take(TaskSpec spec, Claim before, PublishedPorts ports, WarmTask warm) {
        String run = warm.note().run();
        String arn = warm.note().arn();
        try {
            Claim claim = before.running(run, arn, ports.published())
                    .withWaiting(warm.note().definition());
            claims.write(spec.id(), claim);
            pool.settle(warm);
            runs.describe(arn, spec.id(), spec.name(), run, carried.apply(spec.id(), claim));
        } catch (RuntimeException e) {
            claims.write(spec.id(), Claim.idle(before.image()));
            pool.end(warm, "its container was not started: " + e.getMessage());
            throw e;
        }
        return new Start(run, arn, warm.agent(), true, warm.seen());
    }

    /** What a task is to run. */
    void tell(TaskSpec spec, DialedAgent agent) {
        agent.configure(
                gateway.settings(spec, agent.containerId()),
                spec.env().stream()
                        .map(entry -> entry.indexOf('=') < 0 ? entry + "=" : entry)
                        .toList());
    }

    @Override
    public void close() {
        pool.close();
    }
}
