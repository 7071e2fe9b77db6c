package io.sockerless.simulators.aws.servicediscovery;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Input;
import io.sockerless.simulators.aws.wire.Service.Operation;
import java.util.List;
import java.util.Map;

/** Services of namespaces. */
record Services(Registry registry) {
    private static final int LONGEST = Integer.MAX_VALUE;

    Map<String, Operation> operations() {
        return Map.of(
                "CreateService", this::create,
                "GetService", this::get,
                "ListServices", this::list,
                "DeleteService", this::delete);
    }

    private ObjectNode create(Caller caller, Input input) {
        Registry.refuseOthers(
                input,
                "Name",
                "NamespaceId",
                "CreatorRequestId",
                "Description",
                "DnsConfig",
                "HealthCheckCustomConfig",
                "Tags",
                "Type");
        String name = input.required("Name");
        if (!name.matches("[a-zA-Z0-9_]([a-zA-Z0-9_-]{0,61}[a-zA-Z0-9_])?(\\.[a-zA-Z0-9_-]{1,63})*")) {
            throw Registry.invalid("Invalid service name: " + name);
        }
        Input dns = input.object("DnsConfig");
        String id = dns.has("NamespaceId") ? dns.text("NamespaceId") : input.required("NamespaceId");
        Map<String, String> tags = Tags.read(input);
        synchronized (registry.namespaces()) {
            Named namespace = registry.namespace(caller, id);
            boolean http = namespace.text("Type").equals("HTTP");
            boolean records = input.has("DnsConfig");
            if (http && records || records && input.has("Type")) {
                throw Registry.invalid(
                        "DnsConfig cannot be specified for a service that is discovered by the API only.");
            }
            if (!http && !records && !input.text("Type").equals("HTTP")) {
                throw Registry.invalid("Either DnsConfig or Type HTTP must be specified for a DNS namespace.");
            }
            if (registry.services(namespace).stream()
                    .anyMatch(one -> one.text("Name").equalsIgnoreCase(name))) {
                throw new AwsException("ServiceAlreadyExists", "Service already exists");
            }
            String made = registry.fresh("srv-");
            ObjectNode document = Json.MAPPER
                    .createObjectNode()
                    .put("Id", made)
                    .put("Arn", caller.arn("servicediscovery", "service/" + made))
                    .put("ResourceOwner", "SELF")
                    .put("Name", name)
                    .put("NamespaceId", namespace.key())
                    .put("Type", records ? "DNS_HTTP" : "HTTP")
                    .put("CreateDate", registry.now());
            for (String field : List.of("Description", "CreatorRequestId")) {
                if (input.has(field)) {
                    document.put(field, input.text(field));
                }
            }
            if (records) {
                document.set("DnsConfig", dns(dns, namespace));
            }
            if (input.has("HealthCheckCustomConfig")) {
                document.putObject("HealthCheckCustomConfig").put("FailureThreshold", 1);
            }
            Named service = new Named(made, Named.owner(caller), namespace.key(), document, Map.of(), tags);
            registry.services().put(service);
            return Json.MAPPER.createObjectNode().set("Service", shown(service));
        }
    }

    /** Only what can be resolved: the networks of the engine know addresses by names, and nothing else. */
    private static ObjectNode dns(Input dns, Named namespace) {
        String routing = dns.has("RoutingPolicy") ? dns.text("RoutingPolicy") : "MULTIVALUE";
        if (!routing.equals("MULTIVALUE")) {
            throw Registry.invalid("Of routing policies only MULTIVALUE is simulated.");
        }
        ObjectNode out = Json.MAPPER.createObjectNode().put("NamespaceId", namespace.key());
        out.put("RoutingPolicy", routing);
        ArrayNode records = out.putArray("DnsRecords");
        for (Input record : dns.objects("DnsRecords")) {
            if (!record.required("Type").equals("A")) {
                throw Registry.invalid("Of DNS records only A is simulated, not " + record.text("Type") + ".");
            }
            if (!record.has("TTL")) {
                record.required("TTL");
            }
            records.addObject().put("Type", "A").put("TTL", record.number("TTL", 0, LONGEST, 0));
        }
        if (records.size() != 1) {
            throw Registry.invalid("DnsRecords must have one record of the type A.");
        }
        return out;
    }

    ObjectNode shown(Named service) {
        return service.document()
                .deepCopy()
                .put("InstanceCount", registry.instances(service).size());
    }

    private ObjectNode get(Caller caller, Input input) {
        return Json.MAPPER.createObjectNode().set("Service", shown(registry.service(caller, input.required("Id"))));
    }

    private ObjectNode list(Caller caller, Input input) {
        List<Named> chosen = Registry.chosen(
                registry.services().all(one -> one.of(caller)),
                input,
                Map.of("NAMESPACE_ID", Named::parent, "RESOURCE_OWNER", one -> one.text("ResourceOwner")));
        return Registry.page(
                "Services",
                chosen,
                Named::key,
                one -> {
                    ObjectNode shown = shown(one);
                    shown.remove(List.of("CreatorRequestId", "NamespaceId"));
                    return shown;
                },
                input);
    }

    private ObjectNode delete(Caller caller, Input input) {
        synchronized (registry.namespaces()) {
            Named service = registry.service(caller, input.required("Id"));
            if (!registry.instances(service).isEmpty()) {
                throw new AwsException(
                        "ResourceInUse",
                        "Service contains registered instances; delete the instances before deleting the service");
            }
            registry.services().delete(service.key());
            return Json.MAPPER.createObjectNode();
        }
    }
}
