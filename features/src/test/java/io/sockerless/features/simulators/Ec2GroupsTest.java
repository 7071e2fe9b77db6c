package io.sockerless.features.simulators;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashSet;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.IpRange;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRuleRequest;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRuleUpdate;
import software.amazon.awssdk.services.ec2.model.UserIdGroupPair;
import software.amazon.awssdk.services.ec2.model.Vpc;

/** Security groups, gateways, routes, interfaces and addresses. */
class Ec2GroupsTest extends Ec2Scenario {
    private static IpPermission tcp(int from, int to, String cidr) {
        return IpPermission.builder()
                .ipProtocol("tcp")
                .fromPort(from)
                .toPort(to)
                .ipRanges(IpRange.builder().cidrIp(cidr).build())
                .build();
    }

    private String group(Vpc vpc, String name) {
        return ec2().createSecurityGroup(
                        request -> request.vpcId(vpc.vpcId()).groupName(name).description("of a test"))
                .groupId();
    }

    private software.amazon.awssdk.services.ec2.model.SecurityGroup described(String group) {
        return ec2().describeSecurityGroups(request -> request.groupIds(group))
                .securityGroups()
                .getFirst();
    }

    private void modify(String group, String rule, UnaryOperator<SecurityGroupRuleRequest.Builder> to) {
        var update = SecurityGroupRuleUpdate.builder()
                .securityGroupRuleId(rule)
                .securityGroupRule(to.apply(SecurityGroupRuleRequest.builder().ipProtocol("tcp"))
                        .build())
                .build();
        ec2().modifySecurityGroupRules(request -> request.groupId(group).securityGroupRules(update));
    }

    private void route(String table, String gateway) {
        ec2().createRoute(request ->
                request.routeTableId(table).destinationCidrBlock("0.0.0.0/0").gatewayId(gateway));
    }

