package io.sockerless.simulators.aws.ecs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.servicediscovery.ServiceDiscovery;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Input;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Tasks of services in Cloud Map: registered while they run, and called by its names from when their containers start. */
record Registrations(ServiceDiscovery discovery, Resources resources) {
    /** What a new service says of registries, as it is described. */
    ArrayNode read(Caller caller, Input input) {
        ArrayNode out = Json.MAPPER.createArrayNode();
        for (Input registry : input.objects("serviceRegistries")) {
            Fields.refuseOthers(registry, "registryArn");
            String arn = registry.required("registryArn");
            if (!discovery.has(caller, arn)) {
                throw new AwsException("InvalidParameterException", "Service registry " + arn + " does not exist.");
            }
            out.addObject().put("registryArn", arn);
        }
        if (out.size() > 1) {
            throw new AwsException("InvalidParameterException", "A service can have at most one service registry.");
        }
        return out;
    }

    private List<String> registries(Task task) {
        return resources
                .services()
                .all(service -> service.text("clusterArn").equals(task.text("clusterArn"))
                        && task.text("group").equals("service:" + service.name())
                        && task.text("startedBy").startsWith("ecs-svc/"))
                .stream()
                .flatMap(service -> service.document().path("serviceRegistries").valueStream())
                .map(registry -> registry.path("registryArn").asText())
                .toList();
    }

    /** What others in its VPC find it by. */
    List<String> names(Task task, String vpc) {
        return registries(task).stream()
                .flatMap(arn -> discovery.name(task.caller(), arn, vpc).stream())
                .toList();
    }

    /** It runs. */
    void begin(Task task) {
        ObjectNode document = task.document();
        String address = "";
        for (JsonNode detail : document.path("attachments").path(0).path("details")) {
            if (detail.path("name").asText().equals("privateIPv4Address")) {
                address = detail.path("value").asText();
            }
        }
        Map<String, String> attributes = new TreeMap<>(Map.of(
                "AWS_INSTANCE_IPV4", address,
                "AVAILABILITY_ZONE", task.text("availabilityZone"),
                "REGION", task.caller().region(),
                "ECS_SERVICE_NAME", task.text("group").replaceFirst("^service:", ""),
                "ECS_CLUSTER_NAME", task.text("clusterArn").replaceFirst(".*/", ""),
                "ECS_TASK_DEFINITION_FAMILY", task.definition().path("family").asText()));
        registries(task).forEach(arn -> discovery.register(task.caller(), arn, task.id(), attributes));
    }

    /** It is going to stop. */
    void end(Task task) {
        if (task.text("startedBy").startsWith("ecs-svc/")) {
            discovery.deregister(task.caller(), task.id());
        }
    }
}
