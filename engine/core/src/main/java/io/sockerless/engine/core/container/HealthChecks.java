package io.sockerless.engine.core.container;

import io.sockerless.drivers.spi.CanExec;
import io.sockerless.drivers.spi.CanExec.ExecSpec;
import io.sockerless.drivers.spi.Channel;
import io.sockerless.drivers.spi.Task;
import io.sockerless.engine.model.Container;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.Health;
import io.sockerless.engine.model.Health.Result;
import io.sockerless.engine.model.Health.Status;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.random.RandomGenerator;

/**
 * Begins and ends the probing of containers, and records what comes of it. The lock of the container is held. The probes are
 * no execs that a client could start or inspect, but have the same events.
 */
final class HealthChecks {
    private static final System.Logger LOG = System.getLogger(HealthChecks.class.getName());

    private final Context context;
    private final RandomGenerator random;

    HealthChecks(Context context, RandomGenerator random) {
        this.context = context;
        this.random = random;
    }

    /** How a new run begins: starting, with the log of the last one. */
    static Health fresh(Container container) {
        return Healthcheck.of(container.config()).isPresent()
                ? container.health().with(Status.STARTING, 0)
                : container.health();
    }

    /** Of a container that is not probed any more; Docker calls it unhealthy, for nobody knows better. */
    static Health unattended(Container container) {
        Health health = container.health();
        return health.exists() ? health.with(Status.UNHEALTHY, health.failingStreak()) : health;
    }

    /** Probes the run from now on, if there is a check. */
    void begin(ContainerLife life, Task run) {
        end(life);
        Optional<Healthcheck> check = Healthcheck.of(life.container().config());
        if (check.isPresent()) {
            life.monitor = Optional.of(monitor(life, run, check.get()));
            life.monitor.get().begin(life.id());
        }
    }

    /** Stops probing. */
    static void end(ContainerLife life) {
        life.monitor.ifPresent(HealthMonitor::stop);
        life.monitor = Optional.empty();
    }

    private HealthMonitor monitor(ContainerLife life, Task run, Healthcheck check) {
        return new HealthMonitor(
                ended -> probe(life, run, check, ended),
                check.timeout(),
                () -> check.pause(life.container().health(), sinceStart(life)),
                result -> record(life, run, check, result),
                context.clock());
    }

    private Duration sinceStart(ContainerLife life) {
        return Duration.between(
                ContainerLife.startedAt(life.container().state()),
                context.clock().instant());
    }

    private HealthProbe probe(ContainerLife life, Task run, Healthcheck check, IntConsumer ended) {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        String id = HexFormat.of().formatHex(bytes);
        List<String> command = check.command();
        String shown = command.getFirst() + " " + String.join(" ", command.subList(1, command.size()));
        publish(life, "exec_create: " + shown, Map.of("execID", id));
        publish(life, "exec_start: " + shown, Map.of("execID", id));
        if (!(run instanceof CanExec able)) {
            throw EngineException.notImplemented(
                    "the driver " + life.container().driver() + " cannot run further processes");
        }
        ExecSpec spec = new ExecSpec(id, command, List.of(), "", "", false, false, 0, 0);
        HealthProbe probe = new HealthProbe(able.exec(spec, Set.of(Channel.STDOUT, Channel.STDERR)));
        probe.watch(code -> {
            publish(life, "exec_die", Map.of("execID", id, "exitCode", Integer.toString(code)));
            ended.accept(code);
        });
        return probe;
    }

    private void publish(ContainerLife life, String action, Map<String, String> attributes) {
        if (context.index().find(life.id()).isPresent()) {
            context.events().publish(life.container(), action, attributes);
        }
    }

    private void record(ContainerLife life, Task run, Healthcheck check, Result result) {
        life.locked(() -> {
            if (life.closed || !life.runs(run) || life.monitor.isEmpty()) {
                return null;
            }
            Container now = life.container();
            Health before = now.health();
            Health after = check.judge(before, result, ContainerLife.startedAt(now.state()));
            keep(life, now.withHealth(after), before);
            if (after.status() != before.status()) {
                context.events().publish(life.container(), "health_status: " + after.status());
            }
            return null;
        });
    }

    /** What does not tell anything new is not worth a write to disk. */
    private static void keep(ContainerLife life, Container next, Health before) {
        Health after = next.health();
        boolean news = after.status() != before.status()
                || after.status() != Status.UNHEALTHY && after.failingStreak() != before.failingStreak();
        try {
            if (news) {
                life.commit(next);
                return;
            }
        } catch (EngineException e) {
            LOG.log(System.Logger.Level.WARNING, "cannot record the health of container " + life.id(), e);
        }
        life.show(next);
    }
}
