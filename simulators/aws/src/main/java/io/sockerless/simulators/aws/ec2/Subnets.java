package io.sockerless.simulators.aws.ec2;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.ec2.Places.Zone;
import io.sockerless.simulators.aws.wire.AwsException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Subnets, and which of their addresses are free. */
final class Subnets {
    /** The first ones and the last one are Amazon's. */
    private static final int RESERVED = 4;

    private static final String INVALID = "InvalidParameterValue";
    private static final Listing LISTING =
            new Listing(Kind.SUBNET, "subnetSet", "SubnetId", Filters.of("""
            subnet-id vpc-id vpcId=vpcId cidr=cidrBlock cidr-block cidrBlock=cidrBlock owner-id state subnet-arn
            availability-zone availabilityZone=availabilityZone availability-zone-id
            default-for-az defaultForAz=defaultForAz map-public-ip-on-launch available-ip-address-count
            """), Subnets::whole);

    private Subnets() {}

    static Map<String, Action> actions() {
        return Map.of(
                "DescribeSubnets", LISTING,
                "CreateSubnet", Subnets::create,
                "DeleteSubnet", Subnets::delete,
                "ModifySubnetAttribute", Subnets::modify);
    }

    private static Resource whole(Account account, Resource subnet) {
        return subnet.with(document -> document.put("availableIpAddressCount", free(account, subnet)));
    }

    static Resource make(
            Account account, Resource vpc, Zone zone, Cidr cidr, boolean isDefault, Map<String, String> tags) {
        String id = account.fresh(Kind.SUBNET.prefix);
        ObjectNode document = Json.MAPPER
                .createObjectNode()
                .put("subnetArn", account.caller().arn("ec2", "subnet/" + id))
                .put("ownerId", account.caller().account())
                .put("vpcId", vpc.id())
                .put("state", "available")
                .put("cidrBlock", cidr.toString())
                .put("availabilityZone", zone.name())
                .put("availabilityZoneId", zone.id())
                .put("defaultForAz", isDefault)
                .put("mapPublicIpOnLaunch", isDefault)
                .put("mapCustomerOwnedIpOnLaunch", false)
                .put("assignIpv6AddressOnCreation", false)
                .put("enableDns64", false)
                .put("ipv6Native", false);
        document.putArray("ipv6CidrBlockAssociationSet");
        document.putObject("privateDnsNameOptionsOnLaunch")
                .put("hostnameType", "ip-name")
                .put("enableResourceNameDnsARecord", false)
                .put("enableResourceNameDnsAAAARecord", false);
        return account.make(Kind.SUBNET, id, document, tags);
    }

    static Cidr cidr(Resource subnet) {
        return Cidr.parse(subnet.text("cidrBlock")).orElseThrow();
    }

    private static ObjectNode create(Account account, Asked asked) {
        Resource vpc = account.get(Kind.VPC, asked.required("VpcId"));
        Cidr cidr = Vpcs.cidr(asked.required("CidrBlock"));
        if (!Vpcs.sized(cidr) || !cidr(vpc).has(cidr)) {
            throw new AwsException("InvalidSubnet.Range", "The CIDR '" + cidr + "' is invalid.");
        }
        if (account.all(Kind.SUBNET, "vpcId", vpc.id()).stream()
                .anyMatch(other -> cidr(other).overlaps(cidr))) {
            throw new AwsException("InvalidSubnet.Conflict", "The CIDR '" + cidr + "' conflicts with another subnet");
        }
        Resource made = make(account, vpc, zone(account, asked), cidr, false, asked.tags(Kind.SUBNET));
        return Json.MAPPER.createObjectNode().set("subnet", whole(account, made).shown());
    }

    /** The first one when none is asked for. */
    private static Zone zone(Account account, Asked asked) {
        List<Zone> zones = Places.zones(account.caller().region());
        String name = asked.text("AvailabilityZone");
        String id = asked.text("AvailabilityZoneId");
        return zones.stream()
                .filter(zone -> name.isEmpty() || zone.name().equals(name))
                .filter(zone -> id.isEmpty() || zone.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new AwsException(
                        INVALID,
                        "Value (" + (name.isEmpty() ? id : name)
                                + ") for parameter availabilityZone is invalid. Subnets"
                                + " can currently only be created in the following availability zones: "
                                + zones.stream().map(Zone::name).collect(Collectors.joining(", ")) + "."));
    }

    private static ObjectNode delete(Account account, Asked asked) {
        Resource subnet = account.get(Kind.SUBNET, asked.required("SubnetId"));
        if (!account.all(Kind.NETWORK_INTERFACE, "subnetId", subnet.id()).isEmpty()) {
            throw new AwsException(
                    "DependencyViolation", "The subnet '" + subnet.id() + "' has dependencies and cannot be deleted.");
        }
        RouteTables.forget(account, subnet);
        account.delete(subnet);
        return Action.done();
    }

    private static ObjectNode modify(Account account, Asked asked) {
        Resource subnet = account.get(Kind.SUBNET, asked.required("SubnetId"));
        boolean value = asked.maybe("MapPublicIpOnLaunch.Value")
                .orElseThrow(() -> new AwsException(
                        "UnsupportedOperation", "Of a subnet only MapPublicIpOnLaunch can be modified here."));
        account.put(subnet.with(document -> document.put("mapPublicIpOnLaunch", value)));
        return Action.done();
    }

    private static Set<Integer> taken(Account account, Resource subnet) {
        return account.all(Kind.NETWORK_INTERFACE, "subnetId", subnet.id()).stream()
                .flatMap(one -> one.items("privateIpAddressesSet").stream())
                .flatMap(one -> Cidr.address(one.path("privateIpAddress").asText()).stream())
                .collect(Collectors.toSet());
    }

    private static int free(Account account, Resource subnet) {
        Cidr cidr = cidr(subnet);
        long taken = taken(account, subnet).stream().filter(cidr::has).count();
        return cidr.size() - RESERVED - 1 - (int) taken;
    }

    /** An address that nobody has. @param wanted empty for any one */
    static String address(Account account, Resource subnet, String wanted) {
        Cidr cidr = cidr(subnet);
        Set<Integer> taken = taken(account, subnet);
        int usable = cidr.size() - RESERVED - 1;
        if (!wanted.isEmpty()) {
            int address = Cidr.address(wanted)
                    .orElseThrow(() -> new AwsException(INVALID, "invalid value for parameter address: " + wanted));
            int offset = address - cidr.first() - RESERVED;
            if (offset < 0 || offset >= usable) {
                throw new AwsException(INVALID, "Address does not fall within the subnet's address range");
            }
            if (taken.contains(address)) {
                throw new AwsException("InvalidIPAddress.InUse", "Address " + wanted + " is in use.");
            }
            return wanted;
        }
        // Anywhere, so that an address is not soon somebody else's.
        int start = account.random(usable);
        for (int i = 0; i < usable; i++) {
            int address = cidr.first() + RESERVED + (start + i) % usable;
            if (!taken.contains(address)) {
                return Cidr.text(address);
            }
        }
        throw new AwsException(
                "InsufficientFreeAddressesInSubnet",
                "The specified subnet does not have enough free addresses to satisfy the request.");
    }
}
