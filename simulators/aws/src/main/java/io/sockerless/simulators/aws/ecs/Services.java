package io.sockerless.simulators.aws.ecs;

import com.fasterxml.jackson.databind.JsonNode;
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

/** Services as clients see them; the scheduler does what they say. */
record Services(Resources resources, Launch launch, Scheduler scheduler, Registrations registrations) {
    private static final String INVALID = "InvalidParameterException";

    Map<String, Operation> operations() {
        return Map.of(
                "CreateService", this::create,
                "UpdateService", this::update,
                "DescribeServices", this::describe,
                "ListServices", this::list,
                "DeleteService", this::delete);
    }

    private ObjectNode one(EcsService service) {
        ObjectNode out = Json.MAPPER.createObjectNode();
        out.set("service", service.shown(resources, true));
        return out;
    }

    private Definition definition(Caller caller, Input input, JsonNode overrides) {
        Definition definition = resources
                .definition(caller, input.text("taskDefinition"))
                .orElseThrow(() -> new AwsException("ClientException", "TaskDefinition not found."));
        if (!definition.status().equals(Definition.ACTIVE)) {
            throw new AwsException("ClientException", "TaskDefinition is inactive");
        }
        launch.check(caller, new Input((ObjectNode) overrides, input.invalid()), definition);
        return definition;
    }

    private ObjectNode create(Caller caller, Input input) {
        ServiceRequest.check(input, false);
        Cluster cluster = resources.active(caller, input);
        String name = input.required("serviceName");
        if (!name.matches("[a-zA-Z0-9_-]{1,255}")) {
            throw new AwsException(INVALID, "Invalid service name.");
        }
        input.required("taskDefinition");
        Capacity.of(input);
        Definition definition = definition(caller, input, input.document());
        ObjectNode asked = input.document().deepCopy();
        asked.remove("clientToken");
        String arn = caller.arn("ecs", "service/" + cluster.name() + "/" + name);
        EcsService made;
        synchronized (resources.services()) {
            Optional<EcsService> before = resources.services().get(arn).filter(EcsService::live);
            if (before.isPresent()) {
                if (!before.get().active()) {
                    throw new AwsException(INVALID, "Unable to Start a service that is still Draining.");
                }
                if (!before.get().asked().equals(asked.toString())) {
                    throw new AwsException(INVALID, "Creation of service was not idempotent.");
                }
                return one(before.get());
            }
            ObjectNode document = document(caller, input, cluster, arn, definition);
            made = new EcsService(arn, caller, document, Tags.read(input), asked.toString(), false);
            resources.services().put(made);
        }
        scheduler.poke();
        return one(made);
    }

    private ObjectNode document(Caller caller, Input input, Cluster cluster, String arn, Definition definition) {
        ObjectNode document = Json.MAPPER
                .createObjectNode()
                .put("serviceArn", arn)
                .put("serviceName", input.text("serviceName"))
                .put("clusterArn", cluster.arn())
                .put("status", EcsService.ACTIVE)
                .put("desiredCount", input.number("desiredCount", 0, 5000, 0))
                .put("platformVersion", "LATEST")
                .put("platformFamily", "Linux")
                .put("taskDefinition", definition.arn())
                .put("createdAt", resources.now())
                .put("createdBy", "arn:aws:iam::" + caller.account() + ":root")
                .put("schedulingStrategy", "REPLICA")
                .put("enableECSManagedTags", false)
                .put("enableExecuteCommand", input.flag("enableExecuteCommand"))
                .put("availabilityZoneRebalancing", "DISABLED")
                .put("propagateTags", input.has("propagateTags") ? input.text("propagateTags") : "NONE");
        for (String list : List.of("loadBalancers", "events", "placementConstraints", "placementStrategy")) {
            document.putArray(list);
        }
        document.set("serviceRegistries", registrations.read(caller, input));
        document.putObject("deploymentController").put("type", "ECS");
        document.set("deploymentConfiguration", ServiceRequest.deployment(input, Json.MAPPER.createObjectNode()));
        for (String field : List.of("launchType", "capacityProviderStrategy", "networkConfiguration")) {
            if (input.has(field)) {
                document.set(field, input.document().path(field));
            }
        }
        document.putArray("deployments").add(ServiceRequest.deployment(document, resources.now(), launch.random()));
        return document;
    }

    private EcsService found(Caller caller, Cluster cluster, String named) {
        return resources
                .service(caller, cluster, named)
                .orElseThrow(() -> new AwsException("ServiceNotFoundException", "Service not found."));
    }

