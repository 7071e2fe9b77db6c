package io.sockerless.simulators.aws.ec2;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.wire.AwsException;
import java.util.List;
import java.util.Map;

/** Network interfaces: those that clients make, which nothing is attached to, and those that tasks and gateways have. */
final class Interfaces {
    static final int MOST_GROUPS = 5;
    private static final String INVALID = "InvalidParameterValue";
    private static final String SELECTED = "privateIpAddress";
    private static final String ADDRESSES = "privateIpAddressesSet";
    private static final Listing LISTING =
            new Listing(Kind.NETWORK_INTERFACE, "networkInterfaceSet", "NetworkInterfaceId", """
            network-interface-id subnet-id vpc-id availability-zone availability-zone-id owner-id status description
            mac-address private-ip-address private-dns-name requester-id requester-managed source-dest-check
            interface-type group-id=groupSet.groupId group-name=groupSet.groupName
            addresses.private-ip-address=privateIpAddressesSet.privateIpAddress
            addresses.primary=privateIpAddressesSet.primary attachment.attachment-id=attachment.attachmentId
            attachment.status=attachment.status attachment.instance-owner-id=attachment.instanceOwnerId
            association.public-ip=association.publicIp association.allocation-id=association.allocationId
            association.association-id=association.associationId addresses.association.public-ip=association.publicIp
            """);

    private Interfaces() {}

    static Map<String, Action> actions() {
        return Map.of(
                "DescribeNetworkInterfaces", LISTING,
                "CreateNetworkInterface", Interfaces::create,
                "DeleteNetworkInterface", Interfaces::delete,
                "ModifyNetworkInterfaceAttribute", Interfaces::modify);
    }

    static List<String> groups(Resource nic) {
        return nic.items("groupSet").stream()
                .map(one -> one.path("groupId").asText())
                .toList();
    }

    /** Those that are named, of the VPC; without any the one that is called {@code default}. */
    static List<Resource> groups(Account account, String vpc, List<String> ids) {
        if (ids.size() > MOST_GROUPS) {
            throw new AwsException(
                    "SecurityGroupsPerInterfaceLimitExceeded",
                    "The maximum number of security groups per interface has been reached.");
        }
        if (ids.isEmpty()) {
            return account.all(Kind.SECURITY_GROUP, "vpcId", vpc).stream()
                    .filter(group -> group.text("groupName").equals("default"))
                    .toList();
        }
        return ids.stream()
                .distinct()
                .map(id -> account.find(Kind.SECURITY_GROUP, id)
                        .filter(group -> group.text("vpcId").equals(vpc))
                        .orElseThrow(() -> Kind.SECURITY_GROUP.missing(id)))
                .toList();
    }

    /** @param id empty for a new one @param address empty for any that is free */
    static Resource make(
            Account account,
            String id,
            Resource subnet,
            List<Resource> groups,
            String address,
            String description,
            Map<String, String> tags) {
        ObjectNode document = Json.MAPPER
                .createObjectNode()
                .put("subnetId", subnet.id())
                .put("vpcId", subnet.text("vpcId"))
                .put("availabilityZone", subnet.text("availabilityZone"))
                .put("availabilityZoneId", subnet.text("availabilityZoneId"))
                .put("description", description)
                .put("ownerId", account.caller().account())
                .put("requesterManaged", false)
                .put("status", "available")
                .put("sourceDestCheck", true)
                .put("interfaceType", "interface")
                .put("macAddress", mac(account));
        set(document, groups);
        document.putArray("ipv6AddressesSet");
        addressed(
                document,
                Subnets.address(account, subnet, address),
                account.caller().region());
        return account.make(
                Kind.NETWORK_INTERFACE,
                id.isEmpty() ? account.fresh(Kind.NETWORK_INTERFACE.prefix) : id,
                document,
                tags);
    }

    private static void set(ObjectNode document, List<Resource> groups) {
        ArrayNode out = document.putArray("groupSet");
        groups.forEach(group -> out.addObject().put("groupId", group.id()).put("groupName", group.text("groupName")));
    }

    static void addressed(ObjectNode document, String address, String region) {
        String name = TaskInterfaces.dnsName(address, region);
        document.put(SELECTED, address).put("privateDnsName", name);
        document.putArray(ADDRESSES)
                .addObject()
                .put("primary", true)
                .put("privateDnsName", name)
                .put(SELECTED, address);
    }

    /** A locally administered one. */
    private static String mac(Account account) {
        StringBuilder out = new StringBuilder("02");
        for (int i = 0; i < 5; i++) {
            out.append(":%02x".formatted(account.random(256)));
        }
        return out.toString();
    }

    private static ObjectNode create(Account account, Asked asked) {
        Resource subnet = account.get(Kind.SUBNET, asked.required("SubnetId"));
        String type = asked.text("InterfaceType");
        if (!type.isEmpty() && !type.equals("interface")) {
            throw new AwsException(INVALID, "Value (" + type + ") for parameter interfaceType is invalid.");
        }
        Resource made = make(
                account,
                "",
                subnet,
                groups(account, subnet.text("vpcId"), asked.texts("SecurityGroupId")),
                asked.text("PrivateIpAddress"),
                asked.text("Description"),
                asked.tags(Kind.NETWORK_INTERFACE));
        return Json.MAPPER.createObjectNode().set("networkInterface", made.shown());
    }

    static boolean inUse(Resource nic) {
        return nic.text("status").equals("in-use");
    }

    private static ObjectNode delete(Account account, Asked asked) {
        Resource nic = account.get(Kind.NETWORK_INTERFACE, asked.required("NetworkInterfaceId"));
        if (inUse(nic)) {
            throw new AwsException(INVALID, "Network interface '" + nic.id() + "' is currently in use.");
        }
        remove(account, nic);
        return Action.done();
    }

    static void remove(Account account, Resource nic) {
        Addresses.unmap(account, nic);
        account.delete(nic);
    }

    private static ObjectNode modify(Account account, Asked asked) {
        Resource nic = account.get(Kind.NETWORK_INTERFACE, asked.required("NetworkInterfaceId"));
        List<String> ids = asked.texts("SecurityGroupId");
        List<Resource> groups = groups(account, nic.text("vpcId"), ids);
        account.put(nic.with(document -> {
            if (!ids.isEmpty()) {
                set(document, groups);
            }
            if (asked.has("Description.Value")) {
                document.put("description", asked.text("Description.Value"));
            }
            asked.maybe("SourceDestCheck.Value").ifPresent(value -> document.put("sourceDestCheck", value));
        }));
        return Action.done();
    }
}
