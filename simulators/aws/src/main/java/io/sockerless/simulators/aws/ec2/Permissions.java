package io.sockerless.simulators.aws.ec2;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.wire.AwsException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Rules as clients ask for them, and as groups are described: several peers with the same protocol and ports at once. */
final class Permissions {
    private static final String INVALID = "InvalidParameterValue";
    private static final Map<String, String> NUMBERS = Map.of("6", "tcp", "17", "udp", "1", "icmp", "58", "icmpv6");

    private Permissions() {}

    /** What is asked, one rule for each peer, as rules' documents have it. */
    static List<ObjectNode> read(Account account, Resource group, Asked asked) {
        List<ObjectNode> rules = new ArrayList<>();
        asked.structures("IpPermissions").forEach(one -> rules.addAll(peers(account, group, one)));
        if (asked.has("IpProtocol") || asked.has("CidrIp")) {
            rules.add(ports(asked).put("cidrIpv4", cidr(asked.required("CidrIp"))));
        }
        String source = asked.text("SourceSecurityGroupName");
        if (!source.isEmpty()) {
            ObjectNode all =
                    Json.MAPPER.createObjectNode().put("ipProtocol", "-1").put("fromPort", -1);
            all.put("toPort", -1);
            rules.add(referring(all, SecurityGroups.named(account, "", source)));
        }
        return rules;
    }

    private static List<ObjectNode> peers(Account account, Resource group, Asked asked) {
        ObjectNode ports = ports(asked);
        List<ObjectNode> rules = new ArrayList<>();
        for (Asked range : asked.structures("IpRanges")) {
            rules.add(described(ports, range).put("cidrIpv4", cidr(range.required("CidrIp"))));
        }
        for (Asked range : asked.structures("Ipv6Ranges")) {
            rules.add(described(ports, range).put("cidrIpv6", cidr6(range.required("CidrIpv6"))));
        }
        for (Asked pair : asked.structures("Groups")) {
            String owner = pair.text("UserId");
            Resource other = SecurityGroups.named(account, pair.text("GroupId"), pair.text("GroupName"));
            if (!owner.isEmpty() && !owner.equals(other.account())) {
                throw Kind.SECURITY_GROUP.missing(other.id());
            }
            rules.add(referring(described(ports, pair), inVpc(group, other)));
        }
        for (Asked list : asked.structures("PrefixListIds")) {
            throw noList(list.required("PrefixListId"));
        }
        if (rules.isEmpty()) {
            throw new AwsException("MissingParameter", "The request must contain a source or destination of traffic");
        }
        return rules;
    }

    /** One rule with exactly one peer, as a rule is modified. */
    static ObjectNode one(Account account, Resource group, Asked asked) {
        ObjectNode rule = described(ports(asked), asked);
        String v4 = asked.text("CidrIpv4");
        String v6 = asked.text("CidrIpv6");
        String other = asked.text("ReferencedGroupId");
        String list = asked.text("PrefixListId");
        if (Stream.of(v4, v6, other, list).filter(said -> !said.isEmpty()).count() != 1) {
            throw new AwsException(
                    "InvalidParameterCombination",
                    "Exactly one of CidrIpv4, CidrIpv6, PrefixListId and ReferencedGroupId must be specified.");
        }
        if (!list.isEmpty()) {
            throw noList(list);
        }
        if (!other.isEmpty()) {
            return referring(rule, inVpc(group, account.get(Kind.SECURITY_GROUP, other)));
        }
        return v4.isEmpty() ? rule.put("cidrIpv6", cidr6(v6)) : rule.put("cidrIpv4", cidr(v4));
    }

    private static Resource inVpc(Resource group, Resource other) {
        if (!other.text("vpcId").equals(group.text("vpcId"))) {
            throw new AwsException(
                    "InvalidGroup.NotFound", "You have specified two resources that belong to different networks.");
        }
        return other;
    }

    private static AwsException noList(String id) {
        return new AwsException("InvalidPrefixListID.NotFound", "The prefix list ID '" + id + "' does not exist");
    }

    private static ObjectNode described(ObjectNode ports, Asked peer) {
        ObjectNode rule = ports.deepCopy();
        String description = peer.text("Description");
        return description.isEmpty() ? rule : rule.put("description", description);
    }

