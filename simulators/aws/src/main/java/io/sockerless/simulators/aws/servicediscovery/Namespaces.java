package io.sockerless.simulators.aws.servicediscovery;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Input;
import io.sockerless.simulators.aws.wire.Service.Operation;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;

/** Namespaces: of a VPC, whose tasks resolve the names in them, or for discovery by the API alone. */
record Namespaces(Registry registry, BiPredicate<Caller, String> isVpc) {
    private static final long TTL = 15;
    private static final String PRIVATE = "DNS_PRIVATE";

    Map<String, Operation> operations() {
        return Map.of(
                "CreatePrivateDnsNamespace", (caller, input) -> create(caller, input, PRIVATE),
                "CreateHttpNamespace", (caller, input) -> create(caller, input, "HTTP"),
                "GetNamespace", this::get,
                "ListNamespaces", this::list,
                "DeleteNamespace", this::delete,
                "GetOperation", this::operation,
                "ListOperations", this::operationList);
    }

    private ObjectNode create(Caller caller, Input input, String type) {
        boolean dns = type.equals(PRIVATE);
        Registry.refuseOthers(
                input,
                "Name",
                "CreatorRequestId",
                "Description",
                "Tags",
                dns ? "Vpc" : "Name",
                dns ? "Properties" : "Name");
        String name = input.required("Name");
        if (!name.matches("(?!arn:)[!-~]{1,253}")
                || dns && !name.matches("([a-zA-Z0-9_]([a-zA-Z0-9_-]{0,61}[a-zA-Z0-9_])?)(\\.[a-zA-Z0-9_-]{1,63})*")) {
            throw Registry.invalid("Invalid namespace name: " + name);
        }
        String vpc = dns ? input.required("Vpc") : "";
        Map<String, String> tags = Tags.read(input);
        synchronized (registry.namespaces()) {
            boolean there = registry
                    .namespaces()
                    .all(one -> one.of(caller)
                            && one.text("Name").equals(name)
                            && one.text("Type").equals(type)
                            && one.extra("vpc").equals(vpc))
                    .stream()
                    .findFirst()
                    .isPresent();
            if (there) {
                throw new AwsException("NamespaceAlreadyExists", "Namespace with name " + name + " already exists");
            }
            Named made = made(caller, input, type, vpc, tags);
            return registry.operation(
                    caller, "CREATE_NAMESPACE", Map.of("NAMESPACE", made.key()), (operation, batch) -> {
                        if (!dns || isVpc.test(caller, vpc)) {
                            registry.namespaces().put(batch, made);
                        } else {
                            operation
                                    .put("Status", "FAIL")
                                    .put("ErrorCode", "CANNOT_CREATE_HOSTED_ZONE")
                                    .put(
                                            "ErrorMessage",
                                            "The VPC that you chose, " + vpc + " in region "
                                                    + caller.region()
                                                    + ", is not authorized to be associated with the hosted zone.");
                        }
                    });
        }
    }

    private Named made(Caller caller, Input input, String type, String vpc, Map<String, String> tags) {
        String id = registry.fresh("ns-");
        ObjectNode document = Json.MAPPER
                .createObjectNode()
                .put("Id", id)
                .put("Arn", caller.arn("servicediscovery", "namespace/" + id))
                .put("ResourceOwner", "SELF")
                .put("Name", input.text("Name"))
                .put("Type", type)
                .put("CreateDate", registry.now());
        for (String field : List.of("Description", "CreatorRequestId")) {
            if (input.has(field)) {
                document.put(field, input.text(field));
            }
        }
        ObjectNode properties = document.putObject("Properties");
        if (type.equals(PRIVATE)) {
            long ttl = input.object("Properties")
                    .object("DnsProperties")
                    .object("SOA")
                    .number("TTL")
                    .orElse(TTL);
            properties
                    .putObject("DnsProperties")
                    .put("HostedZoneId", "Z" + registry.fresh("").toUpperCase(java.util.Locale.ROOT))
                    .putObject("SOA")
                    .put("TTL", ttl);
        }
        properties.putObject("HttpProperties").put("HttpName", input.text("Name"));
        return new Named(id, Named.owner(caller), "", document, vpc.isEmpty() ? Map.of() : Map.of("vpc", vpc), tags);
    }

    private ObjectNode shown(Named namespace) {
        return namespace
                .document()
                .deepCopy()
                .put("ServiceCount", registry.services(namespace).size());
    }

    private ObjectNode get(Caller caller, Input input) {
        ObjectNode out = Json.MAPPER.createObjectNode();
        return out.set("Namespace", shown(registry.namespace(caller, input.required("Id"))));
    }

    private ObjectNode list(Caller caller, Input input) {
        List<Named> chosen = Registry.chosen(
                registry.namespaces().all(one -> one.of(caller)),
                input,
                Map.of(
                        "TYPE", one -> one.text("Type"),
                        "NAME", one -> one.text("Name"),
                        "HTTP_NAME", one -> one.text("Name"),
                        "RESOURCE_OWNER", one -> one.text("ResourceOwner")));
        return Registry.page("Namespaces", chosen, Named::key, this::summary, input);
    }

    private ObjectNode summary(Named namespace) {
        ObjectNode shown = shown(namespace);
        shown.remove("CreatorRequestId");
        return shown;
    }

    private ObjectNode delete(Caller caller, Input input) {
        synchronized (registry.namespaces()) {
            Named namespace = registry.namespace(caller, input.required("Id"));
            if (!registry.services(namespace).isEmpty()) {
                throw new AwsException(
                        "ResourceInUse", "Namespace has associated services; delete the services before deleting it");
            }
            return registry.done(
                    caller,
                    "DELETE_NAMESPACE",
                    Map.of("NAMESPACE", namespace.key()),
                    batch -> registry.namespaces().delete(batch, namespace.key()));
        }
    }

    private ObjectNode operation(Caller caller, Input input) {
        Named found = registry.operations()
                .get(input.required("OperationId"))
                .filter(one -> one.of(caller))
                .orElseThrow(() ->
                        new AwsException("OperationNotFound", "Operation not found: " + input.text("OperationId")));
        return Json.MAPPER.createObjectNode().set("Operation", found.document());
    }

    private ObjectNode operationList(Caller caller, Input input) {
        List<Named> chosen = Registry.chosen(
                registry.operations().all(one -> one.of(caller)),
                input,
                Map.of(
                        "STATUS", one -> one.text("Status"),
                        "TYPE", one -> one.text("Type"),
                        "NAMESPACE_ID",
                                one -> one.document()
                                        .path("Targets")
                                        .path("NAMESPACE")
                                        .asText(),
                        "SERVICE_ID",
                                one -> one.document()
                                        .path("Targets")
                                        .path("SERVICE")
                                        .asText()));
        return Registry.page(
                "Operations",
                chosen,
                Named::key,
                one -> Json.MAPPER.createObjectNode().put("Id", one.key()).put("Status", one.text("Status")),
                input);
    }
}
