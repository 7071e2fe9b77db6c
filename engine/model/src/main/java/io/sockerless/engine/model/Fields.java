package io.sockerless.engine.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Typed reads from a document's field map. The map was checked by its {@link Schema}, so a cast here cannot fail. */
public final class Fields {
    private Fields() {}

    public static String string(Map<String, Object> map, String key) {
        return map.get(key) instanceof String s ? s : "";
    }

    public static boolean bool(Map<String, Object> map, String key) {
        return map.get(key) instanceof Boolean b && b;
    }

    public static Optional<Boolean> optionalBool(Map<String, Object> map, String key) {
        return map.get(key) instanceof Boolean b ? Optional.of(b) : Optional.empty();
    }

    public static long integer(Map<String, Object> map, String key) {
        return map.get(key) instanceof Number n ? n.longValue() : 0;
    }

    public static Optional<Long> optionalInteger(Map<String, Object> map, String key) {
        return map.get(key) instanceof Number n ? Optional.of(n.longValue()) : Optional.empty();
    }

    @SuppressWarnings("unchecked")
    public static List<String> strings(Map<String, Object> map, String key) {
        return map.get(key) instanceof List<?> list ? (List<String>) list : List.of();
    }

    @SuppressWarnings("unchecked")
    public static Map<String, String> stringMap(Map<String, Object> map, String key) {
        return map.get(key) instanceof Map<?, ?> m ? (Map<String, String>) m : Map.of();
    }

    @SuppressWarnings("unchecked")
    public static Map<String, Object> object(Map<String, Object> map, String key) {
        return map.get(key) instanceof Map<?, ?> m ? (Map<String, Object>) m : Map.of();
    }

    @SuppressWarnings("unchecked")
    public static List<Map<String, Object>> objects(Map<String, Object> map, String key) {
        return map.get(key) instanceof List<?> list ? (List<Map<String, Object>>) list : List.of();
    }
}
