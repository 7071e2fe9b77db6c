package io.sockerless.simulators.aws.servicediscovery;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.engine.store.Batch;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Input;
import io.sockerless.simulators.kernel.Documents;
import io.sockerless.simulators.kernel.Pages;
import io.sockerless.simulators.kernel.State;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** What there is. Whoever changes something holds the lock of the namespaces. */
record Registry(
        Documents<Named> namespaces,
        Documents<Named> services,
        Documents<Named> instances,
        Documents<Named> operations,
        State state,
        Clock clock,
        RandomGenerator random) {
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";
    private static final int LENGTH = 16;
    private static final int PAGE = 100;

    static Registry of(State state, Clock clock, RandomGenerator random) {
        return new Registry(
                state.documents("cloudmap-namespace", Named.class, Named::key),
                state.documents("cloudmap-service", Named.class, Named::key),
                state.documents("cloudmap-instance", Named.class, Named::key),
                state.documents("cloudmap-operation", Named.class, Named::key),
                state,
                clock,
                random);
    }

    double now() {
        return clock.millis() / 1000.0;
    }

    String fresh(String prefix) {
        StringBuilder out = new StringBuilder(prefix);
        for (int i = 0; i < LENGTH; i++) {
            out.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return out.toString();
    }

    static AwsException invalid(String message) {
        return new AwsException("InvalidInput", message);
    }

    /** Refuses what would have no effect. */
    static void refuseOthers(Input input, String... honoured) {
        List<String> known = List.of(honoured);
        input.document().properties().forEach(field -> {
            boolean silent = field.getValue().isNull()
                    || field.getValue().isContainerNode() && field.getValue().isEmpty();
            if (!known.contains(field.getKey()) && !silent) {
                throw invalid(field.getKey() + " is not simulated.");
            }
        });
    }

    /** Of an id or an ARN, the id. */
    static String id(String named) {
        return named.startsWith("arn:") ? named.substring(named.lastIndexOf('/') + 1) : named;
    }

    Named namespace(Caller caller, String named) {
        return namespaces
                .get(id(named))
                .filter(one -> one.of(caller))
                .orElseThrow(() -> new AwsException("NamespaceNotFound", "Namespace not found: " + id(named)));
    }

    Named service(Caller caller, String named) {
        return services.get(id(named))
                .filter(one -> one.of(caller))
                .orElseThrow(() -> new AwsException("ServiceNotFound", "Service not found: " + id(named)));
    }

    Named instance(Named service, String id) {
        return instances
                .get(service.key() + "/" + id)
                .orElseThrow(() -> new AwsException("InstanceNotFound", "Instance not found: " + id));
    }

    List<Named> services(Named namespace) {
        return services.all(one -> one.parent().equals(namespace.key()));
    }

    List<Named> instances(Named service) {
        String prefix = service.key() + "/";
        return java.util.stream.StreamSupport.stream(
                        instances.from(prefix, prefix).spliterator(), false)
                .toList();
    }

    /** An operation that has been done, durable together with what it did. */
    ObjectNode done(Caller caller, String type, Map<String, String> targets, Consumer<Batch> changes) {
        return operation(caller, type, targets, (document, batch) -> changes.accept(batch));
    }

    /** @param changes are told of the operation too, which may have failed */
    ObjectNode operation(
            Caller caller, String type, Map<String, String> targets, BiConsumer<ObjectNode, Batch> changes) {
        String id = fresh("") + "-" + fresh("").substring(0, 8);
        ObjectNode document = Json.MAPPER
                .createObjectNode()
                .put("Id", id)
                .put("OwnerAccount", caller.account())
                .put("Type", type)
                .put("Status", "SUCCESS")
                .put("CreateDate", now())
                .put("UpdateDate", now());
        ObjectNode shown = document.putObject("Targets");
        targets.forEach(shown::put);
        state.write(batch -> {
            changes.accept(document, batch);
            operations.put(batch, new Named(id, Named.owner(caller), "", document, Map.of(), Map.of()));
        });
        return Json.MAPPER.createObjectNode().put("OperationId", id);
    }

    static ObjectNode page(
            String list, List<Named> all, Function<Named, String> key, Function<Named, ObjectNode> shown, Input input) {
        Pages<Named> page;
        try {
            page = Pages.of(all, key, input.text("NextToken"), input.number("MaxResults", 1, PAGE, PAGE));
        } catch (IllegalArgumentException _) {
            throw invalid("Invalid NextToken");
        }
        ObjectNode out = Json.MAPPER.createObjectNode();
        ArrayNode items = out.putArray(list);
        page.items().forEach(one -> items.add(shown.apply(one)));
        page.next().ifPresent(token -> out.put("NextToken", token));
        return out;
    }

    /** Those that each of the filters lets through. @param fields of documents, by the filters' names */
    static List<Named> chosen(List<Named> all, Input input, Map<String, Function<Named, String>> fields) {
        List<Named> chosen = all;
        for (Input filter : input.objects("Filters")) {
            Function<Named, String> field = fields.get(filter.required("Name"));
            if (field == null) {
                throw invalid("The filter " + filter.text("Name") + " is not simulated.");
            }
            List<String> values = filter.texts("Values");
            boolean begins = switch (filter.text("Condition")) {
                case "", "EQ", "IN" -> false;
                case "BEGINS_WITH" -> true;
                case String other -> throw invalid("The condition " + other + " is not simulated.");
            };
            chosen = chosen.stream()
                    .filter(one -> values.stream()
                            .anyMatch(value -> begins
                                    ? field.apply(one).startsWith(value)
                                    : field.apply(one).equals(value)))
                    .toList();
        }
        return chosen;
    }
}
