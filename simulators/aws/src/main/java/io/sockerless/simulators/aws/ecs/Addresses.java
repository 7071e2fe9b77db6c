package io.sockerless.simulators.aws.ecs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.simulators.aws.ec2.TaskInterfaces;
import java.util.Map;

/** The network interface of a task: that of the container which owns its network. */
final class Addresses {
    private Addresses() {}

    /** Empty when it has none any more. */
    static String of(JsonNode inspected) {
        return network(inspected).path("IPAddress").asText("");
    }

    static String mac(JsonNode inspected) {
        return network(inspected).path("MacAddress").asText();
    }

    /** The VPC: it may be in the network of roles, too. */
    private static JsonNode network(JsonNode inspected) {
        return inspected.path("NetworkSettings").path("Networks").properties().stream()
                .filter(network -> network.getKey().startsWith("vpc-"))
                .findFirst()
                .<JsonNode>map(Map.Entry::getValue)
                .orElse(MissingNode.getInstance());
    }

    /** @param interfaceId of the task */
    static void attach(ObjectNode task, String interfaceId, JsonNode inspected) {
        String address = of(inspected);
        ObjectNode attachment = (ObjectNode) task.path("attachments").path(0);
        attachment.put("status", "ATTACHED");
        ArrayNode details = (ArrayNode) attachment.path("details");
        JsonNode subnet = details.path(0).deepCopy();
        details.removeAll().add(subnet);
        detail(details, "networkInterfaceId", interfaceId);
        detail(details, "macAddress", mac(inspected));
        String region = task.path("availabilityZone").asText().replaceFirst(".$", "");
        detail(details, "privateDnsName", TaskInterfaces.dnsName(address, region));
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
