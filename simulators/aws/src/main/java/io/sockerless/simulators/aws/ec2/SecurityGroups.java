package io.sockerless.simulators.aws.ec2;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.wire.AwsException;
import java.util.List;
import java.util.Map;

/** Security groups; their rules are resources of their own. */
final class SecurityGroups {
    private static final String INVALID = "InvalidParameterValue";
    private static final String DEFAULT = "default";
    private static final Filters FILTERS = Filters.of("""
            group-id group-name vpc-id owner-id description=groupDescription
            ip-permission.cidr=ipPermissions.ipRanges.cidrIp ip-permission.ipv6-cidr=ipPermissions.ipv6Ranges.cidrIpv6
            ip-permission.from-port=ipPermissions.fromPort ip-permission.to-port=ipPermissions.toPort
            ip-permission.protocol=ipPermissions.ipProtocol ip-permission.group-id=ipPermissions.groups.groupId
            ip-permission.user-id=ipPermissions.groups.userId
            egress.ip-permission.cidr=ipPermissionsEgress.ipRanges.cidrIp
            egress.ip-permission.ipv6-cidr=ipPermissionsEgress.ipv6Ranges.cidrIpv6
            egress.ip-permission.from-port=ipPermissionsEgress.fromPort
            egress.ip-permission.to-port=ipPermissionsEgress.toPort
            egress.ip-permission.protocol=ipPermissionsEgress.ipProtocol
            egress.ip-permission.group-id=ipPermissionsEgress.groups.groupId
            egress.ip-permission.user-id=ipPermissionsEgress.groups.userId
            """);
    private static final Listing LISTING =
            new Listing(Kind.SECURITY_GROUP, "securityGroupInfo", "GroupId", FILTERS, SecurityGroups::whole);

    private SecurityGroups() {}

    static Map<String, Action> actions() {
        return Map.of(
                "DescribeSecurityGroups", SecurityGroups::describe,
                "CreateSecurityGroup", SecurityGroups::create,
                "DeleteSecurityGroup", SecurityGroups::delete);
    }

    private static Resource whole(Account account, Resource group) {
        List<Resource> rules = Rules.of(account, group);
        return group.with(document -> {
            document.set("ipPermissions", Permissions.shown(rules, false));
            document.set("ipPermissionsEgress", Permissions.shown(rules, true));
        });
    }

    static Resource make(Account account, Resource vpc, String name, String description, Map<String, String> tags) {
        String id = account.fresh(Kind.SECURITY_GROUP.prefix);
        ObjectNode document = Json.MAPPER
                .createObjectNode()
                .put("groupName", name)
                .put("groupDescription", description)
                .put("vpcId", vpc.id())
                .put("ownerId", account.caller().account())
                .put("securityGroupArn", account.caller().arn("ec2", "security-group/" + id));
        Resource group = account.make(Kind.SECURITY_GROUP, id, document, tags);
        ObjectNode anything =
                Json.MAPPER.createObjectNode().put("ipProtocol", "-1").put("fromPort", -1);
        anything.put("toPort", -1);
        Rules.make(account, group, true, anything.deepCopy().put("cidrIpv4", "0.0.0.0/0"), Map.of());
        if (name.equals(DEFAULT)) {
            anything.set("referencedGroupInfo", reference(group));
            Rules.make(account, group, false, anything, Map.of());
        }
        return group;
    }

    static ObjectNode reference(Resource group) {
        return Json.MAPPER.createObjectNode().put("groupId", group.id()).put("userId", group.account());
    }

    private static Resource defaultVpc(Account account) {
        return account.all(Kind.VPC).stream()
                .filter(vpc -> vpc.is("isDefault"))
                .findFirst()
                .orElseThrow(() -> new AwsException("VPCIdNotSpecified", "No default VPC for this user"));
    }

    /** By name it is one of the default VPC's. */
    static Resource named(Account account, String id, String name) {
        if (!id.isEmpty()) {
            return account.get(Kind.SECURITY_GROUP, id);
        }
        if (name.isEmpty()) {
            throw new AwsException("MissingParameter", "The request must contain the parameter groupName or groupId");
        }
        String vpc = defaultVpc(account).id();
        return account.all(Kind.SECURITY_GROUP, "vpcId", vpc).stream()
                .filter(group -> group.text("groupName").equals(name))
                .findFirst()
                .orElseThrow(() -> new AwsException(
                        "InvalidGroup.NotFound",
                        "The security group '" + name + "' does not exist in default VPC '" + vpc + "'"));
    }

    static Resource named(Account account, Asked asked) {
        return named(account, asked.text("GroupId"), asked.text("GroupName"));
    }

    private static ObjectNode describe(Account account, Asked asked) {
        List<String> names = asked.texts("GroupName");
        if (names.isEmpty()) {
            return LISTING.apply(account, asked);
        }
        List<Resource> found = names.stream()
                .map(name -> whole(account, named(account, "", name)))
                .toList();
        return Listing.page(LISTING.set(), FILTERS.choose(found, asked, "Filter"), Resource::shown, asked);
    }

    private static void check(String what, String said) {
        if (!said.matches("[a-zA-Z0-9. _:/()#,@\\[\\]+=&;{}!$*-]{1,255}")) {
            throw new AwsException(
                    INVALID,
                    "Invalid security group " + what + ". Valid " + what + "s are strings less than 256 characters from"
                            + " the following set:  a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*");
        }
    }

    private static ObjectNode create(Account account, Asked asked) {
        String name = asked.required("GroupName");
        String description = asked.required("GroupDescription");
        String id = asked.text("VpcId");
        Resource vpc = id.isEmpty() ? defaultVpc(account) : account.get(Kind.VPC, id);
        check("description", description);
        check("name", name);
        if (name.equals(DEFAULT)) {
            throw new AwsException(INVALID, "Cannot use reserved security group name: default");
        }
        if (name.startsWith("sg-")) {
            throw new AwsException(INVALID, "Invalid security group name. Group names may not be in the format sg-*.");
        }
        if (account.all(Kind.SECURITY_GROUP, "vpcId", vpc.id()).stream()
                .anyMatch(group -> group.text("groupName").equals(name))) {
            throw new AwsException(
                    "InvalidGroup.Duplicate",
                    "The security group '" + name + "' already exists for VPC '" + vpc.id() + "'");
        }
        Resource made = make(account, vpc, name, description, asked.tags(Kind.SECURITY_GROUP));
        ObjectNode out = Json.MAPPER
                .createObjectNode()
                .put("groupId", made.id())
                .put("securityGroupArn", made.text("securityGroupArn"));
        return out.set("tagSet", made.tagSet());
    }

    static void delete(Account account, Resource group) {
        Rules.of(account, group).forEach(account::delete);
        account.delete(group);
    }

    private static ObjectNode delete(Account account, Asked asked) {
        Resource group = named(account, asked);
        if (group.text("groupName").equals(DEFAULT)) {
            throw new AwsException(
                    "CannotDelete",
                    "the specified group: \"" + group.id() + "\" name: \"default\" cannot be deleted by a user");
        }
        boolean referred = account.all(Kind.SECURITY_GROUP_RULE).stream()
                .anyMatch(rule -> !rule.text("groupId").equals(group.id())
                        && Rules.referenced(rule).equals(group.id()));
        boolean used = account.all(Kind.NETWORK_INTERFACE).stream()
                .anyMatch(one -> Interfaces.groups(one).contains(group.id()));
        if (referred || used) {
            throw new AwsException("DependencyViolation", "resource " + group.id() + " has a dependent object");
        }
        delete(account, group);
        return Action.done().put("groupId", group.id());
    }
}
