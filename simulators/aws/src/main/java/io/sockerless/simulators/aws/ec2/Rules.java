package io.sockerless.simulators.aws.ec2;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.wire.AwsException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** Rules of security groups, each with an id of its own. */
final class Rules {
    private static final int MOST = 60;
    /** By what two rules are the same. */
    private static final List<String> ESSENTIAL =
            List.of("ipProtocol", "fromPort", "toPort", "cidrIpv4", "cidrIpv6", "referencedGroupInfo");

    private static final List<String> PEERS = List.of("cidrIpv4", "cidrIpv6", "referencedGroupInfo");

    private static final Listing LISTING = new Listing(
            Kind.SECURITY_GROUP_RULE, "securityGroupRuleSet", "SecurityGroupRuleId", "group-id security-group-rule-id");

    private Rules() {}

    static Map<String, Action> actions() {
        return Map.of(
                "DescribeSecurityGroupRules", LISTING,
                "ModifySecurityGroupRules", Rules::modify,
                "AuthorizeSecurityGroupIngress", (account, asked) -> authorize(account, asked, false),
                "AuthorizeSecurityGroupEgress", (account, asked) -> authorize(account, asked, true),
                "RevokeSecurityGroupIngress", (account, asked) -> revoke(account, asked, false),
                "RevokeSecurityGroupEgress", (account, asked) -> revoke(account, asked, true));
    }

    static List<Resource> of(Account account, Resource group) {
        return account.all(Kind.SECURITY_GROUP_RULE, "groupId", group.id());
    }

    private static List<Resource> of(Account account, Resource group, boolean egress) {
        return of(account, group).stream()
                .filter(rule -> rule.is("isEgress") == egress)
                .toList();
    }

    /** The id of the group that it refers to; empty for none. */
    static String referenced(Resource rule) {
        return rule.document().path("referencedGroupInfo").path("groupId").asText();
    }

    static Resource make(
            Account account, Resource group, boolean egress, ObjectNode permission, Map<String, String> tags) {
        String id = account.fresh(Kind.SECURITY_GROUP_RULE.prefix);
        ObjectNode document = Json.MAPPER
                .createObjectNode()
                .put("groupId", group.id())
                .put("groupOwnerId", group.account())
                .put("isEgress", egress)
                .put("securityGroupRuleArn", account.caller().arn("ec2", "security-group-rule/" + id));
        return account.make(Kind.SECURITY_GROUP_RULE, id, document.setAll(permission), tags);
    }

    private static boolean same(ObjectNode one, ObjectNode other) {
        return ESSENTIAL.stream().allMatch(field -> one.path(field).equals(other.path(field)));
    }

    private static List<ObjectNode> asked(Account account, Resource group, Asked asked) {
        List<ObjectNode> rules = Permissions.read(account, group, asked);
        if (rules.isEmpty()) {
            throw new AwsException("MissingParameter", "The request must contain the parameter ipPermissions");
        }
        return rules;
    }

    private static ObjectNode authorize(Account account, Asked asked, boolean egress) {
        Resource group = SecurityGroups.named(account, asked);
        Map<String, String> tags = asked.tags(Kind.SECURITY_GROUP_RULE);
        ObjectNode out = Action.done();
        ArrayNode made = out.putArray("securityGroupRuleSet");
        for (ObjectNode permission : asked(account, group, asked)) {
            List<Resource> before = of(account, group, egress);
            if (before.stream().anyMatch(rule -> same(rule.document(), permission))) {
                throw duplicate(permission);
            }
            if (before.size() >= MOST) {
                throw new AwsException(
                        "RulesPerSecurityGroupLimitExceeded",
                        "The maximum number of rules per security group has been reached.");
            }
            made.add(make(account, group, egress, permission, tags).shown());
        }
        return out;
    }

    /** What a rule has is replaced by what is said; its id, its direction and its kind of peer stay. */
    private static ObjectNode modify(Account account, Asked asked) {
        Resource group = account.get(Kind.SECURITY_GROUP, asked.required("GroupId"));
        List<Asked> changes = asked.structures("SecurityGroupRule");
        if (changes.isEmpty()) {
            throw new AwsException("MissingParameter", "The request must contain the parameter SecurityGroupRule");
        }
        for (Asked change : changes) {
            String id = change.required("SecurityGroupRuleId");
            Resource rule = of(account, group).stream()
                    .filter(one -> one.id().equals(id))
                    .findFirst()
                    .orElseThrow(() -> Kind.SECURITY_GROUP_RULE.missing(id));
            ObjectNode wanted = Permissions.one(account, group, change.structure("SecurityGroupRule"));
            if (PEERS.stream()
                    .anyMatch(peer -> wanted.has(peer) != rule.document().has(peer))) {
                throw new AwsException(
                        "InvalidParameterValue",
                        "The source type of security group rule " + id + " cannot be changed.");
            }
            for (Resource other : of(account, group, rule.is("isEgress"))) {
                if (!other.id().equals(id) && same(other.document(), wanted)) {
                    throw duplicate(wanted);
                }
            }
            account.put(rule.with(document -> {
                document.remove("description");
                document.setAll(wanted);
            }));
        }
        return Action.done();
    }

    private static AwsException duplicate(ObjectNode permission) {
        return new AwsException(
                "InvalidPermission.Duplicate", "the specified rule \"" + told(permission) + ", ALLOW\" already exists");
    }

    private static String told(ObjectNode rule) {
        String peer = Stream.of("cidrIpv4", "cidrIpv6")
                .map(field -> rule.path(field).asText())
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElse(rule.path("referencedGroupInfo").path("groupId").asText());
        String protocol = rule.path("ipProtocol").asText();
        if (protocol.equals("-1")) {
            return "peer: " + peer + ", ALL";
        }
        return "peer: " + peer + ", " + protocol.toUpperCase(Locale.ROOT) + ", from port: "
                + rule.path("fromPort").asText() + ", to port: "
                + rule.path("toPort").asText();
    }

    private static ObjectNode revoke(Account account, Asked asked, boolean egress) {
        Resource group = SecurityGroups.named(account, asked);
        List<Resource> before = of(account, group, egress);
        List<Resource> unwanted = new ArrayList<>();
        List<String> ids = asked.texts("SecurityGroupRuleId");
        for (String id : ids) {
            unwanted.add(before.stream()
                    .filter(rule -> rule.id().equals(id))
                    .findFirst()
                    .orElseThrow(() -> Kind.SECURITY_GROUP_RULE.missing(id)));
        }
        if (ids.isEmpty()) {
            for (ObjectNode permission : asked(account, group, asked)) {
                unwanted.add(before.stream()
                        .filter(rule -> same(rule.document(), permission))
                        .findFirst()
                        .orElseThrow(() -> new AwsException(
                                "InvalidPermission.NotFound",
                                "The specified rule does not exist in this security group.")));
            }
        }
        unwanted.forEach(account::delete);
        ObjectNode out = Action.done();
        ArrayNode revoked = out.putArray("revokedSecurityGroupRuleSet");
        for (Resource rule : unwanted) {
            ObjectNode shown = rule.document().deepCopy();
            shown.remove(List.of("groupOwnerId", "securityGroupRuleArn", "referencedGroupInfo"));
            revoked.add(referenced(rule).isEmpty() ? shown : shown.put("referencedGroupId", referenced(rule)));
        }
        return out;
    }
}
