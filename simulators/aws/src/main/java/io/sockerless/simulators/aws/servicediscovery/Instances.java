package io.sockerless.simulators.aws.servicediscovery;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Input;
import io.sockerless.simulators.aws.wire.Service.Operation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Instances of services. Those of services with DNS records are the tasks of ECS services, since names are resolved by the
 * network that a task is in; of other services, whatever clients say.
 */
record Instances(Registry registry) {
    private static final int MOST = 1000;
    private static final String HEALTH = "health";
    private static final String REVISION = "revision";
    private static final String INITIAL = "AWS_INIT_HEALTH_STATUS";
    private static final List<String> STATUSES = List.of("HEALTHY", "UNHEALTHY");

    Map<String, Operation> operations() {
        return Map.of(
                "RegisterInstance", this::register,
                "DeregisterInstance", this::deregister,
                "GetInstance", this::get,
                "ListInstances", this::list,
                "DiscoverInstances", this::discover,
                "UpdateInstanceCustomHealthStatus", this::health,
                "GetInstancesHealthStatus", this::healths);
    }

    private Named service(Caller caller, Input input) {
        return registry.service(caller, input.required("ServiceId"));
    }

    private ObjectNode register(Caller caller, Input input) {
        Registry.refuseOthers(input, "ServiceId", "InstanceId", "CreatorRequestId", "Attributes");
        Named service = service(caller, input);
        String id = input.required("InstanceId");
        if (!id.matches("[0-9a-zA-Z_/:.@-]{1,64}")) {
            throw Registry.invalid("Invalid instance id: " + id);
        }
        if (service.document().has("DnsConfig")) {
            throw Registry.invalid("Instances of a service with DNS records are tasks of ECS services here; to register"
                    + " others is not simulated.");
        }
        Map<String, String> attributes = input.map("Attributes");
        if (attributes.isEmpty()) {
            throw Registry.invalid("At least one attribute must be specified.");
        }
        String initial = attributes.getOrDefault(INITIAL, "HEALTHY");
        if (!STATUSES.contains(initial)) {
            throw Registry.invalid("Invalid value of " + INITIAL + ": " + initial);
        }
        return register(caller, service, id, attributes);
    }

    ObjectNode register(Caller caller, Named service, String id, Map<String, String> attributes) {
        ObjectNode document = Json.MAPPER.createObjectNode().put("Id", id);
        ObjectNode shown = document.putObject("Attributes");
        attributes.forEach((name, value) -> {
            if (!name.equals(INITIAL)) {
                shown.put(name, value);
            }
        });
        synchronized (registry.namespaces()) {
            Named made = new Named(
                    service.key() + "/" + id,
                    Named.owner(caller),
                    service.key(),
                    document,
                    Map.of(HEALTH, attributes.getOrDefault(INITIAL, "HEALTHY")),
                    Map.of());
            return registry.done(
                    caller, "REGISTER_INSTANCE", Map.of("INSTANCE", id, "SERVICE", service.key()), batch -> {
                        registry.instances().put(batch, made);
                        registry.services().put(batch, revised(service));
                    });
        }
    }

    /** With a number that tells clients that the instances have changed. */
    private Named revised(Named service) {
        Named now = registry.services().get(service.key()).orElse(service);
        Map<String, String> extra = new HashMap<>(now.extra());
        extra.merge(REVISION, "1", (before, _) -> Long.toString(Long.parseLong(before) + 1));
        return now.with(extra);
    }

    private ObjectNode deregister(Caller caller, Input input) {
        synchronized (registry.namespaces()) {
            Named service = service(caller, input);
            return remove(caller, service, registry.instance(service, input.required("InstanceId")));
        }
    }

    ObjectNode remove(Caller caller, Named service, Named instance) {
        return registry.done(
                caller,
                "DEREGISTER_INSTANCE",
                Map.of("INSTANCE", instance.text("Id"), "SERVICE", service.key()),
                batch -> {
                    registry.instances().delete(batch, instance.key());
                    registry.services().put(batch, revised(service));
                });
    }

    private static ObjectNode shown(Named instance) {
        String account = instance.owner().replaceFirst("/.*", "");
        return instance.document().deepCopy().put("CreatedByAccount", account);
    }

    private ObjectNode get(Caller caller, Input input) {
        ObjectNode out = Json.MAPPER.createObjectNode().put("ResourceOwner", "SELF");
        return out.set("Instance", shown(registry.instance(service(caller, input), input.required("InstanceId"))));
    }

