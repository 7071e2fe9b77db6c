package io.sockerless.simulators.aws.ec2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PacketRulesTest {
    private static Resource resource(String id, ObjectNode document) {
        return new Resource("1", "r", id, document, Map.of());
    }

    private static Resource nic(String id, String address, String... groups) {
        ObjectNode document =
                Json.MAPPER.createObjectNode().put("privateIpAddress", address).put("_task", id);
        var set = document.putArray("groupSet");
        List.of(groups).forEach(group -> set.addObject().put("groupId", group));
        return resource(id, document);
    }

    private static ObjectNode ports(String group, boolean egress, String protocol, int from, int to) {
        return Json.MAPPER
                .createObjectNode()
                .put("groupId", group)
                .put("isEgress", egress)
                .put("ipProtocol", protocol)
                .put("fromPort", from)
                .put("toPort", to);
    }

    private static Resource range(ObjectNode ports, String field, String range) {
        return resource("sgr-1", ports.put(field, range));
    }

    private static Resource from(ObjectNode ports, String group) {
        ObjectNode whole = ports.deepCopy();
        whole.putObject("referencedGroupInfo").put("groupId", group);
        return resource("sgr-2", whole);
    }

    @Test
    void aGroupIsTheAddressesOfItsInterfaces() {
        var rules = List.of(
                from(ports("sg-a", false, "tcp", 80, 81), "sg-b"), from(ports("sg-a", true, "-1", -1, -1), "sg-c"));
        var all = PacketRules.of(
                rules,
                List.of(
                        nic("eni-1", "10.0.0.1", "sg-a"),
                        nic("eni-2", "10.0.0.3", "sg-b"),
                        nic("eni-3", "10.0.0.2", "sg-a", "sg-b")));
        var wanted = List.of(new PacketRule(false, 6, 80, 81, "", List.of("10.0.0.2", "10.0.0.3")));
        assertEquals(
                Map.of("eni-1", wanted, "eni-2", List.of(), "eni-3", wanted),
                all.entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, one -> one.getValue().rules())));
    }

    @Test
    void rulesOfAllGroupsOfAnInterfaceCount() {
        var rules = List.of(
                range(ports("sg-a", true, "-1", -1, -1), "cidrIpv4", "0.0.0.0/0"),
                range(ports("sg-b", true, "-1", -1, -1), "cidrIpv4", "0.0.0.0/0"),
                range(ports("sg-b", false, "icmp", 8, -1), "cidrIpv4", "10.0.0.0/8"),
                range(ports("sg-b", false, "udp", 53, 53), "cidrIpv6", "::/0"),
                range(ports("sg-b", false, "47", -1, -1), "cidrIpv4", "10.1.0.0/16"));
        assertEquals(
                List.of(
                        new PacketRule(true, -1, -1, -1, "0.0.0.0/0", List.of()),
                        new PacketRule(false, 1, 8, -1, "10.0.0.0/8", List.of()),
                        new PacketRule(false, 47, -1, -1, "10.1.0.0/16", List.of())),
                PacketRules.of(rules, List.of(nic("eni-1", "10.0.0.1", "sg-a", "sg-b")))
                        .get("eni-1")
                        .rules());
    }

    private static boolean open(List<Resource> rules, Resource... nics) {
        return PacketRules.of(rules, List.of(nics)).get("eni-1").open();
    }

    @Test
    void isOpenWhoeverLetsOutAllAndInAllThatThereAre() {
        var out = range(ports("sg-a", true, "-1", -1, -1), "cidrIpv4", "0.0.0.0/0");
        var itself = from(ports("sg-a", false, "-1", -1, -1), "sg-a");
        var own = nic("eni-1", "10.0.0.1", "sg-a");
        var like = nic("eni-2", "10.0.0.2", "sg-a");
        var other = nic("eni-3", "10.0.0.3", "sg-b");
        assertTrue(open(List.of(out), own));
        assertFalse(open(List.of(itself), own));
        assertFalse(open(List.of(out), own, like));
        assertTrue(open(List.of(out, itself), own, like));
        assertFalse(open(List.of(out, itself), own, like, other));
        assertTrue(open(List.of(out, itself, from(ports("sg-a", false, "-1", -1, -1), "sg-b")), own, like, other));
        assertFalse(open(List.of(out, itself, from(ports("sg-a", false, "tcp", 0, 65535), "sg-b")), own, other));
        assertTrue(open(
                List.of(out, range(ports("sg-a", false, "-1", -1, -1), "cidrIpv4", "10.0.0.2/31")), own, other));
        assertFalse(open(
                List.of(out, range(ports("sg-a", false, "-1", -1, -1), "cidrIpv4", "10.0.0.2/32")), own, other));
        var nobody = resource(
                "eni-4", other.with(document -> document.remove("_task")).document());
        assertTrue(open(List.of(out), own, nobody));
        var elsewhere = resource(
                "eni-5", other.with(document -> document.put("vpcId", "vpc-2")).document());
        assertTrue(open(List.of(out), own, elsewhere));
    }
}
