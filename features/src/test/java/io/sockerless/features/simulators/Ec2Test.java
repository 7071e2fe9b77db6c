package io.sockerless.features.simulators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.AttributeBooleanValue;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.IpRange;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Subnet;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;
import software.amazon.awssdk.services.ec2.model.UserIdGroupPair;
import software.amazon.awssdk.services.ec2.model.Vpc;
import software.amazon.awssdk.services.ec2.model.VpcAttributeName;

/** Networks of EC2 through Amazon's own client. */
class Ec2Test {
    @TempDir
    static Path place;

    private static SimulatorProcess simulator;
    private static AwsClients aws;

    private final String nonce = UUID.randomUUID().toString();

    @BeforeAll
    static void start() throws IOException {
        simulator = SimulatorProcess.start(place, "unix:///nowhere/docker.sock");
        aws = simulator.clients();
    }

    @AfterAll
    static void stop() throws IOException {
        aws.close();
        simulator.close();
    }

    private static Ec2Client ec2() {
        return aws.ec2();
    }

    private static void refused(String code, String message, Executable call) {
        var told = assertThrows(Ec2Exception.class, call);
        assertEquals(code, told.awsErrorDetails().errorCode(), told::toString);
        assertEquals(message, told.awsErrorDetails().errorMessage());
        assertFalse(told.requestId().isEmpty());
    }

    private static Filter filter(String name, String... values) {
        return Filter.builder().name(name).values(values).build();
    }

    private static TagSpecification tags(ResourceType type, String key, String value) {
        return TagSpecification.builder()
                .resourceType(type)
                .tags(Tag.builder().key(key).value(value).build())
                .build();
    }

    private static IpPermission tcp(int from, int to, String cidr) {
        return IpPermission.builder()
                .ipProtocol("tcp")
                .fromPort(from)
                .toPort(to)
                .ipRanges(IpRange.builder().cidrIp(cidr).build())
                .build();
    }

    private Vpc vpc(String cidr) {
        return ec2().createVpc(
                        request -> request.cidrBlock(cidr).tagSpecifications(tags(ResourceType.VPC, "nonce", nonce)))
                .vpc();
    }

    private static Subnet subnet(Vpc vpc, String cidr) {
        return ec2().createSubnet(request -> request.vpcId(vpc.vpcId()).cidrBlock(cidr))
                .subnet();
    }

    @Test
    void eachAccountHasADefaultVpcFromTheStart() throws Exception {
        var vpc = ec2().describeVpcs(request -> request.filters(filter("is-default", "true")))
                .vpcs()
                .getFirst();
        assertEquals("172.31.0.0/16", vpc.cidrBlock());
        var subnets = ec2().describeSubnets(
                        request -> request.filters(filter("vpc-id", vpc.vpcId()), filter("default-for-az", "true")))
                .subnets();
        assertEquals(3, subnets.size());
        var zones = ec2().describeAvailabilityZones().availabilityZones();
        assertEquals(
                zones.stream().map(zone -> zone.zoneName()).sorted().toList(),
                subnets.stream().map(Subnet::availabilityZone).sorted().toList());
        assertTrue(
                subnets.stream().allMatch(one -> one.mapPublicIpOnLaunch() && one.availableIpAddressCount() == 4091));
        var group = ec2().describeSecurityGroups(request -> request.groupNames("default"))
                .securityGroups()
                .getFirst();
        assertEquals(vpc.vpcId(), group.vpcId());
        assertEquals(
                group.groupId(),
                group.ipPermissions().getFirst().userIdGroupPairs().getFirst().groupId());
        assertEquals(
                "0.0.0.0/0",
                group.ipPermissionsEgress().getFirst().ipRanges().getFirst().cidrIp());
        var gateway = ec2().describeInternetGateways(
                        request -> request.filters(filter("attachment.vpc-id", vpc.vpcId())))
                .internetGateways()
                .getFirst()
                .internetGatewayId();
        var table = ec2().describeRouteTables(request -> request.filters(filter("vpc-id", vpc.vpcId())))
                .routeTables()
                .getFirst();
        assertEquals(
                List.of("local", gateway),
                table.routes().stream().map(route -> route.gatewayId()).toList());
        assertTrue(table.associations().getFirst().main());
        try (var other = AwsClients.of(simulator.uri(), "123456789012", "secret")) {
            var theirs = other.ec2().describeVpcs().vpcs().getFirst();
            assertNotEquals(vpc.vpcId(), theirs.vpcId());
            assertEquals("123456789012", theirs.ownerId());
            refused(
                    "InvalidVpcID.NotFound",
                    "The vpc ID '" + vpc.vpcId() + "' does not exist",
                    () -> other.ec2().describeVpcs(request -> request.vpcIds(vpc.vpcId())));
        }
        assertTrue(ec2().describeRegions().regions().stream()
                .anyMatch(region -> region.regionName().equals("eu-central-1")));
        assertEquals(
                vpc.vpcId(),
                ec2().describeAccountAttributes(request -> request.attributeNamesWithStrings("default-vpc"))
                        .accountAttributes()
                        .getFirst()
                        .attributeValues()
                        .getFirst()
                        .attributeValue());
        refused(
                "DefaultVpcAlreadyExists",
                "A Default VPC already exists for this account in this region.",
                () -> ec2().createDefaultVpc(request -> {}));
    }

