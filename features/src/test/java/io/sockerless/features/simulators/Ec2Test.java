package io.sockerless.features.simulators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.AttributeBooleanValue;
import software.amazon.awssdk.services.ec2.model.Subnet;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.Vpc;
import software.amazon.awssdk.services.ec2.model.VpcAttributeName;

/** VPCs and their subnets, the default ones first, and tags. */
class Ec2Test extends Ec2Scenario {
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
        refused(
                "InvalidVpc.Range",
                "The CIDR '10.0.0.0/8' is invalid.",
                () -> ec2().createVpc(request -> request.cidrBlock("10.0.0.0/8")));
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

    @Test
    void eachVpcHasADefaultNetworkAcl() {
        var vpc = vpc("10.9.0.0/16");
        var subnet = subnet(vpc, "10.9.0.0/24");
        var acl = ec2().describeNetworkAcls(
                        request -> request.filters(filter("vpc-id", vpc.vpcId()), filter("default", "true")))
                .networkAcls()
                .getFirst();
        assertTrue(acl.isDefault());
        assertEquals(subnet.subnetId(), acl.associations().getFirst().subnetId());
        assertEquals(
                List.of("true 100 allow", "true 32767 deny", "false 100 allow", "false 32767 deny"),
                acl.entries().stream()
                        .map(entry -> entry.egress() + " " + entry.ruleNumber() + " " + entry.ruleActionAsString())
                        .toList());
        assertEquals(
                List.of(acl),
                ec2().describeNetworkAcls(request -> request.networkAclIds(acl.networkAclId()))
                        .networkAcls());
        ec2().deleteSubnet(request -> request.subnetId(subnet.subnetId()));
        ec2().deleteVpc(request -> request.vpcId(vpc.vpcId()));
        refused(
                "InvalidNetworkAclID.NotFound",
                "The networkAcl ID '" + acl.networkAclId() + "' does not exist",
                () -> ec2().describeNetworkAcls(request -> request.networkAclIds(acl.networkAclId())));
    }
}
