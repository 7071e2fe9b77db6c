package io.sockerless.simulators.aws.ecs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import java.util.List;
import java.util.Map;

/** @param status ACTIVE, or INACTIVE once it has been deleted */
record Cluster(String arn, String name, String status, Map<String, String> tags) {
    static final String ACTIVE = "ACTIVE";
    static final String INACTIVE = "INACTIVE";

    Cluster {
        tags = Map.copyOf(tags);
    }

    boolean active() {
        return status.equals(ACTIVE);
    }

    Cluster with(String other) {
        return new Cluster(arn, name, other, tags);
    }

    Cluster tagged(Map<String, String> other) {
        return new Cluster(arn, name, status, other);
    }

    ObjectNode shown(List<Task> tasks, int services, boolean tagsToo) {
        ObjectNode shown = Json.MAPPER
                .createObjectNode()
                .put("clusterArn", arn)
                .put("clusterName", name)
                .put("status", status)
                .put("registeredContainerInstancesCount", 0)
                .put("runningTasksCount", tasks.stream().filter(Task::running).count())
                .put(
                        "pendingTasksCount",
                        tasks.stream()
                                .filter(task -> task.live() && !task.running())
                                .count())
                .put("activeServicesCount", services);
        shown.putArray("statistics");
        shown.putArray("settings");
        shown.putArray("capacityProviders").add("FARGATE").add("FARGATE_SPOT");
        shown.putArray("defaultCapacityProviderStrategy");
        shown.set("tags", tagsToo ? Tags.shown(tags) : Json.MAPPER.createArrayNode());
        return shown;
    }
}
