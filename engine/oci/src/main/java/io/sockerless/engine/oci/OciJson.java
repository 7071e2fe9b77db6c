package io.sockerless.engine.oci;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads and writes the JSON documents of images as plain maps, so that fields which we do not know survive. */
public final class OciJson {
    /** More than any image needs, and little enough that a hostile document of some megabytes does not fill the heap. */
    private static final StreamReadConstraints LIMITS = StreamReadConstraints.builder()
            .maxNestingDepth(200)
            .maxTokenCount(500_000)
            .build();

    private static final ObjectMapper JSON = new ObjectMapper(
                    JsonFactory.builder().streamReadConstraints(LIMITS).build())
            .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final TypeReference<LinkedHashMap<String, Object>> OBJECT = new TypeReference<>() {};
    private static final TypeReference<List<Map<String, Object>>> OBJECTS = new TypeReference<>() {};
    private static final ObjectReader LEADING_ARRAY =
            JSON.readerForListOf(Object.class).without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private OciJson() {}

    /**
     * Reads an object, keeping the order of its keys.
     *
     * @throws EngineException INVALID naming {@code what} if it is not one
     */
    public static Map<String, Object> object(byte[] bytes, String what) {
        try {
            Map<String, Object> map = JSON.readValue(bytes, OBJECT);
            if (map == null) {
                throw EngineException.invalid(what + " is not a JSON object");
            }
            return map;
        } catch (IOException e) {
            throw new EngineException(ErrorKind.INVALID, what + " is not valid JSON: " + reason(e), e);
        }
    }

    /**
     * Reads an array of objects.
     *
     * @throws EngineException INVALID naming {@code what} if it is not one
     */
    public static List<Map<String, Object>> objects(byte[] bytes, String what) {
        try {
            List<Map<String, Object>> list = JSON.readValue(bytes, OBJECTS);
            if (list == null || list.stream().anyMatch(o -> o == null)) {
                throw EngineException.invalid(what + " is not a JSON array of objects");
            }
            return list;
        } catch (IOException e) {
            throw new EngineException(ErrorKind.INVALID, what + " is not valid JSON: " + reason(e), e);
        }
    }

    /** The JSON array that a text begins with, whatever follows it; empty if it begins with none. */
    public static Optional<List<Object>> leadingArray(String text) {
        if (!text.startsWith("[")) {
            return Optional.empty();
        }
        try {
            return Optional.of(LEADING_ARRAY.readValue(text));
        } catch (JsonProcessingException _) {
            return Optional.empty(); // some other text that happens to begin with a bracket
        }
    }

    private static String reason(IOException e) {
        return e instanceof JsonProcessingException j ? j.getOriginalMessage() : String.valueOf(e.getMessage());
    }

    /** Compact JSON in UTF-8. */
    public static byte[] bytes(Object value) {
        try {
            return JSON.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw EngineException.internal("cannot write JSON", e);
        }
    }

    public static String string(Map<String, Object> map, String key) {
        return map.get(key) instanceof String s ? s : "";
    }

    /** A whole number that fits a long, if there is one. */
    public static Optional<Long> integer(Map<String, Object> map, String key) {
        if (map.get(key) instanceof Number n && n.longValue() == n.doubleValue()) {
            return Optional.of(n.longValue());
        }
        return Optional.empty();
    }

    public static boolean bool(Map<String, Object> map, String key) {
        return map.get(key) instanceof Boolean b && b;
    }

    /** The strings of an array; others are left out. */
    public static List<String> strings(Map<String, Object> map, String key) {
        return map.get(key) instanceof List<?> list
                ? list.stream()
                        .filter(String.class::isInstance)
                        .map(String.class::cast)
                        .toList()
                : List.of();
    }

    /** An object within an object; empty if there is none. */
    @SuppressWarnings("unchecked") // every JSON object has string keys
    public static Map<String, Object> object(Map<String, Object> map, String key) {
        return map.get(key) instanceof Map<?, ?> m ? (Map<String, Object>) m : Map.of();
    }

    /** The objects of an array; others are left out. */
    @SuppressWarnings("unchecked") // every JSON object has string keys
    public static List<Map<String, Object>> objects(Map<String, Object> map, String key) {
        return map.get(key) instanceof List<?> list
                ? list.stream()
                        .filter(Map.class::isInstance)
                        .map(o -> (Map<String, Object>) o)
                        .toList()
                : List.of();
    }

    /** The string values of an object; others are left out. */
    public static Map<String, String> stringMap(Map<String, Object> map, String key) {
        Map<String, String> out = new LinkedHashMap<>();
        object(map, key).forEach((k, v) -> {
            if (v instanceof String s) {
                out.put(k, s);
            }
        });
        return out;
    }
}
