package io.sockerless.simulators.aws.ecs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The network interface of a task: that of the container which owns its network. */
final class Addresses {
    private Addresses() {}

    /** Empty when it has none any more. */
    static String of(JsonNode inspected) {
        return network(inspected).path("IPAddress").asText("");
    }

    private static JsonNode network(JsonNode inspected) {
        return inspected.path("NetworkSettings").path("Networks").path("bridge");
    }

    static void attach(ObjectNode task, JsonNode inspected) {
        String address = of(inspected);
        ObjectNode attachment = (ObjectNode) task.path("attachments").path(0);
        attachment.put("status", "ATTACHED");
        ArrayNode details = (ArrayNode) attachment.path("details");
        JsonNode subnet = details.path(0).deepCopy();
        details.removeAll().add(subnet);
        String id = attachment.path("id").asText().replace("-", "");
        detail(details, "networkInterfaceId", "eni-" + id.substring(0, 17));
        detail(details, "macAddress", network(inspected).path("MacAddress").asText());
        detail(details, "privateDnsName", "ip-" + address.replace('.', '-') + ".ec2.internal");
        detail(details, "privateIPv4Address", address);
        for (JsonNode container : task.path("containers")) {
            ((ObjectNode) container)
                    .putArray("networkInterfaces")
                    .addObject()
                    .put("attachmentId", attachment.path("id").asText())
                    .put("privateIpv4Address", address);
        }
    }

    private static void detail(ArrayNode details, String name, String value) {
        details.addObject().put("name", name).put("value", value);
    }
}
