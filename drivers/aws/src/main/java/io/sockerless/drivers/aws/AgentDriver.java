package io.sockerless.drivers.aws;

import io.sockerless.drivers.agent.dial.DialedAgent;
import io.sockerless.drivers.aws.Claims.Claim;
import io.sockerless.drivers.logs.JsonLogReader;
import io.sockerless.drivers.spi.Driver;
import io.sockerless.drivers.spi.ForwardsFiles;
import io.sockerless.drivers.spi.HasFiles;
import io.sockerless.drivers.spi.HasLogs;
import io.sockerless.drivers.spi.TaskSpec;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.HostConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * What the drivers have in common whose containers run in the cloud with our agent in them: claims, logs and the gateway
 * where agents dial in.
 *
 * @param <T> a run
 */
abstract class AgentDriver<T extends AgentTask> implements Driver, ForwardsFiles, HasLogs {
    private final Path state;
    private final Claims claims;
    private final Gateway gateway;
    private final Repository repository;
    private final HasFiles files;
    private final Set<String> before = new TreeSet<>();
    private final Map<String, T> tasks = new ConcurrentHashMap<>();

    /**
     * Agents of runs that are on dial from the first moment.
     *
     * @param files by what knows the runs that are on
     */
    AgentDriver(
            Path state,
            Gateway gateway,
            Repository repository,
            Function<Function<String, Optional<AgentTask>>, HasFiles> files) {
        this.state = state;
        this.gateway = gateway;
        this.repository = repository;
        claims = Claims.in(state).cleared();
        this.files = files.apply(container ->
                Optional.<AgentTask>ofNullable(tasks.get(container)).filter(task -> !task.ended()));
        claims.ids()
                .forEach(container -> claims.read(container)
                        .filter(claim -> !claim.run().isEmpty())
                        .ifPresent(claim -> {
                            before.add(container);
                            expect(container, claim.run());
                        }));
    }

    Claims claims() {
        return claims;
    }

    Gateway gateway() {
        return gateway;
    }

    Repository repository() {
        return repository;
    }

    Map<String, T> tasks() {
        return tasks;
    }

    /** Containers that had a run when the daemon of before ended. */
    Set<String> before() {
        return Set.copyOf(before);
    }

    static String agent(String id, String run) {
        return WarmTask.isOne(run) ? run : id + "." + run;
    }

    /** The agent of a run, let in from now on. */
    final DialedAgent expect(String id, String run) {
        return gateway.expect(agent(id, run));
    }

    void forget(String id, String run) {
        gateway.agents().forget(agent(id, run));
    }

    Claim claim(String id) {
        return claims.read(id).orElseThrow(() -> EngineException.notFound("No such container: " + id));
    }

    /** The claim of a container that is to be started. */
    Claim idle(TaskSpec spec) {
        T earlier = tasks.get(spec.id());
        if (earlier != null && !earlier.ended()) {
            throw EngineException.conflict("container " + spec.id() + " has a running task");
        }
        return claim(spec.id());
    }

    Output output(TaskSpec spec, String run, DialedAgent agent) {
        return new Output(agent, run, log(spec.id()), spec.log());
    }

    private Path log(String id) {
        return state.resolve("logs").resolve(id).resolve(id + "-json.log");
    }

    void removeLog(String id) {
        LogDirectory.remove(log(id).getParent());
    }

    synchronized void change(String id, String run, UnaryOperator<Claim> how) {
        claims.read(id).filter(claim -> claim.run().equals(run)).ifPresent(claim -> claims.write(id, how.apply(claim)));
    }

    /** Takes what is wanted after the end of a command while its agent is still there. @return what is lost of it */
    String keep(TaskSpec spec, DialedAgent agent) throws InterruptedException {
        return "";
    }

    /** There is no agent to take it from. @return what is lost */
    String forgone(TaskSpec spec, String why) {
        return "";
    }

    /** A run as its container's claim has it. */
    Keeper keeper(String id, String run) {
        return new Keeper() {
            @Override
            public String ended(TaskSpec spec, DialedAgent agent) throws InterruptedException {
                if (claims.read(id).filter(Claim::kept).isPresent()) {
                    return ""; // by a daemon of before
                }
                String lost = keep(spec, agent);
                if (lost.isEmpty()) {
                    change(id, run, Claim::withKept);
                }
                return lost;
            }

            @Override
            public void starting() {
                change(id, run, claim -> claim.withWaiting(""));
            }

            @Override
            public String lost(TaskSpec spec, String why) {
                return claims.read(id).filter(Claim::kept).isPresent() ? "" : forgone(spec, why);
            }

            @Override
            public void taken(String by) {
                change(id, run, claim -> Claim.taken(claim.image(), by));
                forget(id, run);
            }

            @Override
            public void released() {
                change(id, run, claim -> Claim.idle(claim.image()));
            }

            @Override
            public void stopped() {
                forget(id, run);
            }

            @Override
            public boolean paused() {
                return claims.read(id).filter(Claim::paused).isPresent();
            }

            @Override
            public void paused(boolean now) {
                change(id, run, claim -> claim.withPaused(now));
            }
        };
    }

    @Override
    public HasFiles files(String containerId) {
        return files;
    }

    /** A run has no files of this machine. */
    @Override
    public boolean seesHostPaths(HostConfig host) {
        return false;
    }

    @Override
    public List<String> list() {
        return claims.ids();
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
}
