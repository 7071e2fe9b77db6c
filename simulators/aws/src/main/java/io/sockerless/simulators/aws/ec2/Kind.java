package io.sockerless.simulators.aws.ec2;

import io.sockerless.simulators.aws.wire.AwsException;
import java.util.Optional;
import java.util.stream.Stream;

/** What resources there are, told by how their ids begin. */
enum Kind {
    VPC("vpc", "vpc", "vpcId", "InvalidVpcID.NotFound", "The vpc ID '%s' does not exist"),
    SUBNET("subnet", "subnet", "subnetId", "InvalidSubnetID.NotFound", "The subnet ID '%s' does not exist"),
    INTERNET_GATEWAY(
            "igw",
            "internet-gateway",
            "internetGatewayId",
            "InvalidInternetGatewayID.NotFound",
            "The internetGateway ID '%s' does not exist"),
    ROUTE_TABLE(
            "rtb",
            "route-table",
            "routeTableId",
            "InvalidRouteTableID.NotFound",
            "The routeTable ID '%s' does not exist"),
    SECURITY_GROUP(
            "sg", "security-group", "groupId", "InvalidGroup.NotFound", "The security group '%s' does not exist"),
    SECURITY_GROUP_RULE(
            "sgr",
            "security-group-rule",
            "securityGroupRuleId",
            "InvalidSecurityGroupRuleId.NotFound",
            "The security group rule ID '%s' does not exist"),
    NETWORK_INTERFACE(
            "eni",
            "network-interface",
            "networkInterfaceId",
            "InvalidNetworkInterfaceID.NotFound",
            "The networkInterface ID '%s' does not exist"),
    ELASTIC_IP(
            "eipalloc",
            "elastic-ip",
            "allocationId",
            "InvalidAllocationID.NotFound",
            "The allocation ID '%s' does not exist"),
    NAT_GATEWAY("nat", "natgateway", "natGatewayId", "NatGatewayNotFound", "NAT gateway %s was not found");

    final String prefix;
    final String type;
    /** The field of its id. */
    final String field;

    private final String code;
    private final String message;

    /** @param type as in tags' specifications */
    Kind(String prefix, String type, String field, String code, String message) {
        this.prefix = prefix;
        this.type = type;
        this.field = field;
        this.code = code;
        this.message = message;
    }

    static Optional<Kind> of(String id) {
        return Stream.of(values())
                .filter(kind -> id.startsWith(kind.prefix + "-"))
                .findFirst();
    }

    AwsException missing(String id) {
        return new AwsException(code, message.formatted(id));
    }
}
