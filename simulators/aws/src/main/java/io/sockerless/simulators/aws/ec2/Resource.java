package io.sockerless.simulators.aws.ec2;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Something that an account has in a region.
 *
 * @param document as it is described, but for its tags; fields that begin with {@code _} are not shown
 */
record Resource(String account, String region, String id, ObjectNode document, Map<String, String> tags) {
    Resource {
        tags = Map.copyOf(tags);
    }

    String key() {
        return account + "/" + region + "/" + id;
    }

    Kind kind() {
        return Kind.of(id).orElseThrow();
    }

    String text(String field) {
        return document.path(field).asText();
    }

    boolean is(String field) {
        return document.path(field).asBoolean();
    }

    List<JsonNode> items(String field) {
        return document.path(field).valueStream().toList();
    }

    Resource with(Consumer<ObjectNode> change) {
        ObjectNode changed = document.deepCopy();
        change.accept(changed);
        return new Resource(account, region, id, changed, tags);
    }

    Resource tagged(Map<String, String> others) {
        return new Resource(account, region, id, document, others);
    }

    ObjectNode shown() {
        ObjectNode shown = Json.MAPPER.createObjectNode();
        document.properties().forEach(field -> {
            if (!field.getKey().startsWith("_")) {
                shown.set(field.getKey(), field.getValue());
            }
        });
        return shown.set("tagSet", tagSet());
    }

    ArrayNode tagSet() {
        ArrayNode out = Json.MAPPER.createArrayNode();
        new TreeMap<>(tags)
                .forEach((key, value) -> out.addObject().put("key", key).put("value", value));
        return out;
    }
}
