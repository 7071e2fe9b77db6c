package io.sockerless.engine.model;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The fields of one Docker API object: their names, types, order and zero values. A client's JSON object is checked
 * against it and kept whole, unknown fields included, so that nothing a client sent can be lost on the way to inspect.
 * Names match without regard to case and a null means "not given", as in dockerd's decoder.
 */
public final class Schema {
    private final String goType;
    private final Map<String, Field> fields = new LinkedHashMap<>();
    private final Map<String, Field> byLowerCase = new LinkedHashMap<>();

    /** One field. {@code omitEmpty}: left out of an answer unless it was given. */
    public record Field(String name, Type type, boolean omitEmpty) {}

    /** What a field may hold. */
    public sealed interface Type {
        /** A JSON scalar. */
        enum Scalar implements Type {
            STRING,
            BOOL,
            INTEGER,
            /** null until given */
            NULLABLE_BOOL,
            /** null until given */
            NULLABLE_INTEGER,
            /** An array of strings; also accepts one string, as Docker does for Cmd and Entrypoint. */
            COMMAND,
            ANY
        }

        /** An object with fields of its own. */
        record Struct(Schema schema) implements Type {}

        /** An array; null until given. */
        record ListOf(Type element) implements Type {}

        /** An array that is empty until given. */
        record FixedList(Type element, List<Object> zero) implements Type {}

        /** An object with free keys; null until given. */
        record MapOf(Type value) implements Type {}
    }

    private Schema(String goType) {
        this.goType = goType;
    }

    /** An empty schema whose errors name {@code goType}, for example {@code HostConfig}. */
    public static Schema of(String goType) {
        return new Schema(goType);
    }

    /** Adds a field that answers always show. */
    public Schema field(String name, Type type) {
        return add(new Field(name, type, false));
    }

    /** Adds a field that answers leave out unless it was given. */
    public Schema optional(String name, Type type) {
        return add(new Field(name, type, true));
    }

    private Schema add(Field field) {
        fields.put(field.name(), field);
        byLowerCase.put(field.name().toLowerCase(Locale.ROOT), field);
        return this;
    }

    /** Names of the fields in the order in which they are answered. */
    public List<String> names() {
        return List.copyOf(fields.keySet());
    }

    /**
     * Checks a client's object: known fields get their canonical names and must have the right type; unknown ones are
     * kept as they came.
     *
     * @throws EngineException INVALID in the words of Go's JSON decoder
     */
    public Map<String, Object> decode(Map<String, ?> given) {
        return decode(given, "");
    }

    private Map<String, Object> decode(Map<String, ?> given, String path) {
        Map<String, Object> out = new LinkedHashMap<>();
        given.forEach((key, value) -> {
            Field field = fields.getOrDefault(key, byLowerCase.get(key.toLowerCase(Locale.ROOT)));
            if (field == null) {
                out.put(key, value);
            } else if (value != null) {
                out.put(
                        field.name(),
                        check(field.type(), value, path.isEmpty() ? field.name() : path + "." + field.name()));
            }
        });
        return Collections.unmodifiableMap(out);
    }

    private Object check(Type type, Object value, String path) {
        return switch (type) {
            case Type.Scalar scalar -> checkScalar(scalar, value, path);
            case Type.Struct(Schema schema) ->
                value instanceof Map<?, ?> map ? schema.decode(keyed(map), path) : mismatch(value, path, schema.goType);
            case Type.ListOf(Type element) -> checkList(element, value, path);
            case Type.FixedList(Type element, List<Object> zero) -> checkList(element, value, path);
            case Type.MapOf(Type element) -> {
                if (!(value instanceof Map<?, ?> map)) {
                    yield mismatch(value, path, "map[string]" + goName(element));
                }
                Map<String, Object> out = new LinkedHashMap<>();
                keyed(map).forEach((k, v) -> out.put(k, v == null ? zero(element) : check(element, v, path)));
                yield Collections.unmodifiableMap(out);
            }
        };
    }