    @Test
    void securityGroupsHaveRules() throws Exception {
        var vpc = vpc("10.9.0.0/16");
        var web = group(vpc, "web");
        var data = group(vpc, "data");
        refused(
                "InvalidGroup.Duplicate",
                "The security group 'web' already exists for VPC '" + vpc.vpcId() + "'",
                () -> group(vpc, "web"));
        var made = ec2().authorizeSecurityGroupIngress(request ->
                        request.groupId(web).ipPermissions(tcp(80, 80, "10.9.0.77/24"), tcp(443, 443, "0.0.0.0/0")))
                .securityGroupRules();
        assertEquals(2, made.size());
        assertEquals("10.9.0.0/24", made.getFirst().cidrIpv4());
        refused(
                "InvalidPermission.Duplicate",
                "the specified rule \"peer: 10.9.0.0/24, TCP, from port: 80, to port: 80, ALLOW\" already exists",
                () -> ec2().authorizeSecurityGroupIngress(
                                request -> request.groupId(web).ipPermissions(tcp(80, 80, "10.9.0.0/24"))));
        ec2().authorizeSecurityGroupIngress(request -> request.groupId(data)
                .ipPermissions(IpPermission.builder()
                        .ipProtocol("tcp")
                        .fromPort(5432)
                        .toPort(5432)
                        .userIdGroupPairs(UserIdGroupPair.builder()
                                .groupId(web)
                                .description(nonce)
                                .build())
                        .build()));
        var pair = described(data).ipPermissions().getFirst().userIdGroupPairs().getFirst();
        assertEquals(List.of(web, nonce, "000000000000"), List.of(pair.groupId(), pair.description(), pair.userId()));
        refused(
                "DependencyViolation",
                "resource " + web + " has a dependent object",
                () -> ec2().deleteSecurityGroup(request -> request.groupId(web)));
        refused(
                "InvalidPermission.NotFound",
                "The specified rule does not exist in this security group.",
                () -> ec2().revokeSecurityGroupIngress(
                                request -> request.groupId(web).ipPermissions(tcp(81, 81, "10.9.0.0/24"))));
        refused(
                "InvalidParameterValue",
                "CIDR block 10.9.0.300/24 is malformed",
                () -> ec2().authorizeSecurityGroupIngress(
                                request -> request.groupId(web).ipPermissions(tcp(81, 81, "10.9.0.300/24"))));
        refused(
                "InvalidParameterValue",
                "Invalid TCP port range (90:80)",
                () -> ec2().authorizeSecurityGroupIngress(
                                request -> request.groupId(web).ipPermissions(tcp(90, 80, "10.9.0.0/24"))));
        ec2().authorizeSecurityGroupEgress(request -> request.groupId(web).ipPermissions(tcp(25, 25, "10.9.1.0/24")));
        ec2().revokeSecurityGroupEgress(request -> request.groupId(web).ipPermissions(tcp(25, 25, "10.9.1.0/24")));
        var second = made.getLast().securityGroupRuleId();
        modify(
                web,
                second,
                rule -> rule.fromPort(8443).toPort(8443).cidrIpv4("10.9.2.0/24").description(nonce));
        refused(
                "InvalidPermission.Duplicate",
                "the specified rule \"peer: 10.9.0.0/24, TCP, from port: 80, to port: 80, ALLOW\" already exists",
                () -> modify(web, second, rule -> rule.fromPort(80).toPort(80).cidrIpv4("10.9.0.0/24")));
        refused(
                "InvalidSecurityGroupRuleId.NotFound",
                "The security group rule ID '" + second + "' does not exist",
                () -> modify(data, second, rule -> rule.fromPort(80).toPort(80).cidrIpv4("10.9.0.0/24")));
        refused(
                "InvalidParameterValue",
                "The source type of security group rule " + second + " cannot be changed.",
                () -> modify(web, second, rule -> rule.fromPort(80).toPort(80).referencedGroupId(data)));
        restart();
        var modified = described(web).ipPermissions().stream()
                .filter(one -> one.fromPort() == 8443)
                .findFirst()
                .orElseThrow();
        assertEquals(
                List.of("10.9.2.0/24", nonce),
                List.of(
                        modified.ipRanges().getFirst().cidrIp(),
                        modified.ipRanges().getFirst().description()));
        ec2().revokeSecurityGroupIngress(request ->
                request.groupId(web).securityGroupRuleIds(made.getFirst().securityGroupRuleId()));
        assertEquals(
                List.of(8443),
                described(web).ipPermissions().stream()
                        .map(IpPermission::fromPort)
                        .toList());
        assertEquals(
                new HashSet<>(List.of(true, false)),
                new HashSet<>(ec2()
                        .describeSecurityGroupRules(request -> request.filters(filter("group-id", web)))
                        .securityGroupRules()
                        .stream()
                        .map(rule -> rule.isEgress())
                        .toList()));
        ec2().deleteSecurityGroup(request -> request.groupId(data));
        ec2().deleteSecurityGroup(request -> request.groupId(web));
        refused("InvalidGroup.NotFound", "The security group '" + web + "' does not exist", () -> described(web));
    }

