package io.sockerless.drivers.aws;

import io.sockerless.drivers.aws.Claims.Claim;
import io.sockerless.drivers.aws.TaskTags.Carried;
import io.sockerless.drivers.spi.FindsContainers.Found;
import io.sockerless.engine.model.EngineException;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.ecs.model.DesiredStatus;
import software.amazon.awssdk.services.ecs.model.Task;
import software.amazon.awssdk.services.ecs.model.TaskField;

/**
 * Tasks of daemons that had this one's key, found by their tags. Who takes one over says so in its tags, which is how the
 * daemon of before, should it still be there, learns that it has it no longer.
 */
final class FoundTasks {
    private static final System.Logger LOG = System.getLogger(FoundTasks.class.getName());
    private static final int AT_ONCE = 100;

    private final EcsConfig config;
    private final Clients clients;
    private final Claims claims;
    private final TaskTags tags;
    private final URI gateway;
    private final Map<String, One> found = new HashMap<>();

    /** A container's run, and its task as it was when it was found. */
    record One(Task task, Carried carried) {
        String run() {
            return task.startedBy();
        }

        Claim claim() {
            return Claim.idle(carried.image()).running(run(), task.taskArn(), carried.ports());
        }
    }

    FoundTasks(EcsConfig config, Clients clients, Claims claims, TaskTags tags, URI gateway) {
        this.config = config;
        this.clients = clients;
        this.claims = claims;
        this.tags = tags;
        this.gateway = gateway;
    }

    /** Those that this daemon does not have. Of several tasks of one container the newest is its run. */
    synchronized List<Found> find() {
        found.clear();
        Map<String, Task> newest = new HashMap<>();
        int strangers = 0;
        for (Task task : running()) {
            String container = TaskTags.container(task);
            if (container.isEmpty()) {
                continue;
            }
            if (isHere(container, task) || tags.isOfThisGateway(task)) {
                newest.merge(container, task, FoundTasks::later);
            } else {
                strangers++;
            }
        }
        if (strangers > 0) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "driver ecs: {0} tasks in cluster {1} are containers of daemons with another key than that of --ecs"
                            + " identity; they are left alone",
                    strangers,
                    config.cluster());
        }
        List<Found> all = new ArrayList<>();
        // A task of a run that is over may still be there beside that of the present run, which is ours.
        newest.entrySet().removeIf(one -> isHere(one.getKey(), one.getValue()) || begins(one.getKey()));
        newest.forEach((container, task) -> read(container, task).ifPresent(one -> {
            found.put(container, one);
            all.add(new Found(container, one.carried().description(), begun(task)));
        }));
        return all;
    }

    private boolean isHere(String container, Task task) {
        return claims.read(container)
                .filter(claim -> claim.run().equals(task.startedBy()))
                .isPresent();
    }

    /** Whether it has a run of ours for which there is no task yet. */
    private boolean begins(String container) {
        return claims.read(container)
                .filter(claim -> !claim.run().isEmpty() && claim.task().isEmpty())
                .isPresent();
    }

    private static Task later(Task one, Task other) {
        Task later = created(one).isAfter(created(other)) ? one : other;
        LOG.log(
                System.Logger.Level.WARNING,
                "driver ecs: container {0} has several tasks; {1} is left alone",
                TaskTags.container(one),
                (later == one ? other : one).taskArn());
        return later;
    }

    private static Instant created(Task task) {
        return task.createdAt() == null ? Instant.MIN : task.createdAt();
    }

    private static Instant begun(Task task) {
        return task.startedAt() == null ? created(task) : task.startedAt();
    }

    private Optional<One> read(String container, Task task) {
        try {
            return Optional.of(new One(task, tags.carried(task)));
        } catch (EngineException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "driver ecs: container {0}, task {1}, is not taken over: {2}",
                    container,
                    task.taskArn(),
                    e.getMessage());
            return Optional.empty();
        }
    }

    private List<Task> running() {
        List<String> arns = Clients.ask(() -> clients
                .ecs()
                .listTasksPaginator(request -> request.cluster(config.cluster()).desiredStatus(DesiredStatus.RUNNING))
                .taskArns()
                .stream()
                .toList());
        List<Task> tasks = new ArrayList<>();
        for (int i = 0; i < arns.size(); i += AT_ONCE) {
            List<String> some = arns.subList(i, Math.min(arns.size(), i + AT_ONCE));
            tasks.addAll(Clients.ask(() -> clients.ecs()
                    .describeTasks(request ->
                            request.cluster(config.cluster()).tasks(some).include(TaskField.TAGS))
                    .tasks()));
        }
        return tasks;
    }

    /** Has its task say that it is ours. */
    void takeOver(String container, One one) {
        if (!one.carried().url().equals(gateway.toString())) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "driver ecs: the agent of container {0} dials {1}, and this daemon is at {2}: until that leads here,"
                            + " it can be listed and killed, and no more",
                    container,
                    one.carried().url(),
                    gateway);
        }
        Clients.ask(() -> clients.ecs()
                .tagResource(request ->
                        request.resourceArn(one.task().taskArn()).tags(TaskTags.tag(TaskTags.DAEMON, tags.daemon()))));
    }

    /** What was found of a container. */
    synchronized Optional<One> one(String container) {
        return Optional.ofNullable(found.get(container));
    }
}
