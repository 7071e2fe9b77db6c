package io.sockerless.simulators.aws.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What an operation is given. What has the wrong type, or is missing, is an error of the client's.
 *
 * @param invalid the code by which the service calls an input that is wrong
 */
public record Input(ObjectNode document, String invalid) {
    /** Of the year 9999. */
    private static final double LATEST = 253_402_300_799.0;

    /** As the service is told; its own code for what is wrong is InvalidParameterException. */
    public static Input of(ObjectNode document) {
        return new Input(document, "InvalidParameterException");
    }

    public boolean has(String name) {
        return document.hasNonNull(name);
    }

    /** The value; empty when there is none. */
    public String text(String name) {
        JsonNode value = document.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return "";
        }
        if (!value.isTextual()) {
            throw type(name, "a string");
        }
        return value.asText();
    }

    public String required(String name) {
        if (!has(name)) {
            throw new AwsException(
                    invalid,
                    "1 validation error detected: Value null at '" + name
                            + "' failed to satisfy constraint: Member must not be null");
        }
        return text(name);
    }

    /** At most, at least, and without one the default. */
    public int number(String name, int least, int most, int otherwise) {
        Optional<Long> value = number(name);
        if (value.isPresent() && (value.get() < least || value.get() > most)) {
            throw new AwsException(
                    invalid,
                    "1 validation error detected: Value '" + value.get() + "' at '" + name
                            + "' failed to satisfy constraint: Member must have value "
                            + (value.get() < least
                                    ? "greater than or equal to " + least
                                    : "less than or equal to " + most));
        }
        return value.map(Long::intValue).orElse(otherwise);
    }

    public Optional<Long> number(String name) {
        JsonNode value = document.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isIntegralNumber()) {
            throw type(name, "a number");
        }
        return Optional.of(value.asLong());
    }

    /** Any number; in JSON those that are none have names. */
    public Optional<Double> decimal(String name) {
        JsonNode value = document.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        return Optional.of(decimal(name, value));
    }

    /** A list of such numbers. */
    public List<Double> decimals(String name) {
        return items(name).stream().map(item -> decimal(name, item)).toList();
    }

    private static double decimal(String name, JsonNode value) {
        if (value.isNumber()) {
            return value.asDouble();
        }
        return switch (value.asText()) {
            case "NaN" -> Double.NaN;
            case "Infinity" -> Double.POSITIVE_INFINITY;
            case "-Infinity" -> Double.NEGATIVE_INFINITY;
            default -> throw type(name, "a number");
        };
    }

    /** Given as seconds since 1970, to the millisecond. */
    public Optional<Instant> time(String name) {
        JsonNode value = document.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isNumber() || Math.abs(value.asDouble()) > LATEST) {
            throw type(name, "a time");
        }
        return Optional.of(Instant.ofEpochMilli(Math.round(value.asDouble() * 1000)));
    }

    public boolean flag(String name) {
        JsonNode value = document.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return false;
        }
        if (!value.isBoolean()) {
            throw type(name, "true or false");
        }
        return value.asBoolean();
    }

    public List<JsonNode> items(String name) {
        JsonNode value = document.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return List.of();
        }
        if (!value.isArray()) {
            throw type(name, "a list");
        }
        return value.valueStream().toList();
    }

    public List<String> texts(String name) {
        return items(name).stream()
                .map(item -> {
                    if (!item.isTextual()) {
                        throw type(name, "a list of strings");
                    }
                    return item.asText();
                })
                .toList();
    }

    public List<Input> objects(String name) {
        return items(name).stream()
                .map(item -> {
                    if (!(item instanceof ObjectNode object)) {
                        throw type(name, "a list of structures");
                    }
                    return new Input(object, invalid);
                })
                .toList();
    }

    /** A structure; without a field when there is none. */
    public Input object(String name) {
        JsonNode value = document.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return new Input(document.objectNode(), invalid);
        }
        if (!(value instanceof ObjectNode object)) {
            throw type(name, "a structure");
        }
        return new Input(object, invalid);
    }

    /** A map of texts, in the order of its keys. */
    public Map<String, String> map(String name) {
        Input object = object(name);
        Map<String, String> out = new TreeMap<>();
        object.document.fieldNames().forEachRemaining(key -> out.put(key, object.text(key)));
        return out;
    }

    private static AwsException type(String name, String wanted) {
        return new AwsException("SerializationException", "'" + name + "' is not " + wanted);
    }
}
