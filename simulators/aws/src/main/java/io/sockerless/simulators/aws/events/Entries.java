package io.sockerless.simulators.aws.events;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Input;
import io.sockerless.simulators.aws.wire.Service.Operation;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** PutEvents, and what would match an event. */
record Entries(Registry registry, Delivery delivery) {
    private static final System.Logger LOG = System.getLogger(Entries.class.getName());
    private static final int MOST_BYTES = 1 << 20;
    private static final int TIME_BYTES = 14;

    /** Why one entry fails, while the others do not. */
    private record Refusal(String code, String message) {}

    Map<String, Operation> operations() {
        return Map.of("PutEvents", this::put, "TestEventPattern", Entries::test);
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static int size(Input entry) {
        return (entry.has("Time") ? TIME_BYTES : 0)
                + bytes(entry.text("Source"))
                + bytes(entry.text("DetailType"))
                + bytes(entry.text("Detail"))
                + entry.texts("Resources").stream().mapToInt(Entries::bytes).sum();
    }

    private ObjectNode put(Caller caller, Input input) {
        Checks.refuse(input, "EndpointId");
        Checks.count(input, "Entries", 1, 10);
        List<Input> entries = input.objects("Entries");
        if (entries.stream().mapToInt(Entries::size).sum() > MOST_BYTES) {
            throw Checks.invalid("Total size of the entries in the request is over the limit.");
        }
        entries.forEach(entry -> {
            Checks.text(entry, "EventBusName", 1600);
            Checks.text(entry, "TraceHeader", 500);
            time(entry);
        });
        ObjectNode out = Registry.nothing();
        ArrayNode results = Json.MAPPER.createArrayNode();
        int failed = 0;
        for (Input entry : entries) {
            Optional<Refusal> refusal = refusal(entry);
            if (refusal.isPresent()) {
                failed++;
                String message = refusal.get().message();
                results.addObject().put("ErrorCode", refusal.get().code()).put("ErrorMessage", message);
            } else {
                results.addObject().put("EventId", taken(caller, entry));
            }
        }
        out.put("FailedEntryCount", failed).set("Entries", results);
        return out;
    }

    private static Optional<Refusal> refusal(Input entry) {
        for (String field : List.of("Source", "DetailType", "Detail")) {
            if (entry.text(field).isEmpty()) {
                return Optional.of(new Refusal(
                        "InvalidArgument",
                        "Parameter " + field + " is not valid. Reason: " + field + " is a required argument."));
            }
        }
        if (entry.text("Source").startsWith("aws.")) {
            return Optional.of(new Refusal("NotAuthorizedForSource", "Not authorized for the source."));
        }
        return parsed(entry.text("Detail")).isEmpty()
                ? Optional.of(new Refusal("MalformedDetail", "Detail is malformed."))
                : Optional.empty();
    }

    private static Optional<ObjectNode> parsed(String text) {
        try {
            return Json.MAPPER.readTree(text) instanceof ObjectNode object ? Optional.of(object) : Optional.empty();
        } catch (JacksonException _) {
            return Optional.empty();
        }
    }

    private Instant time(Input entry) {
        JsonNode time = entry.document().path("Time");
        if (time.isMissingNode() || time.isNull()) {
            return registry.clock().instant();
        }
        if (!time.isNumber()) {
            throw new AwsException("SerializationException", "'Time' is not a time");
        }
        return Instant.ofEpochMilli((long) (time.asDouble() * 1000));
    }

    /** An event for a bus that is not there is taken and goes nowhere, as at Amazon. @return its id */
    private String taken(Caller caller, Input entry) {
        ObjectNode event = event(caller, entry.text("DetailType"), entry.text("Source"), time(entry));
        entry.texts("Resources").forEach(event.withArray("resources")::add);
        event.set("detail", parsed(entry.text("Detail")).orElseThrow());
        String named = entry.text("EventBusName");
        registry.find(caller, named)
                .ifPresentOrElse(
                        bus -> delivery.event(caller, bus.name(), event, entry.text("TraceHeader")),
                        () -> LOG.log(
                                System.Logger.Level.WARNING, "an event for the bus {0}, which is not there", named));
        return event.path("id").asText();
    }

    /** One without a detail. @param detailType what it is about */
    static ObjectNode event(Caller caller, String detailType, String source, Instant time) {
        ObjectNode event = Json.MAPPER
                .createObjectNode()
                .put("version", "0")
                .put("id", UUID.randomUUID().toString())
                .put("detail-type", detailType)
                .put("source", source)
                .put("account", caller.account())
                .put("time", Payload.time(time))
                .put("region", caller.region());
        event.putArray("resources");
        event.putObject("detail");
        return event;
    }

    private static ObjectNode test(Caller caller, Input input) {
        EventPattern pattern = EventPattern.parse(Checks.required(input, "EventPattern", 4096));
        ObjectNode event = parsed(input.required("Event"))
                .orElseThrow(() -> Checks.invalid("Parameter Event is not valid. Reason: it is not a JSON object."));
        for (String field : List.of("id", "account", "source", "time", "region", "resources", "detail-type")) {
            if (!event.has(field)) {
                throw Checks.invalid("Parameter Event is not valid. Reason: it has no " + field + ".");
            }
        }
        return Registry.nothing().put("Result", pattern.matches(event));
    }
}