    private Object checkList(Type element, Object value, String path) {
        if (!(value instanceof List<?> list)) {
            return mismatch(value, path, "[]" + goName(element));
        }
        List<Object> out = new ArrayList<>(list.size());
        list.forEach(v -> out.add(v == null ? zero(element) : check(element, v, path)));
        return Collections.unmodifiableList(out);
    }

    private Object checkScalar(Type.Scalar scalar, Object value, String path) {
        return switch (scalar) {
            case STRING -> value instanceof String ? value : mismatch(value, path, "string");
            case BOOL, NULLABLE_BOOL -> value instanceof Boolean ? value : mismatch(value, path, "bool");
            case INTEGER, NULLABLE_INTEGER ->
                // Readers of image configs keep every number whole, however long it is.
                value instanceof Integer
                                || value instanceof Long
                                || value instanceof BigInteger big && big.bitLength() < Long.SIZE
                        ? (Object) ((Number) value).longValue()
                        : mismatch(value, path, "int64");
            case COMMAND -> value instanceof String s ? List.of(s) : checkList(Type.Scalar.STRING, value, path);
            case ANY -> value;
        };
    }

    private Object mismatch(Object value, String path, String wanted) {
        String got = switch (value) {
            case String _ -> "string";
            case Boolean _ -> "bool";
            case Number n -> n instanceof Integer || n instanceof Long ? "number" : "number " + n;
            case List<?> _ -> "array";
            case Map<?, ?> _ -> "object";
            case Object _ -> "value";
        };
        throw EngineException.invalid("json: cannot unmarshal " + got + " into Go struct field " + goType + "." + path
                + " of type " + wanted);
    }

    private static String goName(Type type) {
        return switch (type) {
            case Type.Scalar scalar ->
                switch (scalar) {
                    case STRING -> "string";
                    case BOOL, NULLABLE_BOOL -> "bool";
                    case INTEGER, NULLABLE_INTEGER -> "int64";
                    case COMMAND -> "[]string";
                    case ANY -> "interface {}";
                };
            case Type.Struct(Schema schema) -> schema.goType;
            case Type.ListOf(Type element) -> "[]" + goName(element);
            case Type.FixedList(Type element, List<Object> zero) -> "[" + zero.size() + "]" + goName(element);
            case Type.MapOf(Type element) -> "map[string]" + goName(element);
        };
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> keyed(Map<?, ?> map) {
        return (Map<String, Object>) map;
    }

    /** The object as an answer shows it: every field in order, zero values where none was given, then unknown fields. */
    public Map<String, Object> complete(Map<String, Object> given) {
        Map<String, Object> out = new LinkedHashMap<>();
        for (Field field : fields.values()) {
            Object value = given.get(field.name());
            if (value == null && field.omitEmpty()) {
                continue;
            }
            out.put(field.name(), value == null ? zero(field.type()) : completed(field.type(), value));
        }
        given.forEach(out::putIfAbsent);
        return out;
    }

    private static Object completed(Type type, Object value) {
        return switch (type) {
            case Type.Struct(Schema schema) -> schema.complete(keyed((Map<?, ?>) value));
            case Type.ListOf(Type element) -> {
                List<Object> out = new ArrayList<>();
                ((List<?>) value).forEach(item -> out.add(item == null ? null : completed(element, item)));
                yield out;
            }
            case Type.MapOf(Type element) -> {
                Map<String, Object> out = new LinkedHashMap<>();
                keyed((Map<?, ?>) value).forEach((k, v) -> out.put(k, v == null ? null : completed(element, v)));
                yield out;
            }
            case Type.Scalar _, Type.FixedList _ -> value;
        };
    }

    private static Object zero(Type type) {
        return switch (type) {
            case Type.Scalar scalar ->
                switch (scalar) {
                    case STRING -> "";
                    case BOOL -> false;
                    case INTEGER -> 0L;
                    case NULLABLE_BOOL, NULLABLE_INTEGER, COMMAND, ANY -> null;
                };
            case Type.Struct(Schema schema) -> schema.complete(Map.of());
            case Type.ListOf _, Type.MapOf _ -> null;
            case Type.FixedList(Type _, List<Object> zero) -> zero;
        };
    }
}
