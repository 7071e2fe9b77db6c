package io.sockerless.simulators.aws.ec2;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.wire.AwsException;
import java.util.List;
import java.util.Map;

/** Internet gateways. */
final class Gateways {
    private static final String ATTACHMENTS = "attachmentSet";
    private static final Listing LISTING = new Listing(
            Kind.INTERNET_GATEWAY,
            "internetGatewaySet",
            "InternetGatewayId",
            "internet-gateway-id owner-id attachment.vpc-id=attachmentSet.vpcId attachment.state=attachmentSet.state");

    private Gateways() {}

    static Map<String, Action> actions() {
        return Map.of(
                "DescribeInternetGateways", LISTING,
                "CreateInternetGateway",
                        (account, asked) -> Json.MAPPER
                                .createObjectNode()
                                .set(
                                        "internetGateway",
                                        make(account, asked.tags(Kind.INTERNET_GATEWAY))
                                                .shown()),
                "AttachInternetGateway", Gateways::attach,
                "DetachInternetGateway", Gateways::detach,
                "DeleteInternetGateway", Gateways::delete);
    }

    static Resource make(Account account, Map<String, String> tags) {
        ObjectNode document =
                Json.MAPPER.createObjectNode().put("ownerId", account.caller().account());
        document.putArray(ATTACHMENTS);
        return account.make(Kind.INTERNET_GATEWAY, document, tags);
    }

    static void attach(Account account, Resource gateway, Resource vpc) {
        account.put(gateway.with(document -> document.putArray(ATTACHMENTS)
                .addObject()
                .put("vpcId", vpc.id())
                .put("state", "available")));
    }

    static boolean attached(Resource gateway, String vpc) {
        return gateway.items(ATTACHMENTS).stream()
                .anyMatch(one -> one.path("vpcId").asText().equals(vpc));
    }

    static List<Resource> of(Account account, Resource vpc) {
        return account.all(Kind.INTERNET_GATEWAY).stream()
                .filter(gateway -> attached(gateway, vpc.id()))
                .toList();
    }

    private static Resource named(Account account, Asked asked) {
        return account.get(Kind.INTERNET_GATEWAY, asked.required("InternetGatewayId"));
    }

    private static ObjectNode attach(Account account, Asked asked) {
        Resource gateway = named(account, asked);
        Resource vpc = account.get(Kind.VPC, asked.required("VpcId"));
        List<com.fasterxml.jackson.databind.JsonNode> before = gateway.items(ATTACHMENTS);
        if (!before.isEmpty()) {
            throw new AwsException(
                    "Resource.AlreadyAssociated",
                    "resource " + gateway.id() + " is already attached to network "
                            + before.getFirst().path("vpcId").asText());
        }
        if (!of(account, vpc).isEmpty()) {
            throw new AwsException(
                    "InvalidParameterValue", "Network " + vpc.id() + " already has an internet gateway attached");
        }
        attach(account, gateway, vpc);
        return Action.done();
    }

    private static ObjectNode detach(Account account, Asked asked) {
        Resource gateway = named(account, asked);
        Resource vpc = account.get(Kind.VPC, asked.required("VpcId"));
        if (!attached(gateway, vpc.id())) {
            throw new AwsException(
                    "Gateway.NotAttached", "resource " + gateway.id() + " is not attached to network " + vpc.id());
        }
        if (Addresses.mapped(account, vpc)) {
            throw new AwsException(
                    "DependencyViolation",
                    "Network " + vpc.id() + " has some mapped public address(es). Please unmap those public address(es)"
                            + " before detaching the gateway.");
        }
        account.put(gateway.with(document -> document.putArray(ATTACHMENTS)));
        return Action.done();
    }

    private static ObjectNode delete(Account account, Asked asked) {
        Resource gateway = named(account, asked);
        if (!gateway.items(ATTACHMENTS).isEmpty()) {
            throw new AwsException(
                    "DependencyViolation",
                    "The internetGateway '" + gateway.id() + "' has dependencies and cannot be deleted.");
        }
        account.delete(gateway);
        return Action.done();
    }
}