    private ObjectNode update(Caller caller, Input input) {
        ServiceRequest.check(input, true);
        Cluster cluster = resources.active(caller, input);
        EcsService changed;
        synchronized (resources.services()) {
            EcsService service = found(caller, cluster, input.required("service"));
            if (!service.active()) {
                throw new AwsException("ServiceNotActiveException", "Service was not ACTIVE.");
            }
            changed = service.with(false, document -> change(caller, input, document));
            resources.services().put(changed);
        }
        scheduler.poke();
        return one(changed);
    }

    private void change(Caller caller, Input input, ObjectNode document) {
        ObjectNode before = document.deepCopy();
        if (input.has("desiredCount")) {
            document.put("desiredCount", input.number("desiredCount", 0, 5000, 0));
        }
        if (input.has("propagateTags")) {
            document.put("propagateTags", input.text("propagateTags"));
        }
        if (input.has("networkConfiguration")) {
            document.set("networkConfiguration", input.document().path("networkConfiguration"));
        }
        if (input.has("capacityProviderStrategy")) {
            Capacity.of(input);
            document.remove("launchType");
            document.set("capacityProviderStrategy", input.document().path("capacityProviderStrategy"));
        }
        ObjectNode asked = document.deepCopy();
        if (input.has("taskDefinition")) {
            asked.put("taskDefinition", input.text("taskDefinition"));
            document.put(
                    "taskDefinition",
                    definition(caller, new Input(asked, input.invalid()), asked).arn());
        }
        if (input.has("enableExecuteCommand")) {
            document.put("enableExecuteCommand", input.flag("enableExecuteCommand"));
        }
        document.set("deploymentConfiguration", ServiceRequest.deployment(input, (ObjectNode)
                document.path("deploymentConfiguration")));
        boolean anew = List.of("taskDefinition", "networkConfiguration", "capacityProviderStrategy").stream()
                .anyMatch(field -> !before.path(field).equals(document.path(field)));
        if (anew || input.flag("forceNewDeployment")) {
            ArrayNode deployments = (ArrayNode) document.path("deployments");
            deployments.forEach(
                    one -> ((ObjectNode) one).put("status", "ACTIVE").put("updatedAt", resources.now()));
            deployments.insert(0, ServiceRequest.deployment(document, resources.now(), launch.random()));
        }
    }

    private ObjectNode describe(Caller caller, Input input) {
        Cluster cluster = resources.active(caller, input);
        List<String> names = input.texts("services");
        if (names.isEmpty() || names.size() > 10) {
            throw new AwsException(
                    INVALID,
                    names.isEmpty() ? "Services cannot be empty." : "Services cannot contain more than 10 elements.");
        }
        boolean tags = input.texts("include").contains("TAGS");
        ObjectNode out = Json.MAPPER.createObjectNode();
        ArrayNode found = out.putArray("services");
        ArrayNode failures = out.putArray("failures");
        for (String name : names) {
            resources
                    .service(caller, cluster, name)
                    .ifPresentOrElse(
                            service -> found.add(service.shown(resources, tags)),
                            () -> failures.addObject()
                                    .put("arn", Resources.serviceArn(caller, cluster, name))
                                    .put("reason", "MISSING"));
        }
        return out;
    }

    private ObjectNode list(Caller caller, Input input) {
        Cluster cluster = resources.active(caller, input);
        List<EcsService> wanted = resources.services(cluster).stream()
                .filter(one ->
                        !input.has("launchType") || one.text("launchType").equals(input.text("launchType")))
                .filter(one -> !input.text("schedulingStrategy").equals("DAEMON"))
                .toList();
        Pages<EcsService> page = Resources.page(wanted, EcsService::arn, input, 10);
        ObjectNode out = Json.MAPPER.createObjectNode();
        ArrayNode arns = out.putArray("serviceArns");
        page.items().forEach(one -> arns.add(one.arn()));
        page.next().ifPresent(token -> out.put("nextToken", token));
        return out;
    }

    private ObjectNode delete(Caller caller, Input input) {
        Fields.refuseOthers(input, "cluster", "service", "force");
        Cluster cluster = resources.active(caller, input);
        EcsService changed;
        synchronized (resources.services()) {
            EcsService service = found(caller, cluster, input.required("service"));
            if (!service.active()) {
                throw new AwsException("ServiceNotActiveException", "Service was not ACTIVE.");
            }
            if (service.desired() > 0 && !input.flag("force")) {
                throw new AwsException(INVALID, "The service cannot be stopped while it is scaled above 0.");
            }
            changed = service.with(
                    false, document -> document.put("desiredCount", 0).put("status", EcsService.DRAINING));
            resources.services().put(changed);
        }
        scheduler.poke();
        return one(changed);
    }
}
