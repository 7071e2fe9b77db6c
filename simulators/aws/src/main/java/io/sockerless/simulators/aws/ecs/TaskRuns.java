package io.sockerless.simulators.aws.ecs;

import io.sockerless.simulators.aws.containers.Engine;
import io.sockerless.simulators.aws.ec2.TaskInterfaces;
import io.sockerless.simulators.aws.efs.Efs;
import io.sockerless.simulators.aws.logs.CloudWatchLogs;
import io.sockerless.simulators.aws.wire.RoleSessions;
import io.sockerless.simulators.kernel.State;
import io.sockerless.simulators.kernel.docker.DockerEngine;
import io.sockerless.simulators.kernel.docker.DockerException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The tasks that are being run, and their containers at the engine, which have a label by which they are found again. */
final class TaskRuns {
    private static final System.Logger LOG = System.getLogger(TaskRuns.class.getName());
    private static final String LABEL = "io.sockerless.simulator";

    private final RunMeans means;
    private final Efs efs;
    private final DockerEngine engine;
    private final String mark;
    private final Map<String, TaskRun> live = new ConcurrentHashMap<>();

    /**
     * @param guard what enforces security groups; empty where they are not
     * @param changed is told of each change of a task
     * @param moved is told of each task that comes to another status
     */
    TaskRuns(
            Resources resources,
            State state,
            CloudWatchLogs logs,
            Pulls pulls,
            SecretValues secrets,
            Efs efs,
            TaskInterfaces interfaces,
            Registrations registrations,
            RoleSessions sessions,
            DockerEngine engine,
            Optional<GuardImage> guard,
            Runnable changed,
            Consumer<Task> moved) {
        this.efs = efs;
        this.engine = engine;
        this.mark = state.id();
        Engine steady = new Engine(engine);
        Map<String, String> marks = Map.of(LABEL, mark);
        this.means = new RunMeans(
                resources,
                logs,
                pulls,
                secrets,
                steady,
                new Volumes(efs, steady, marks),
                new TaskNetwork(interfaces, registrations, steady, marks),
                new TaskRoles(
                        state.documents("ecs-task-role", TaskRole.class, TaskRole::task),
                        resources,
                        sessions,
                        steady,
                        marks,
                        mark),
                new Pause(guard),
                guard.map(_ -> new Guards(interfaces, steady)),
                marks,
                changed,
                moved);
    }

    /** One that is new. */
    void begin(Task task) {
        goOn(task);
        means.moved().accept(task);
    }

    private void goOn(Task task) {
        TaskRun run = new TaskRun(means, task);
        live.put(task.arn(), run);
        run.begin(() -> live.remove(task.arn(), run));
    }

    void stop(String arn, String code, String reason) {
        TaskRun run = live.get(arn);
        if (run != null) {
            run.stop(code, reason);
        }
    }

    /**
     * Spot capacity is taken back.
     *
     * @param arn of the task; empty for all
     * @return of how many
     */
    int interrupt(String arn) {
        List<Task> tasks = means.resources()
                .tasks()
                .all(task -> task.wanted()
                        && task.text("capacityProviderName").equals("FARGATE_SPOT")
                        && (arn.isEmpty() || arn.equals(task.arn())));
        tasks.forEach(task -> stop(task.arn(), "SpotInterruption", "Your Spot Task was interrupted."));
        return tasks.size();
    }

    /** Goes on with what a predecessor began, and removes containers of tasks that are over. */
    void resume() {
        List<Task> begun = means.resources().tasks().all(Task::live);
        means.guards().ifPresent(guards -> begun.forEach(guards::expect));
        begun.forEach(this::goOn);
        Thread.ofVirtual().name("ecs-sweep").start(() -> {
            try {
                List<String> found = engine.labelled(LABEL, mark);
                Set<String> needed = means.resources().tasks().all(Task::live).stream()
                        .flatMap(task ->
                                Stream.concat(ContainerBody.names(task).stream(), Stream.of(Shares.helper(task))))
                        .collect(Collectors.toSet());
                for (String name : found) {
                    if (!needed.contains(name)) {
                        engine.remove(name);
                    }
                }
                Volumes.removeAll(
                        engine.volumes(),
                        Map.of(LABEL, mark),
                        name -> means.resources().tasks().all(Task::live).stream()
                                .noneMatch(task -> name.startsWith(Volumes.prefix(task))));
                means.network().sweep(this::runs, Map.entry(LABEL, mark));
                means.guards().ifPresent(Guards::refresh);
                means.roles().sweep(this::runs);
                efs.sweep();
            } catch (IOException | DockerException e) {
                LOG.log(System.Logger.Level.WARNING, "containers of earlier tasks may be left: {0}", e.toString());
            }
        });
    }

    private boolean runs(String arn) {
        return means.resources().tasks().get(arn).filter(Task::live).isPresent();
    }

    /** Ends all, and leaves nothing at the engine. */
    void clear() throws InterruptedException {
        close();
        try {
            for (String name : engine.labelled(LABEL, mark)) {
                engine.remove(name);
            }
            Volumes.removeAll(engine.volumes(), Map.of(LABEL, mark), _ -> true);
            means.network().sweep(_ -> false, Map.entry(LABEL, mark));
            means.roles().clear();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "containers are left at the engine: {0}", e.toString());
        }
    }

    /** Stops looking after them; they run on. */
    void close() throws InterruptedException {
        for (TaskRun run : List.copyOf(live.values())) {
            run.abandon();
        }
        live.clear();
        means.network().close();
        means.guards().ifPresent(Guards::close);
        means.roles().close();
    }
}
