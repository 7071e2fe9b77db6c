package io.sockerless.simulators.aws.ec2;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.simulators.aws.wire.AwsException;
import java.util.Map;
import java.util.Optional;

/** Routes of route tables: to internet gateways, NAT gateways and network interfaces. */
final class Routes {
    private static final String DESTINATION = "destinationCidrBlock";

    private Routes() {}

    static Map<String, Action> actions() {
        return Map.of("CreateRoute", Routes::create, "ReplaceRoute", Routes::replace, "DeleteRoute", Routes::delete);
    }

    private static Resource table(Account account, Asked asked) {
        return account.get(Kind.ROUTE_TABLE, asked.required("RouteTableId"));
    }

    private static String destination(Asked asked) {
        String said = asked.required("DestinationCidrBlock");
        return Cidr.parse(said)
                .orElseThrow(() -> new AwsException(
                        "InvalidParameterValue",
                        "Value (" + said + ") for parameter destinationCidrBlock is invalid. This is not a valid CIDR"
                                + " block."))
                .toString();
    }

    private static Optional<JsonNode> find(Resource table, String destination) {
        return table.items("routeSet").stream()
                .filter(route -> route.path(DESTINATION).asText().equals(destination))
                .findFirst();
    }

    private static ObjectNode route(Account account, Resource table, String destination, Asked asked) {
        String vpc = table.text("vpcId");
        String gateway = asked.text("GatewayId");
        if (!gateway.isEmpty()) {
            Resource found = account.get(Kind.INTERNET_GATEWAY, gateway);
            check(table, "network gateway " + found.id(), Gateways.attached(found, vpc));
            return RouteTables.route(destination, "gatewayId", found.id());
        }
        String nat = asked.text("NatGatewayId");
        if (!nat.isEmpty()) {
            Resource found = account.get(Kind.NAT_GATEWAY, nat);
            check(table, "NAT gateway " + found.id(), found.text("vpcId").equals(vpc));
            return RouteTables.route(destination, "natGatewayId", found.id());
        }
        String nic = asked.text("NetworkInterfaceId");
        if (!nic.isEmpty()) {
            Resource found = account.get(Kind.NETWORK_INTERFACE, nic);
            check(table, "interface " + found.id(), found.text("vpcId").equals(vpc));
            return RouteTables.route(destination, "networkInterfaceId", found.id());
        }
        throw new AwsException(
                "MissingParameter",
                "The request must contain exactly one of gatewayId, natGatewayId, networkInterfaceId");
    }

    private static void check(Resource table, String target, boolean same) {
        if (!same) {
            throw new AwsException(
                    "InvalidParameterValue",
                    "route table " + table.id() + " and " + target + " belong to different networks");
        }
    }

    private static ObjectNode create(Account account, Asked asked) {
        Resource table = table(account, asked);
        String destination = destination(asked);
        if (find(table, destination).isPresent()) {
            throw new AwsException("RouteAlreadyExists", "The route identified by " + destination + " already exists.");
        }
        account.put(RouteTables.routed(table, route(account, table, destination, asked)));
        return Action.done();
    }

    private static Resource without(Resource table, String destination) {
        JsonNode found = find(table, destination)
                .orElseThrow(() -> new AwsException(
                        "InvalidRoute.NotFound",
                        "no route with destination-cidr-block " + destination + " in route table " + table.id()));
        if (found.path("gatewayId").asText().equals("local")) {
            throw new AwsException(
                    "InvalidParameterValue",
                    "cannot remove local route " + destination + " in route table " + table.id());
        }
        return table.with(document -> {
            ArrayNode kept = document.putArray("routeSet");
            table.items("routeSet").stream().filter(route -> route != found).forEach(kept::add);
        });
    }

    private static ObjectNode replace(Account account, Asked asked) {
        Resource table = table(account, asked);
        String destination = destination(asked);
        account.put(RouteTables.routed(without(table, destination), route(account, table, destination, asked)));
        return Action.done();
    }

    private static ObjectNode delete(Account account, Asked asked) {
        Resource table = table(account, asked);
        account.put(without(table, destination(asked)));
        return Action.done();
    }
}
