package io.sockerless.simulators.aws.ecs;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Input;
import io.sockerless.simulators.aws.wire.Service.Operation;
import io.sockerless.simulators.kernel.Pages;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Clusters, all of whose capacity is Fargate's. */
record Clusters(Resources resources) {
    Map<String, Operation> operations() {
        return Map.of(
                "CreateCluster", this::create,
                "DescribeClusters", this::describe,
                "ListClusters", this::list,
                "DeleteCluster", this::delete);
    }

    private ObjectNode create(Caller caller, Input input) {
        String name = input.has("clusterName") ? input.text("clusterName") : "default";
        if (!name.matches("[a-zA-Z][a-zA-Z0-9_-]{0,254}")) {
            throw new AwsException(
                    "InvalidParameterException",
                    "Cluster names may have up to 255 letters, numbers, hyphens and underscores, of which the first is"
                            + " a letter.");
        }
        Fields.refuseOthers(
                input,
                "clusterName",
                "tags",
                "settings",
                "configuration",
                "capacityProviders",
                "defaultCapacityProviderStrategy");
        for (String field : List.of("configuration", "settings", "defaultCapacityProviderStrategy")) {
            Fields.refuse(input, field, "");
        }
        if (!List.of("FARGATE", "FARGATE_SPOT").containsAll(input.texts("capacityProviders"))) {
            throw new AwsException("InvalidParameterException", "The specified capacity provider was not found.");
        }
        String arn = caller.arn("ecs", "cluster/" + name);
        Cluster cluster = resources.clusters().get(arn).filter(Cluster::active).orElseGet(() -> {
            Cluster made = new Cluster(arn, name, Cluster.ACTIVE, Tags.read(input));
            resources.clusters().put(made);
            return made;
        });
        return one(cluster);
    }

    private ObjectNode one(Cluster cluster) {
        ObjectNode out = Json.MAPPER.createObjectNode();
        out.set("cluster", cluster.shown(resources.tasks(cluster), active(cluster), true));
        return out;
    }

    private int active(Cluster cluster) {
        return (int)
                resources.services(cluster).stream().filter(EcsService::active).count();
    }

    private ObjectNode describe(Caller caller, Input input) {
        List<String> names = input.has("clusters") ? input.texts("clusters") : List.of("default");
        boolean tags = input.texts("include").contains("TAGS");
        ObjectNode out = Json.MAPPER.createObjectNode();
        ArrayNode found = out.putArray("clusters");
        ArrayNode failures = out.putArray("failures");
        for (String name : names) {
            Optional<Cluster> cluster = resources.cluster(caller, name);
            cluster.ifPresentOrElse(
                    one -> found.add(one.shown(resources.tasks(one), active(one), tags)),
                    () -> failures.addObject()
                            .put("arn", name.startsWith("arn:") ? name : caller.arn("ecs", "cluster/" + name))
                            .put("reason", "MISSING"));
        }
        return out;
    }

    private ObjectNode list(Caller caller, Input input) {
        String prefix = caller.arn("ecs", "cluster/");
        Pages<Cluster> page = Resources.page(
                resources.clusters().all(one -> one.active() && one.arn().startsWith(prefix)), Cluster::arn, input);
        ObjectNode out = Json.MAPPER.createObjectNode();
        ArrayNode arns = out.putArray("clusterArns");
        page.items().forEach(cluster -> arns.add(cluster.arn()));
        page.next().ifPresent(token -> out.put("nextToken", token));
        return out;
    }

    private ObjectNode delete(Caller caller, Input input) {
        Cluster cluster = resources.active(caller, input);
        if (active(cluster) > 0) {
            throw new AwsException(
                    "ClusterContainsServicesException", "The Cluster cannot be deleted while Services are active.");
        }
        if (resources.tasks(cluster).stream().anyMatch(Task::live)) {
            throw new AwsException(
                    "ClusterContainsTasksException", "The Cluster cannot be deleted while Tasks are active.");
        }
        Cluster deleted = cluster.with(Cluster.INACTIVE);
        resources.clusters().put(deleted);
        return one(deleted);
    }
}