    private ObjectNode list(Caller caller, Input input) {
        return Registry.page(
                        "Instances", registry.instances(service(caller, input)), Named::key, Instances::shown, input)
                .put("ResourceOwner", "SELF");
    }

    private ObjectNode discover(Caller caller, Input input) {
        Registry.refuseOthers(
                input,
                "NamespaceName",
                "ServiceName",
                "MaxResults",
                "QueryParameters",
                "OptionalParameters",
                "HealthStatus");
        String name = input.required("NamespaceName");
        Named namespace = registry
                .namespaces()
                .all(one -> one.of(caller) && one.text("Name").equals(name))
                .stream()
                .findFirst()
                .orElseThrow(() -> new AwsException("NamespaceNotFound", "Failed to find namespace " + name));
        Named service = registry.services(namespace).stream()
                .filter(one -> one.text("Name").equalsIgnoreCase(input.required("ServiceName")))
                .findFirst()
                .orElseThrow(() -> new AwsException(
                        "ServiceNotFound", "Failed to find service " + name + ":" + input.text("ServiceName")));
        List<Named> found = chosen(registry.instances(service), input);
        ObjectNode out = Json.MAPPER.createObjectNode();
        ArrayNode items = out.putArray("Instances");
        found.stream().limit(input.number("MaxResults", 1, MOST, 100)).forEach(one -> {
            ObjectNode item = items.addObject()
                    .put("InstanceId", one.text("Id"))
                    .put("NamespaceName", name)
                    .put("ServiceName", service.text("Name"))
                    .put("HealthStatus", one.extra(HEALTH));
            item.set("Attributes", one.document().path("Attributes"));
        });
        return out.put("InstancesRevision", Long.parseLong("0" + service.extra(REVISION)));
    }

    private static List<Named> chosen(List<Named> all, Input input) {
        List<Named> found = matching(all, input.map("QueryParameters"));
        List<Named> preferred = matching(found, input.map("OptionalParameters"));
        List<Named> named = preferred.isEmpty() ? found : preferred;
        List<Named> healthy = with(named, "HEALTHY");
        String status = input.has("HealthStatus") ? input.text("HealthStatus") : "HEALTHY_OR_ELSE_ALL";
        return switch (status) {
            case "ALL" -> named;
            case "HEALTHY" -> healthy;
            case "UNHEALTHY" -> with(named, "UNHEALTHY");
            case "HEALTHY_OR_ELSE_ALL" -> healthy.isEmpty() ? named : healthy;
            case String other -> throw Registry.invalid("Invalid HealthStatus: " + other);
        };
    }

    private static List<Named> with(List<Named> all, String health) {
        return all.stream().filter(one -> one.extra(HEALTH).equals(health)).toList();
    }

    private static List<Named> matching(List<Named> all, Map<String, String> attributes) {
        return all.stream()
                .filter(one -> attributes.entrySet().stream()
                        .allMatch(wanted -> one.document()
                                .path("Attributes")
                                .path(wanted.getKey())
                                .asText()
                                .equals(wanted.getValue())))
                .toList();
    }

    private ObjectNode health(Caller caller, Input input) {
        Named service = service(caller, input);
        String status = input.required("Status");
        if (!STATUSES.contains(status)) {
            throw Registry.invalid("Invalid Status: " + status);
        }
        if (!service.document().has("HealthCheckCustomConfig")) {
            throw new AwsException("CustomHealthNotFound", "The service has no custom health check: " + service.key());
        }
        synchronized (registry.namespaces()) {
            Named instance = registry.instance(service, input.required("InstanceId"));
            registry.instances().put(instance.with(Map.of(HEALTH, status)));
            registry.services().put(revised(service));
        }
        return Json.MAPPER.createObjectNode();
    }

    private ObjectNode healths(Caller caller, Input input) {
        Named service = service(caller, input);
        List<Named> wanted = new ArrayList<>();
        input.texts("Instances").forEach(id -> wanted.add(registry.instance(service, id)));
        List<Named> all = wanted.isEmpty() ? registry.instances(service) : wanted;
        ObjectNode page = Registry.page("Page", all, Named::key, Named::document, input);
        ObjectNode out = Json.MAPPER.createObjectNode();
        ObjectNode status = out.putObject("Status");
        page.path("Page").forEach(one -> {
            String id = one.path("Id").asText();
            status.put(id, registry.instance(service, id).extra(HEALTH));
        });
        if (page.has("NextToken")) {
            out.set("NextToken", page.path("NextToken"));
        }
        return out;
    }
}
