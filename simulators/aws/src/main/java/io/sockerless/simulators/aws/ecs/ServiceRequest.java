package io.sockerless.simulators.aws.ecs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Input;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/** What clients ask of services, as the documents have it; what would have no effect is refused by name. */
final class ServiceRequest {
    private static final String[] CREATE = {
        "cluster",
        "serviceName",
        "taskDefinition",
        "desiredCount",
        "launchType",
        "capacityProviderStrategy",
        "platformVersion",
        "networkConfiguration",
        "deploymentConfiguration",
        "deploymentController",
        "schedulingStrategy",
        "propagateTags",
        "tags",
        "clientToken",
        "availabilityZoneRebalancing",
        "healthCheckGracePeriodSeconds",
        "enableExecuteCommand",
        "serviceRegistries"
    };
    private static final String[] UPDATE = {
        "cluster",
        "service",
        "desiredCount",
        "taskDefinition",
        "forceNewDeployment",
        "capacityProviderStrategy",
        "platformVersion",
        "networkConfiguration",
        "deploymentConfiguration",
        "propagateTags",
        "availabilityZoneRebalancing",
        "healthCheckGracePeriodSeconds",
        "enableExecuteCommand"
    };
    private static final String INVALID = "InvalidParameterException";
    private static final String DEPLOYMENT = "deploymentConfiguration";

    private ServiceRequest() {}

    static void check(Input input, boolean update) {
        Fields.refuseOthers(input, update ? UPDATE : CREATE);
        only(input, "schedulingStrategy", "REPLICA");
        only(input.object("deploymentController"), "type", "ECS");
        only(input, "availabilityZoneRebalancing", "DISABLED");
        only(input, "platformVersion", "LATEST", "1.4.0");
        only(input, "propagateTags", "NONE", "SERVICE", "TASK_DEFINITION");
        if (input.number("healthCheckGracePeriodSeconds", 0, Integer.MAX_VALUE, 0) > 0) {
            throw new AwsException(
                    INVALID, "Health check grace period is only valid for services configured to use load balancers");
        }
        input.number("desiredCount", 0, 5000, 0);
        input.flag("forceNewDeployment");
        input.flag("enableExecuteCommand");
    }

    private static void only(Input input, String field, String... values) {
        String value = input.text(field);
        if (!value.isEmpty() && !Set.of(values).contains(value)) {
            throw new AwsException(
                    "ClientException", field + ": of its values only " + String.join(", ", values) + " is simulated.");
        }
    }

    /** Of a deployment: the defaults, and what is said instead. @param before what it was; empty for a new service */
    static ObjectNode deployment(Input input, ObjectNode before) {
        Input said = input.object(DEPLOYMENT);
        Fields.refuseOthers(
                said,
                "deploymentCircuitBreaker",
                "maximumPercent",
                "minimumHealthyPercent",
                "strategy",
                "alarms",
                "bakeTimeInMinutes");
        only(said, "strategy", "ROLLING");
        if (said.object("alarms").flag("enable") || said.number("bakeTimeInMinutes", 0, 1440, 0) > 0) {
            throw new AwsException(
                    "ClientException", "deploymentConfiguration: alarms and bake time are not simulated.");
        }
        ObjectNode out = before.deepCopy();
        Input breaker = said.object("deploymentCircuitBreaker");
        Fields.refuseOthers(breaker, "enable", "rollback");
        if (said.has("deploymentCircuitBreaker") || !out.has("deploymentCircuitBreaker")) {
            out.putObject("deploymentCircuitBreaker")
                    .put("enable", breaker.flag("enable"))
                    .put("rollback", breaker.flag("rollback"));
        }
        int most = said.number(
                "maximumPercent", 0, 100_000, before.path("maximumPercent").asInt(200));
        int least = said.number(
                "minimumHealthyPercent",
                0,
                100,
                before.path("minimumHealthyPercent").asInt(100));
        if (most < 100) {
            throw new AwsException(INVALID, "maximumPercent cannot be less than 100.");
        }
        if (most <= least) {
            throw new AwsException(
                    INVALID,
                    "Both maximumPercent and minimumHealthyPercent cannot be 100 as this will block deployments.");
        }
        return out.put("maximumPercent", most)
                .put("minimumHealthyPercent", least)
                .put("strategy", "ROLLING");
    }

    /** A new deployment of what the service says. */
    static ObjectNode deployment(ObjectNode service, double now, RandomGenerator random) {
        String id = "ecs-svc/%019d".formatted(random.nextLong(Long.MAX_VALUE));
        ObjectNode out = Json.MAPPER
                .createObjectNode()
                .put("id", id)
                .put("status", "PRIMARY")
                .put("taskDefinition", service.path("taskDefinition").asText())
                .put("failedTasks", 0)
                .put("createdAt", now)
                .put("updatedAt", now)
                .put("platformVersion", "1.4.0")
                .put("platformFamily", "Linux")
                .put("rolloutState", "IN_PROGRESS")
                .put("rolloutStateReason", "ECS deployment " + id + " in progress.");
        for (String field : List.of("launchType", "capacityProviderStrategy", "networkConfiguration")) {
            if (service.hasNonNull(field)) {
                out.set(field, service.path(field));
            }
        }
        return out;
    }
}
