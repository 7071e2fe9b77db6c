package io.sockerless.simulators.aws.logs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;

/**
 * Which events of a group count for a metric.
 *
 * @param place account and region
 * @param group name of the group
 * @param value that each of them counts, a number
 * @param otherwise what counts for a minute in which events came and none of them did, a number; empty for nothing
 */
record MetricFilter(
        String place,
        String group,
        String name,
        String pattern,
        String namespace,
        String metric,
        String value,
        String otherwise,
        String unit,
        long created) {
    String key() {
        return LogGroup.key(place, group) + ":" + name;
    }

    ObjectNode shown() {
        ObjectNode out = Json.MAPPER.createObjectNode().put("filterName", name).put("filterPattern", pattern);
        ObjectNode to = out.putArray("metricTransformations").addObject();
        to.put("metricName", metric).put("metricNamespace", namespace).put("metricValue", value);
        if (!otherwise.isEmpty()) {
            to.put("defaultValue", Double.parseDouble(otherwise));
        }
        to.put("unit", unit);
        return out.put("creationTime", created).put("logGroupName", group).put("applyOnTransformedLogs", false);
    }
}
