package io.sockerless.simulators.aws.ec2;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.wire.AwsException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Route tables, and which subnets they are for. */
final class RouteTables {
    private static final String ASSOCIATIONS = "associationSet";
    private static final String ASSOCIATION = "routeTableAssociationId";
    private static final Listing LISTING = new Listing(Kind.ROUTE_TABLE, "routeTableSet", "RouteTableId", """
            route-table-id vpc-id owner-id association.main=associationSet.main
            association.route-table-association-id=associationSet.routeTableAssociationId
            association.route-table-id=associationSet.routeTableId association.subnet-id=associationSet.subnetId
            route.destination-cidr-block=routeSet.destinationCidrBlock route.gateway-id=routeSet.gatewayId
            route.nat-gateway-id=routeSet.natGatewayId route.origin=routeSet.origin route.state=routeSet.state
            """);

    private RouteTables() {}

    static Map<String, Action> actions() {
        return Map.of(
                "DescribeRouteTables", LISTING,
                "CreateRouteTable", RouteTables::create,
                "DeleteRouteTable", RouteTables::delete,
                "AssociateRouteTable", RouteTables::associate,
                "DisassociateRouteTable", RouteTables::disassociate,
                "ReplaceRouteTableAssociation", RouteTables::replace);
    }

    static Resource make(Account account, Resource vpc, boolean main, Map<String, String> tags) {
        String id = account.fresh(Kind.ROUTE_TABLE.prefix);
        ObjectNode document = Json.MAPPER
                .createObjectNode()
                .put("vpcId", vpc.id())
                .put("ownerId", account.caller().account());
        ArrayNode associations = document.putArray(ASSOCIATIONS);
        if (main) {
            associations.add(association(account, id).put("main", true));
        }
        document.putArray("propagatingVgwSet");
        document.putArray("routeSet")
                .add(route(vpc.text("cidrBlock"), "gatewayId", "local").put("origin", "CreateRouteTable"));
        return account.make(Kind.ROUTE_TABLE, id, document, tags);
    }

    private static ObjectNode association(Account account, String table) {
        ObjectNode out = Json.MAPPER
                .createObjectNode()
                .put(ASSOCIATION, account.fresh("rtbassoc"))
                .put("routeTableId", table);
        out.putObject("associationState").put("state", "associated");
        return out;
    }

    static ObjectNode route(String destination, String field, String target) {
        return Json.MAPPER
                .createObjectNode()
                .put("destinationCidrBlock", destination)
                .put(field, target)
                .put("state", "active")
                .put("origin", "CreateRoute");
    }

    static Resource routed(Resource table, ObjectNode route) {
        return table.with(document -> ((ArrayNode) document.path("routeSet")).add(route));
    }

    static boolean isMain(Resource table) {
        return table.items(ASSOCIATIONS).stream()
                .anyMatch(one -> one.path("main").asBoolean());
    }

    static Resource main(Account account, Resource vpc) {
        return account.all(Kind.ROUTE_TABLE, "vpcId", vpc.id()).stream()
                .filter(RouteTables::isMain)
                .findFirst()
                .orElseThrow();
    }

    private static Resource without(Resource table, Predicate<JsonNode> unwanted) {
        return table.with(document -> {
            ArrayNode kept = document.putArray(ASSOCIATIONS);
            table.items(ASSOCIATIONS).stream().filter(unwanted.negate()).forEach(kept::add);
        });
    }

    private static boolean of(JsonNode association, Resource subnet) {
        return association.path("subnetId").asText().equals(subnet.id());
    }

    /** A subnet that is to be deleted. */
    static void forget(Account account, Resource subnet) {
        account.all(Kind.ROUTE_TABLE, "vpcId", subnet.text("vpcId"))
                .forEach(table -> account.put(without(table, one -> of(one, subnet))));
    }

