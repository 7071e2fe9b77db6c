package io.sockerless.simulators.aws.ecs;

import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Input;
import io.sockerless.simulators.kernel.Documents;
import io.sockerless.simulators.kernel.Pages;
import io.sockerless.simulators.kernel.State;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What there is: clusters, task definitions and tasks, by their ARNs. */
record Resources(Documents<Cluster> clusters, Documents<Definition> definitions, Documents<Task> tasks, Clock clock) {
    private static final int PAGE = 100;

    static Resources of(State state, Clock clock) {
        return new Resources(
                state.documents("ecs-cluster", Cluster.class, Cluster::arn),
                state.documents("ecs-definition", Definition.class, Definition::arn),
                state.documents("ecs-task", Task.class, Task::arn),
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

    static <T> Pages<T> page(List<T> all, Function<T, String> key, Input input) {
        try {
            return Pages.of(all, key, input.text("nextToken"), input.number("maxResults", 1, PAGE, PAGE));
        } catch (IllegalArgumentException _) {
            throw new AwsException("InvalidParameterException", "Invalid token");
        }
    }
}
