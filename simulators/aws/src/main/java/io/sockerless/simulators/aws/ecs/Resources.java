package io.sockerless.simulators.aws.ecs;

import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Input;
import io.sockerless.simulators.kernel.Documents;
import io.sockerless.simulators.kernel.Pages;
import io.sockerless.simulators.kernel.State;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What there is: clusters, task definitions, tasks and services, by their ARNs. */
record Resources(
        Documents<Cluster> clusters,
        Documents<Definition> definitions,
        Documents<Task> tasks,
        Documents<EcsService> services,
        Clock clock) {
    private static final int PAGE = 100;
    /** How long a stopped task can be described, in seconds. */
    private static final double KEPT = Duration.ofHours(1).toSeconds();

    static Resources of(State state, Clock clock) {
        return new Resources(
                state.documents("ecs-cluster", Cluster.class, Cluster::arn),
                state.documents("ecs-definition", Definition.class, Definition::arn),
                state.documents("ecs-task", Task.class, Task::arn),
                state.documents("ecs-service", EcsService.class, EcsService::arn),
                clock);
    }

    /** Seconds since 1970, as all times of this service. */
    double now() {
        return clock.millis() / 1000.0;
    }

    /** By name or ARN; without either the cluster {@code default}. */
    Optional<Cluster> cluster(Caller caller, String named) {
        String name = named.isEmpty() ? "default" : named;
        return clusters.get(name.startsWith("arn:") ? name : caller.arn("ecs", "cluster/" + name));
    }

    Cluster active(Caller caller, Input input) {
        return cluster(caller, input.text("cluster"))
                .filter(Cluster::active)
                .orElseThrow(() -> new AwsException("ClusterNotFoundException", "Cluster not found."));
    }

    /** By ARN, by family and revision, or the newest active one of a family. */
    Optional<Definition> definition(Caller caller, String named) {
        String arn = named.startsWith("arn:") ? named : caller.arn("ecs", "task-definition/" + named);
        if (arn.matches(".*:task-definition/[^:]+:\\d+")) {
            return definitions.get(arn);
        }
        return definitions
                .all(one -> one.arn().startsWith(arn + ":") && one.status().equals(Definition.ACTIVE))
                .stream()
                .max(java.util.Comparator.comparingInt(Definition::revision));
    }

    List<Task> tasks(Cluster cluster) {
        return tasks.all(task -> task.text("clusterArn").equals(cluster.arn()));
    }

    Optional<Task> task(Caller caller, Cluster cluster, String named) {
        String arn = named.startsWith("arn:") ? named : caller.arn("ecs", "task/" + cluster.name() + "/" + named);
        return tasks.get(arn).filter(task -> task.text("clusterArn").equals(cluster.arn()));
    }

    /** Tasks that can be forgotten. */
    List<Task> over() {
        double old = now() - KEPT;
        return tasks.all(
                task -> !task.live() && task.document().path("stoppedAt").asDouble() < old);
    }

    static String serviceArn(Caller caller, Cluster cluster, String named) {
        return named.startsWith("arn:") ? named : caller.arn("ecs", "service/" + cluster.name() + "/" + named);
    }

    /** By name or ARN; one that was deleted can still be seen. */
    Optional<EcsService> service(Caller caller, Cluster cluster, String named) {
        return services.get(serviceArn(caller, cluster, named))
                .filter(one -> one.text("clusterArn").equals(cluster.arn()));
    }

    /** Those that have not been deleted, or whose tasks are still to be stopped. */
    List<EcsService> services(Cluster cluster) {
        return services.all(one -> one.live() && one.text("clusterArn").equals(cluster.arn()));
    }

    static <T> Pages<T> page(List<T> all, Function<T, String> key, Input input) {
        return page(all, key, input, PAGE);
    }

    /** @param size of a page when the client asks for none */
    static <T> Pages<T> page(List<T> all, Function<T, String> key, Input input, int size) {
        try {
            return Pages.of(all, key, input.text("nextToken"), input.number("maxResults", 1, PAGE, size));
        } catch (IllegalArgumentException _) {
            throw new AwsException("InvalidParameterException", "Invalid token");
        }
    }
}