    @Test
    void gatewaysRoutesInterfacesAndAddresses() {
        var vpc = vpc("10.11.0.0/16");
        var subnet = subnet(vpc, "10.11.3.0/24").subnetId();
        var gateway = ec2().createInternetGateway().internetGateway().internetGatewayId();
        var table = ec2().createRouteTable(request -> request.vpcId(vpc.vpcId()))
                .routeTable()
                .routeTableId();
        refused(
                "InvalidParameterValue",
                "route table " + table + " and network gateway " + gateway + " belong to different networks",
                () -> route(table, gateway));
        ec2().attachInternetGateway(request -> request.vpcId(vpc.vpcId()).internetGatewayId(gateway));
        route(table, gateway);
        refused("RouteAlreadyExists", "The route identified by 0.0.0.0/0 already exists.", () -> route(table, gateway));
        var association = ec2().associateRouteTable(
                        request -> request.routeTableId(table).subnetId(subnet))
                .associationId();
        refused(
                "DependencyViolation",
                "The routeTable '" + table + "' has dependencies and cannot be deleted.",
                () -> ec2().deleteRouteTable(request -> request.routeTableId(table)));
        var nic = ec2().createNetworkInterface(
                        request -> request.subnetId(subnet).privateIpAddress("10.11.3.99"))
                .networkInterface();
        assertEquals("ip-10-11-3-99.eu-central-1.compute.internal", nic.privateDnsName());
        refused(
                "InvalidIPAddress.InUse",
                "Address 10.11.3.99 is in use.",
                () -> ec2().createNetworkInterface(
                                request -> request.subnetId(subnet).privateIpAddress("10.11.3.99")));
        var address = ec2().allocateAddress(request -> {});
        ec2().associateAddress(request ->
                request.allocationId(address.allocationId()).networkInterfaceId(nic.networkInterfaceId()));
        assertEquals(
                nic.networkInterfaceId(),
                ec2().describeAddresses(request -> request.filters(filter("public-ip", address.publicIp())))
                        .addresses()
                        .getFirst()
                        .networkInterfaceId());
        refused(
                "InvalidIPAddress.InUse",
                "Address " + address.publicIp() + " is in use.",
                () -> ec2().releaseAddress(request -> request.allocationId(address.allocationId())));
        assertEquals(
                address.publicIp(),
                ec2().describeNetworkInterfaces(
                                request -> request.filters(filter("addresses.private-ip-address", "10.11.3.9?")))
                        .networkInterfaces()
                        .getFirst()
                        .association()
                        .publicIp());
        var group = group(vpc, "own");
        ec2().modifyNetworkInterfaceAttribute(request ->
                request.networkInterfaceId(nic.networkInterfaceId()).groups(group));
        refused(
                "DependencyViolation",
                "resource " + group + " has a dependent object",
                () -> ec2().deleteSecurityGroup(request -> request.groupId(group)));
        ec2().disassociateAddress(request ->
                request.associationId(ec2().describeAddresses(one -> one.allocationIds(address.allocationId()))
                        .addresses()
                        .getFirst()
                        .associationId()));
        ec2().deleteNetworkInterface(request -> request.networkInterfaceId(nic.networkInterfaceId()));
        ec2().deleteSecurityGroup(request -> request.groupId(group));
        var nat = ec2().createNatGateway(request -> request.subnetId(subnet).allocationId(address.allocationId()))
                .natGateway()
                .natGatewayId();
        ec2().replaceRoute(request ->
                request.routeTableId(table).destinationCidrBlock("0.0.0.0/0").natGatewayId(nat));
        assertEquals(
                nat,
                ec2().describeRouteTables(request -> request.filters(filter("route.nat-gateway-id", nat)))
                        .routeTables()
                        .getFirst()
                        .routes()
                        .getLast()
                        .natGatewayId());
        refused(
                "DependencyViolation",
                "The subnet '" + subnet + "' has dependencies and cannot be deleted.",
                () -> ec2().deleteSubnet(request -> request.subnetId(subnet)));
        ec2().deleteNatGateway(request -> request.natGatewayId(nat));
        assertEquals(
                "deleted",
                ec2().describeNatGateways(request -> request.natGatewayIds(nat))
                        .natGateways()
                        .getFirst()
                        .stateAsString());
        ec2().releaseAddress(request -> request.allocationId(address.allocationId()));
        ec2().deleteRoute(request -> request.routeTableId(table).destinationCidrBlock("0.0.0.0/0"));
        var second = ec2().createRouteTable(request -> request.vpcId(vpc.vpcId()))
                .routeTable()
                .routeTableId();
        var moved = ec2().replaceRouteTableAssociation(
                        request -> request.associationId(association).routeTableId(second))
                .newAssociationId();
        refused(
                "InvalidAssociationID.NotFound",
                "The association ID '" + association + "' does not exist",
                () -> ec2().disassociateRouteTable(request -> request.associationId(association)));
        ec2().disassociateRouteTable(request -> request.associationId(moved));
        ec2().deleteRouteTable(request -> request.routeTableId(second));
        ec2().deleteRouteTable(request -> request.routeTableId(table));
        ec2().detachInternetGateway(request -> request.vpcId(vpc.vpcId()).internetGatewayId(gateway));
        ec2().deleteInternetGateway(request -> request.internetGatewayId(gateway));
        ec2().deleteSubnet(request -> request.subnetId(subnet));
        ec2().deleteVpc(request -> request.vpcId(vpc.vpcId()));
    }
}
