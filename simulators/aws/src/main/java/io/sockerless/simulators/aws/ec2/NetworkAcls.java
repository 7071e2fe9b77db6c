package io.sockerless.simulators.aws.ec2;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.wire.AwsException;
import java.util.List;
import java.util.Map;

/** Each VPC has its default network ACL, which lets everything through, for all of its subnets. There are no others. */
final class NetworkAcls {
    private static final Filters FILTERS = Filters.of("""
            network-acl-id vpc-id owner-id default association.association-id=associationSet.networkAclAssociationId
            association.network-acl-id=associationSet.networkAclId association.subnet-id=associationSet.subnetId
            entry.cidr=entrySet.cidrBlock entry.protocol=entrySet.protocol entry.rule-action=entrySet.ruleAction
            entry.egress=entrySet.egress entry.rule-number=entrySet.ruleNumber
            """);
    private static final int FIRST = 100;
    private static final int LAST = 32767;

    private NetworkAcls() {}

    static Map<String, Action> actions() {
        return Map.of("DescribeNetworkAcls", NetworkAcls::describe);
    }

    private static ObjectNode describe(Account account, Asked asked) {
        List<Resource> all =
                account.all(Kind.VPC).stream().map(vpc -> of(account, vpc)).toList();
        List<String> wanted = asked.texts("NetworkAclId");
        for (String id : wanted) {
            if (all.stream().noneMatch(one -> one.id().equals(id))) {
                throw new AwsException("InvalidNetworkAclID.NotFound", "The networkAcl ID '" + id + "' does not exist");
            }
        }
        List<Resource> named = all.stream()
                .filter(one -> wanted.isEmpty() || wanted.contains(one.id()))
                .toList();
        return Listing.page("networkAclSet", FILTERS.choose(named, asked, "Filter"), Resource::shown, asked);
    }

    private static Resource of(Account account, Resource vpc) {
        String id = "acl-" + suffix(vpc);
        ObjectNode document = Json.MAPPER
                .createObjectNode()
                .put("networkAclId", id)
                .put("vpcId", vpc.id())
                .put("default", true)
                .put("ownerId", vpc.account());
        ArrayNode entries = document.putArray("entrySet");
        for (boolean egress : List.of(true, false)) {
            entry(entries, FIRST, "allow", egress);
            entry(entries, LAST, "deny", egress);
        }
        ArrayNode associations = document.putArray("associationSet");
        for (Resource subnet : account.all(Kind.SUBNET, "vpcId", vpc.id())) {
            associations
                    .addObject()
                    .put("networkAclAssociationId", "aclassoc-" + suffix(subnet))
                    .put("networkAclId", id)
                    .put("subnetId", subnet.id());
        }
        return new Resource(vpc.account(), vpc.region(), id, document, Map.of());
    }

    private static void entry(ArrayNode entries, int number, String action, boolean egress) {
        entries.addObject()
                .put("ruleNumber", number)
                .put("protocol", "-1")
                .put("ruleAction", action)
                .put("egress", egress)
                .put("cidrBlock", "0.0.0.0/0");
    }

    private static String suffix(Resource resource) {
        return resource.id().substring(resource.id().indexOf('-') + 1);
    }
}
