package io.sockerless.simulators.aws.ec2;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.wire.AwsException;
import java.util.List;
import java.util.Map;

/** NAT gateways. Containers get out as their engine lets them, with or without one. */
final class NatGateways {
    private static final String STATE = "state";
    private static final String ADDRESSES = "natGatewayAddressSet";
    private static final Listing LISTING =
            new Listing(Kind.NAT_GATEWAY, "natGatewaySet", "NatGatewayId", "nat-gateway-id state subnet-id vpc-id");

    private NatGateways() {}

    static Map<String, Action> actions() {
        return Map.of(
                "DescribeNatGateways", LISTING,
                "CreateNatGateway", NatGateways::create,
                "DeleteNatGateway", NatGateways::delete);
    }

    /** Whether the interface is of one. */
    static boolean owns(Account account, String nic) {
        return account.all(Kind.NAT_GATEWAY, STATE, "available").stream()
                .flatMap(one -> one.items(ADDRESSES).stream())
                .anyMatch(address -> address.path("networkInterfaceId").asText().equals(nic));
    }

    private static ObjectNode create(Account account, Asked asked) {
        Resource subnet = account.get(Kind.SUBNET, asked.required("SubnetId"));
        String type = asked.text("ConnectivityType").isEmpty() ? "public" : asked.text("ConnectivityType");
        String allocation = asked.text("AllocationId");
        if (!List.of("public", "private").contains(type)) {
            throw new AwsException(
                    "InvalidParameterValue", "Value (" + type + ") for parameter connectivityType is invalid.");
        }
        if (type.equals("public") == allocation.isEmpty()) {
            throw new AwsException(
                    allocation.isEmpty() ? "MissingParameter" : "InvalidParameterCombination",
                    "A public NAT gateway needs an AllocationId, a private one has none.");
        }
        if (!allocation.isEmpty()
                && account.get(Kind.ELASTIC_IP, allocation).document().has("associationId")) {
            throw new AwsException("Resource.AlreadyAssociated", "resource " + allocation + " is already associated");
        }
        String id = account.fresh(Kind.NAT_GATEWAY.prefix);
        Resource nic = Interfaces.make(
                account,
                "",
                subnet,
                List.of(),
                asked.text("PrivateIpAddress"),
                "Interface for NAT Gateway " + id,
                Map.of());
        account.put(nic.with(document -> document.put("interfaceType", "nat_gateway")
                .put("requesterManaged", true)
                .put("sourceDestCheck", false)
                .put("status", "in-use")));
        ObjectNode document = Json.MAPPER
                .createObjectNode()
                .put("subnetId", subnet.id())
                .put("vpcId", subnet.text("vpcId"))
                .put(STATE, "available")
                .put("connectivityType", type)
                .put("createTime", account.now());
        ObjectNode address = document.putArray(ADDRESSES)
                .addObject()
                .put("networkInterfaceId", nic.id())
                .put("privateIp", nic.text("privateIpAddress"))
                .put("isPrimary", true)
                .put("status", "succeeded");
        if (!allocation.isEmpty()) {
            address.put("associationId", Addresses.map(account, allocation, nic.id()))
                    .put("allocationId", allocation)
                    .put("publicIp", account.get(Kind.ELASTIC_IP, allocation).text("publicIp"));
        }
        Resource made = account.make(Kind.NAT_GATEWAY, id, document, asked.tags(Kind.NAT_GATEWAY));
        return Json.MAPPER.createObjectNode().set("natGateway", made.shown().put(STATE, "pending"));
    }

    /** It can be described for as long as the state lives, where Amazon forgets it after an hour. */
    private static ObjectNode delete(Account account, Asked asked) {
        Resource gateway = account.get(Kind.NAT_GATEWAY, asked.required("NatGatewayId"));
        if (gateway.text(STATE).equals("available")) {
            gateway.items(ADDRESSES)
                    .forEach(address -> account.find(
                                    Kind.NETWORK_INTERFACE,
                                    address.path("networkInterfaceId").asText())
                            .ifPresent(nic -> Interfaces.remove(account, nic)));
            account.put(gateway.with(document -> document.put(STATE, "deleted").put("deleteTime", account.now())));
        }
        return Json.MAPPER.createObjectNode().put("natGatewayId", gateway.id());
    }
}
