package io.sockerless.simulators.aws.events;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.wire.AwsException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What events must be like, as
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html says.
 *
 * @param fields each of which must match
 * @param ors of each of which one alternative must match
 */
record EventPattern(Map<String, Field> fields, List<List<EventPattern>> ors) {
    private static final String OR = "$or";

    /** What a field must be like. */
    private sealed interface Field {
        boolean matches(JsonNode value);
    }

    private record Nested(EventPattern pattern) implements Field {
        @Override
        public boolean matches(JsonNode value) {
            return pattern.matches(value);
        }
    }

    /** Any of the values that the event has must match any of these. */
    private record Leaf(List<Match> any) implements Field {
        @Override
        public boolean matches(JsonNode value) {
            List<JsonNode> values = values(value).toList();
            return (values.isEmpty() ? List.<JsonNode>of(MissingNode.getInstance()) : values)
                    .stream().anyMatch(one -> any.stream().anyMatch(match -> match.test(one)));
        }

        private static java.util.stream.Stream<JsonNode> values(JsonNode value) {
            return value.isArray()
                    ? value.valueStream().flatMap(Leaf::values)
                    : value.isValueNode() ? java.util.stream.Stream.of(value) : java.util.stream.Stream.empty();
        }
    }

    /** @throws AwsException when it is none */
    static EventPattern parse(String text) {
        JsonNode tree;
        try (JsonParser parser = Json.MAPPER.createParser(text)) {
            parser.enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
            tree = Json.MAPPER.readTree(parser);
        } catch (JacksonException e) {
            throw refused(e.getOriginalMessage());
        } catch (java.io.IOException e) {
            throw new IllegalStateException("reading from memory", e);
        }
        if (!(tree instanceof ObjectNode object)) {
            throw refused("Filter is not an object");
        }
        if (object.isEmpty()) {
            throw refused("Empty objects are not allowed");
        }
        return of(object);
    }

    static AwsException refused(String reason) {
        return new AwsException("InvalidEventPatternException", "Event pattern is not valid. Reason: " + reason);
    }

    private static EventPattern of(ObjectNode object) {
        Map<String, Field> fields = new LinkedHashMap<>();
        List<List<EventPattern>> ors = new ArrayList<>();
        object.properties().forEach(field -> {
            String name = field.getKey();
            JsonNode value = field.getValue();
            if (name.equals(OR) && alternatives(value)) {
                ors.add(value.valueStream().map(one -> of((ObjectNode) one)).toList());
            } else if (value instanceof ObjectNode nested) {
                if (nested.isEmpty()) {
                    throw refused("Empty objects are not allowed");
                }
                fields.put(name, new Nested(of(nested)));
            } else if (value.isArray()) {
                if (value.isEmpty()) {
                    throw refused("Empty arrays are not allowed");
                }
                fields.put(name, new Leaf(value.valueStream().map(Match::parse).toList()));
            } else {
                throw refused("\"" + name + "\" must be an object or an array");
            }
        });
        return new EventPattern(fields, ors);
    }

    /** Otherwise it is the name of a field like any other. */
    private static boolean alternatives(JsonNode value) {
        return value.isArray()
                && value.size() > 1
                && value.valueStream().allMatch(one -> one.isObject() && !one.isEmpty());
    }

    /** In a list one of its elements must match, and all of the pattern must match that one. */
    boolean matches(JsonNode event) {
        if (event.isArray() && !event.isEmpty()) {
            return event.valueStream().anyMatch(this::matches);
        }
        return fields.entrySet().stream().allMatch(field -> field.getValue().matches(event.path(field.getKey())))
                && ors.stream().allMatch(any -> any.stream().anyMatch(one -> one.matches(event)));
    }
}