    private static ObjectNode referring(ObjectNode rule, Resource other) {
        return rule.set("referencedGroupInfo", SecurityGroups.reference(other));
    }

    private static ObjectNode ports(Asked asked) {
        String said = asked.required("IpProtocol");
        String protocol = said.equals("all") ? "-1" : NUMBERS.getOrDefault(said, said);
        if (!protocol.equals("-1")
                && !NUMBERS.containsValue(protocol)
                && !protocol.matches("\\d|\\d\\d|1\\d\\d|2[0-5]\\d")) {
            throw new AwsException(INVALID, "Invalid value '" + said + "' for IP protocol. Unknown protocol.");
        }
        int from = asked.number("FromPort").orElse(-1);
        int to = asked.number("ToPort").orElse(-1);
        boolean ported = protocol.equals("tcp") || protocol.equals("udp");
        if (ported && (!asked.has("FromPort") || !asked.has("ToPort"))) {
            throw new AwsException(
                    INVALID, "Invalid value 'Must specify both from and to ports with TCP/UDP.' for portRange.");
        }
        if (ported && (from < 0 || to > 65535 || from > to)) {
            throw new AwsException(
                    INVALID,
                    "Invalid " + protocol.toUpperCase(java.util.Locale.ROOT) + " port range (" + from + ":" + to + ")");
        }
        boolean messages = protocol.startsWith("icmp");
        if (messages && (from < -1 || from > 255 || to < -1 || to > 255)) {
            throw new AwsException(INVALID, "ICMP type or code is out of range: " + from + ":" + to);
        }
        return Json.MAPPER
                .createObjectNode()
                .put("ipProtocol", protocol)
                .put("fromPort", ported || messages ? from : -1)
                .put("toPort", ported || messages ? to : -1);
    }

    private static String cidr(String text) {
        return Cidr.parse(text)
                .orElseThrow(() -> new AwsException(INVALID, "CIDR block " + text + " is malformed"))
                .toString();
    }

    /** Kept as it is written: tasks have no addresses of version 6. */
    private static String cidr6(String text) {
        if (!text.matches("(?=[^/]*:)[0-9a-fA-F:.]{2,45}/(\\d|\\d\\d|1[01]\\d|12[0-8])")) {
            throw new AwsException(INVALID, "CIDR block " + text + " is malformed");
        }
        return text;
    }

    private static String ports(Resource rule) {
        return rule.text("ipProtocol") + " " + rule.text("fromPort") + " " + rule.text("toPort");
    }

    /** The rules of one direction, as a group is described. */
    static ArrayNode shown(List<Resource> rules, boolean egress) {
        Map<String, ObjectNode> all = new LinkedHashMap<>();
        ArrayNode out = Json.MAPPER.createArrayNode();
        rules.stream().filter(rule -> rule.is("isEgress") == egress).forEach(rule -> {
            ObjectNode permission = all.computeIfAbsent(ports(rule), _ -> empty(rule));
            ObjectNode peer = Json.MAPPER.createObjectNode();
            String list = rule.document().has("cidrIpv4")
                    ? "ipRanges"
                    : rule.document().has("cidrIpv6") ? "ipv6Ranges" : "groups";
            switch (list) {
                case "ipRanges" -> peer.put("cidrIp", rule.text("cidrIpv4"));
                case "ipv6Ranges" -> peer.put("cidrIpv6", rule.text("cidrIpv6"));
                case String _ -> peer.setAll((ObjectNode) rule.document().path("referencedGroupInfo"));
            }
            if (rule.document().has("description")) {
                peer.put("description", rule.text("description"));
            }
            ((ArrayNode) permission.path(list)).add(peer);
        });
        all.values().forEach(out::add);
        return out;
    }

    private static ObjectNode empty(Resource rule) {
        ObjectNode permission = Json.MAPPER.createObjectNode().put("ipProtocol", rule.text("ipProtocol"));
        if (!rule.text("ipProtocol").equals("-1")) {
            permission.put("fromPort", rule.document().path("fromPort").asInt());
            permission.put("toPort", rule.document().path("toPort").asInt());
        }
        for (String list : List.of("groups", "ipRanges", "ipv6Ranges", "prefixListIds")) {
            permission.putArray(list);
        }
        return permission;
    }
}