    private static ObjectNode create(Account account, Asked asked) {
        Resource vpc = account.get(Kind.VPC, asked.required("VpcId"));
        Resource made = make(account, vpc, false, asked.tags(Kind.ROUTE_TABLE));
        return Json.MAPPER.createObjectNode().set("routeTable", made.shown());
    }

    private static ObjectNode delete(Account account, Asked asked) {
        Resource table = account.get(Kind.ROUTE_TABLE, asked.required("RouteTableId"));
        if (!table.items(ASSOCIATIONS).isEmpty()) {
            throw new AwsException(
                    "DependencyViolation",
                    "The routeTable '" + table.id() + "' has dependencies and cannot be deleted.");
        }
        account.delete(table);
        return Action.done();
    }

    private static ObjectNode associate(Account account, Asked asked) {
        Resource table = account.get(Kind.ROUTE_TABLE, asked.required("RouteTableId"));
        Resource subnet = account.get(Kind.SUBNET, asked.required("SubnetId"));
        sameNetwork(table, subnet);
        for (Resource other : account.all(Kind.ROUTE_TABLE, "vpcId", table.text("vpcId"))) {
            Optional<JsonNode> before = other.items(ASSOCIATIONS).stream()
                    .filter(one -> of(one, subnet))
                    .findFirst();
            if (before.isPresent() && other.id().equals(table.id())) {
                return answer("associationId", before.get());
            }
            if (before.isPresent()) {
                throw new AwsException(
                        "Resource.AlreadyAssociated",
                        "the specified association for route table " + table.id()
                                + " conflicts with an existing association");
            }
        }
        ObjectNode made = association(account, table.id()).put("main", false).put("subnetId", subnet.id());
        account.put(table.with(document -> ((ArrayNode) document.path(ASSOCIATIONS)).add(made)));
        return answer("associationId", made);
    }

    private static ObjectNode answer(String field, JsonNode association) {
        ObjectNode out = Json.MAPPER
                .createObjectNode()
                .put(field, association.path(ASSOCIATION).asText());
        return out.set("associationState", association.path("associationState"));
    }

    private static void sameNetwork(Resource table, Resource other) {
        if (!other.text("vpcId").equals(table.text("vpcId"))) {
            throw new AwsException(
                    "InvalidParameterValue",
                    "route table " + table.id() + " and " + other.kind().type + " " + other.id()
                            + " belong to different networks");
        }
    }

    /** The table that has the association, and the association. */
    private record Found(Resource table, JsonNode association) {}

    private static Found association(Account account, Asked asked) {
        String id = asked.required("AssociationId");
        for (Resource table : account.all(Kind.ROUTE_TABLE)) {
            for (JsonNode one : table.items(ASSOCIATIONS)) {
                if (one.path(ASSOCIATION).asText().equals(id)) {
                    return new Found(table, one);
                }
            }
        }
        throw new AwsException("InvalidAssociationID.NotFound", "The association ID '" + id + "' does not exist");
    }

    private static ObjectNode disassociate(Account account, Asked asked) {
        Found found = association(account, asked);
        if (found.association().path("main").asBoolean()) {
            throw new AwsException(
                    "InvalidParameterValue",
                    "cannot disassociate the main route table association "
                            + found.association().path(ASSOCIATION).asText());
        }
        account.put(without(found.table(), found.association()::equals));
        return Action.done();
    }

    private static ObjectNode replace(Account account, Asked asked) {
        Found found = association(account, asked);
        Resource table = account.get(Kind.ROUTE_TABLE, asked.required("RouteTableId"));
        sameNetwork(table, found.table());
        ObjectNode moved = found.association().deepCopy();
        moved.put(ASSOCIATION, account.fresh("rtbassoc")).put("routeTableId", table.id());
        account.put(without(found.table(), found.association()::equals));
        Resource now = account.get(Kind.ROUTE_TABLE, table.id());
        account.put(now.with(document -> ((ArrayNode) document.path(ASSOCIATIONS)).add(moved)));
        return answer("newAssociationId", moved);
    }
}