    @Test
    void rangesOfVpcsAndSubnetsFitTogether() {
        refused("InvalidVpc.Range", "The CIDR '10.0.0.0/8' is invalid.", () -> vpc("10.0.0.0/8"));
        refused(
                "InvalidParameterValue",
                "Value (10.0.0.0/x) for parameter cidrBlock is invalid. This is not a valid CIDR block.",
                () -> vpc("10.0.0.0/x"));
        var vpc = vpc("10.7.0.0/16");
        var first = subnet(vpc, "10.7.0.0/24");
        assertEquals(251, first.availableIpAddressCount());
        assertEquals("eu-central-1a", first.availabilityZone());
        assertEquals("euc1-az1", first.availabilityZoneId());
        refused(
                "InvalidSubnet.Conflict",
                "The CIDR '10.7.0.128/25' conflicts with another subnet",
                () -> subnet(vpc, "10.7.0.128/25"));
        refused("InvalidSubnet.Range", "The CIDR '10.8.0.0/24' is invalid.", () -> subnet(vpc, "10.8.0.0/24"));
        refused("InvalidSubnet.Range", "The CIDR '10.7.1.0/29' is invalid.", () -> subnet(vpc, "10.7.1.0/29"));
        refused(
                "InvalidParameterValue",
                "Value (mars-1a) for parameter availabilityZone is invalid. Subnets can currently only be created in the"
                        + " following availability zones: eu-central-1a, eu-central-1b, eu-central-1c.",
                () -> ec2().createSubnet(request ->
                        request.vpcId(vpc.vpcId()).cidrBlock("10.7.1.0/24").availabilityZone("mars-1a")));
        refused(
                "DependencyViolation",
                "The vpc '" + vpc.vpcId() + "' has dependencies and cannot be deleted.",
                () -> ec2().deleteVpc(request -> request.vpcId(vpc.vpcId())));
        refused(
                "DryRunOperation",
                "Request would have succeeded, but DryRun flag is set.",
                () -> ec2().deleteSubnet(
                                request -> request.subnetId(first.subnetId()).dryRun(true)));
        refused(
                "UnknownParameter",
                "The parameter Ipv6Native is not recognized",
                () -> ec2().createSubnet(request ->
                        request.vpcId(vpc.vpcId()).cidrBlock("10.7.9.0/24").ipv6Native(true)));
        ec2().modifySubnetAttribute(request -> request.subnetId(first.subnetId())
                .mapPublicIpOnLaunch(AttributeBooleanValue.builder().value(true).build()));
        assertTrue(ec2().describeSubnets(request -> request.subnetIds(first.subnetId()))
                .subnets()
                .getFirst()
                .mapPublicIpOnLaunch());
        ec2().modifyVpcAttribute(request -> request.vpcId(vpc.vpcId())
                .enableDnsHostnames(AttributeBooleanValue.builder().value(true).build()));
        assertTrue(ec2().describeVpcAttribute(
                        request -> request.vpcId(vpc.vpcId()).attribute(VpcAttributeName.ENABLE_DNS_HOSTNAMES))
                .enableDnsHostnames()
                .value());
        ec2().deleteSubnet(request -> request.subnetId(first.subnetId()));
        ec2().deleteVpc(request -> request.vpcId(vpc.vpcId()));
        refused(
                "InvalidVpcID.NotFound",
                "The vpc ID '" + vpc.vpcId() + "' does not exist",
                () -> ec2().describeVpcs(request -> request.vpcIds(vpc.vpcId())));
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
        simulator.kill();
        start();
        ec2().revokeSecurityGroupIngress(request ->
                request.groupId(web).securityGroupRuleIds(made.getFirst().securityGroupRuleId()));
        assertEquals(
                List.of(443),
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

    private static String group(Vpc vpc, String name) {
        return ec2().createSecurityGroup(
                        request -> request.vpcId(vpc.vpcId()).groupName(name).description("of a test"))
                .groupId();
    }

    private static software.amazon.awssdk.services.ec2.model.SecurityGroup described(String group) {
        return ec2().describeSecurityGroups(request -> request.groupIds(group))
                .securityGroups()
                .getFirst();
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

    private static void route(String table, String gateway) {
        ec2().createRoute(request ->
                request.routeTableId(table).destinationCidrBlock("0.0.0.0/0").gatewayId(gateway));
    }

    @Test
    void tagsFiltersAndPages() {
        var vpc = vpc("10.13.0.0/16");
        for (var i = 0; i < 6; i++) {
            subnet(vpc, "10.13." + i + ".0/24");
        }
        var pages =
                ec2().describeSubnetsPaginator(request -> request.maxResults(5).filters(filter("vpc-id", vpc.vpcId())));
        assertEquals(
                List.of(5, 1), pages.stream().map(page -> page.subnets().size()).toList());
        refused(
                "InvalidParameterValue",
                "Value ( 1 ) for parameter maxResults is invalid. Expecting a value greater than or equal to 5.",
                () -> ec2().describeSubnets(request -> request.maxResults(1)));
        refused(
                "InvalidParameterValue",
                "The filter 'colour' is invalid",
                () -> ec2().describeSubnets(request -> request.filters(filter("colour", "red"))));
        ec2().createTags(request -> request.resources(vpc.vpcId())
                .tags(Tag.builder().key("Name").value("n-" + nonce).build()));
        for (var filter :
                List.of(filter("tag:Name", "n-" + nonce.substring(0, 30) + "*"), filter("tag:nonce", "other", nonce))) {
            assertEquals(
                    List.of(vpc.vpcId()),
                    ec2().describeVpcs(request -> request.filters(filter)).vpcs().stream()
                            .map(Vpc::vpcId)
                            .toList());
        }
        var told = ec2().describeTags(request -> request.filters(filter("resource-id", vpc.vpcId())))
                .tags();
        assertEquals(
                List.of("Name=n-" + nonce + " vpc", "nonce=" + nonce + " vpc"),
                told.stream()
                        .map(tag -> tag.key() + "=" + tag.value() + " " + tag.resourceTypeAsString())
                        .toList());
        ec2().deleteTags(request ->
                request.resources(vpc.vpcId()).tags(Tag.builder().key("nonce").build()));
        assertEquals(
                List.of(),
                ec2().describeVpcs(request -> request.filters(filter("tag:nonce", nonce)))
                        .vpcs());
        refused(
                "InvalidParameterValue",
                "Tag keys starting with 'aws:' are reserved for internal use",
                () -> ec2().createTags(request -> request.resources(vpc.vpcId())
                        .tags(Tag.builder().key("aws:x").value("y").build())));
    }
}
