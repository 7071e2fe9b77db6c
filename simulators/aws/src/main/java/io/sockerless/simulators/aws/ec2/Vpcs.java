package io.sockerless.simulators.aws.ec2;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.wire.AwsException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** VPCs, each with its main route table and its security group {@code default}. */
final class Vpcs {
    private static final int WIDEST = 16;
    private static final int NARROWEST = 28;
    private static final int DEFAULT_LENGTH = 20;
    private static final Cidr DEFAULT = Cidr.parse("172.31.0.0/16").orElseThrow();
    private static final List<String> ATTRIBUTES =
            List.of("enableDnsSupport", "enableDnsHostnames", "enableNetworkAddressUsageMetrics");
    private static final Listing LISTING = new Listing(Kind.VPC, "vpcSet", "VpcId", """
            vpc-id cidr=cidrBlock owner-id state is-default isDefault=isDefault dhcp-options-id
            cidr-block-association.cidr-block=cidrBlockAssociationSet.cidrBlock
            cidr-block-association.association-id=cidrBlockAssociationSet.associationId
            cidr-block-association.state=cidrBlockAssociationSet.cidrBlockState.state
            """);

    private Vpcs() {}

    static Map<String, Action> actions() {
        return Map.of(
                "DescribeVpcs", LISTING,
                "CreateVpc", Vpcs::create,
                "CreateDefaultVpc", (account, _) -> answer(createDefault(account)),
                "DeleteVpc", Vpcs::delete,
                "DescribeVpcAttribute", Vpcs::attribute,
                "ModifyVpcAttribute", Vpcs::modify,
                "DescribeVpcClassicLink", Vpcs::classic,
                "DescribeVpcClassicLinkDnsSupport", Vpcs::classic);
    }

    /** EC2-Classic, which no account has any more. */
    private static ObjectNode classic(Account account, Asked asked) {
        throw new AwsException(
                "UnsupportedOperation", "The functionality you requested is not available in this region.");
    }

    private static ObjectNode answer(Resource vpc) {
        return Json.MAPPER.createObjectNode().set("vpc", vpc.shown());
    }

    /** What each account has in each region from the start. */
    static Resource createDefault(Account account) {
        if (account.all(Kind.VPC).stream().anyMatch(vpc -> vpc.is("isDefault"))) {
            throw new AwsException(
                    "DefaultVpcAlreadyExists", "A Default VPC already exists for this account in this" + " region.");
        }
        Resource vpc = make(account, DEFAULT, true, Map.of());
        Resource gateway = Gateways.make(account, Map.of());
        Gateways.attach(account, gateway, vpc);
        Resource table = RouteTables.main(account, vpc);
        account.put(RouteTables.routed(table, RouteTables.route("0.0.0.0/0", "gatewayId", gateway.id())));
        int first = DEFAULT.first();
        for (Places.Zone zone : Places.zones(account.caller().region())) {
            Cidr cidr = new Cidr(first, DEFAULT_LENGTH);
            Subnets.make(account, vpc, zone, cidr, true, Map.of());
            first += cidr.size();
        }
        return vpc;
    }

    private static Resource make(Account account, Cidr cidr, boolean isDefault, Map<String, String> tags) {
        ObjectNode document = Json.MAPPER
                .createObjectNode()
                .put("ownerId", account.caller().account())
                .put("state", "available")
                .put("cidrBlock", cidr.toString())
                .put("dhcpOptionsId", "default")
                .put("instanceTenancy", "default")
                .put("isDefault", isDefault)
                .put("_enableDnsSupport", true)
                .put("_enableDnsHostnames", isDefault)
                .put("_enableNetworkAddressUsageMetrics", false);
        document.putArray("cidrBlockAssociationSet")
                .addObject()
                .put("associationId", account.fresh("vpc-cidr-assoc"))
                .put("cidrBlock", cidr.toString())
                .putObject("cidrBlockState")
                .put("state", "associated");
        Resource vpc = account.make(Kind.VPC, document, tags);
        RouteTables.make(account, vpc, true, Map.of());
        SecurityGroups.make(account, vpc, "default", "default VPC security group", Map.of());
        return vpc;
    }

    static Cidr cidr(String text) {
        return Cidr.parse(text)
                .orElseThrow(() -> new AwsException(
                        "InvalidParameterValue",
                        "Value (" + text + ") for parameter cidrBlock is invalid. This is not a valid CIDR block."));
    }

    static boolean sized(Cidr cidr) {
        return cidr.length() >= WIDEST && cidr.length() <= NARROWEST;
    }

    private static ObjectNode create(Account account, Asked asked) {
        Cidr cidr = cidr(asked.required("CidrBlock"));
        if (!sized(cidr)) {
            throw new AwsException("InvalidVpc.Range", "The CIDR '" + cidr + "' is invalid.");
        }
        String tenancy = asked.text("InstanceTenancy");
        if (!tenancy.isEmpty() && !tenancy.equals("default")) {
            throw new AwsException(
                    "InvalidParameterValue", "Value (" + tenancy + ") for parameter instanceTenancy is invalid.");
        }
        return answer(make(account, cidr, false, asked.tags(Kind.VPC)));
    }

    private static ObjectNode delete(Account account, Asked asked) {
        Resource vpc = account.get(Kind.VPC, asked.required("VpcId"));
        List<Resource> tables = account.all(Kind.ROUTE_TABLE, "vpcId", vpc.id());
        List<Resource> groups = account.all(Kind.SECURITY_GROUP, "vpcId", vpc.id());
        boolean used = Stream.of(Kind.SUBNET, Kind.NETWORK_INTERFACE)
                        .anyMatch(kind -> !account.all(kind, "vpcId", vpc.id()).isEmpty())
                || !Gateways.of(account, vpc).isEmpty()
                || groups.stream().anyMatch(group -> !group.text("groupName").equals("default"))
                || tables.stream().anyMatch(table -> !RouteTables.isMain(table));
        if (used) {
            throw new AwsException(
                    "DependencyViolation", "The vpc '" + vpc.id() + "' has dependencies and cannot be deleted.");
        }
        tables.forEach(account::delete);
        groups.forEach(group -> SecurityGroups.delete(account, group));
        account.delete(vpc);
        return Action.done();
    }

    private static ObjectNode attribute(Account account, Asked asked) {
        String attribute = asked.required("Attribute");
        Resource vpc = account.get(Kind.VPC, asked.required("VpcId"));
        if (!ATTRIBUTES.contains(attribute)) {
            throw new AwsException(
                    "InvalidParameterValue", "Value (" + attribute + ") for parameter attribute is invalid.");
        }
        ObjectNode out = Json.MAPPER.createObjectNode().put("vpcId", vpc.id());
        out.putObject(attribute).put("value", vpc.is("_" + attribute));
        return out;
    }

    private static ObjectNode modify(Account account, Asked asked) {
        Resource vpc = account.get(Kind.VPC, asked.required("VpcId"));
        List<String> said =
                ATTRIBUTES.stream().filter(one -> asked.has(parameter(one))).toList();
        if (said.size() != 1) {
            throw new AwsException(
                    said.isEmpty() ? "MissingParameter" : "InvalidParameterCombination",
                    "Exactly one attribute must be specified.");
        }
        String name = said.getFirst();
        boolean value = asked.flag(parameter(name));
        account.put(vpc.with(document -> document.put("_" + name, value)));
        return Action.done();
    }

    private static String parameter(String attribute) {
        return "E" + attribute.substring(1) + ".Value";
    }
}
