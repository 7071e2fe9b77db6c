package io.sockerless.simulators.aws.events;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Input;
import io.sockerless.simulators.aws.wire.Service.Operation;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Tags of rules and buses, by their ARNs. */
record Tags(Registry registry) {
    Map<String, Operation> operations() {
        return Map.of(
                "TagResource",
                (caller, input) -> {
                    Map<String, String> added = Registry.tags(input);
                    return changed(caller, input, tags -> tags.putAll(added));
                },
                "UntagResource",
                (caller, input) ->
                        changed(caller, input, tags -> input.texts("TagKeys").forEach(tags::remove)),
                "ListTagsForResource",
                this::list);
    }

    private static String resource(Caller caller, Input input) {
        String arn = Checks.required(input, "ResourceARN", 1600);
        String here = caller.arn("events", "");
        if (!arn.startsWith(here)) {
            throw Checks.invalid("Parameter ResourceARN is not valid. Reason: Provided Arn is not in correct format.");
        }
        return arn.substring(here.length());
    }

    private Rule rule(Caller caller, String resource) {
        String[] parts = resource.split("/");
        String bus = parts.length > 2 ? parts[1] : Bus.DEFAULT;
        String name = parts[parts.length - 1];
        return registry.rules().get(Rule.key(caller, bus, name)).orElseThrow(() -> Registry.missing(name, bus));
    }

    private Bus bus(Caller caller, String resource) {
        return registry.bus(caller, resource.replaceFirst("^event-bus/", ""));
    }

    private Map<String, String> tags(Caller caller, String resource) {
        return resource.startsWith("rule/")
                ? rule(caller, resource).tags()
                : bus(caller, resource).tags();
    }

    private ObjectNode changed(Caller caller, Input input, Consumer<Map<String, String>> change) {
        String resource = resource(caller, input);
        synchronized (registry.rules()) {
            Map<String, String> tags = new TreeMap<>(tags(caller, resource));
            change.accept(tags);
            if (resource.startsWith("rule/")) {
                registry.rules().put(rule(caller, resource).tagged(tags));
            } else {
                registry.buses().put(bus(caller, resource).tagged(tags));
            }
        }
        return Registry.nothing();
    }

    private ObjectNode list(Caller caller, Input input) {
        ObjectNode out = Registry.nothing();
        ArrayNode list = out.putArray("Tags");
        new TreeMap<>(tags(caller, resource(caller, input)))
                .forEach((key, value) -> list.addObject().put("Key", key).put("Value", value));
        return out;
    }
}
