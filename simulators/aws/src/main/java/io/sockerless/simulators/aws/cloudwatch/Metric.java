package io.sockerless.simulators.aws.cloudwatch;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What data is of. Other dimensions are another metric.
 *
 * @param place account and region
 * @param dimensions in the order of their names
 */
record Metric(String place, String namespace, String name, Map<String, String> dimensions) {
    Metric {
        dimensions = Collections.unmodifiableMap(new TreeMap<>(dimensions));
    }

    /** No name has the character that is between them. */
    String key() {
        StringBuilder key = new StringBuilder(place)
                .append('\n')
                .append(namespace)
                .append('\n')
                .append(name);
        dimensions.forEach((dimension, value) ->
                key.append('\n').append(dimension).append('\n').append(value));
        return key.toString();
    }

    ArrayNode shownDimensions() {
        ArrayNode list = Json.MAPPER.createArrayNode();
        dimensions.forEach(
                (dimension, value) -> list.addObject().put("Name", dimension).put("Value", value));
        return list;
    }

    ObjectNode shown() {
        ObjectNode out =
                Json.MAPPER.createObjectNode().put("Namespace", namespace).put("MetricName", name);
        out.set("Dimensions", shownDimensions());
        return out;
    }
}
