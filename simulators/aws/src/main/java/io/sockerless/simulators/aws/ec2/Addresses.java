package io.sockerless.simulators.aws.ec2;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.wire.AwsException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Elastic addresses. They are of a range for documentation (RFC 5737), and nobody is reached at them. */
final class Addresses {
    private static final Cidr RANGE = Cidr.parse("203.0.113.0/24").orElseThrow();
    private static final String PUBLIC = "publicIp";
    private static final String ASSOCIATION = "associationId";
    private static final String INTERFACE = "networkInterfaceId";
    private static final Filters FILTERS = Filters.of("""
            allocation-id association-id domain network-interface-id network-interface-owner-id private-ip-address
            public-ip network-border-group
            """);

    private Addresses() {}

    static Map<String, Action> actions() {
        return Map.of(
                "DescribeAddresses", Addresses::describe,
                "AllocateAddress", Addresses::allocate,
                "ReleaseAddress", Addresses::release,
                "AssociateAddress", Addresses::associate,
                "DisassociateAddress", Addresses::disassociate);
    }

    private static ObjectNode describe(Account account, Asked asked) {
        List<String> ips = asked.texts("PublicIp");
        List<String> ids = asked.texts("AllocationId");
        ids.forEach(id -> account.get(Kind.ELASTIC_IP, id));
        ips.forEach(ip -> byAddress(account, ip));
        List<Resource> named = account.all(Kind.ELASTIC_IP).stream()
                .filter(one -> ids.isEmpty() || ids.contains(one.id()))
                .filter(one -> ips.isEmpty() || ips.contains(one.text(PUBLIC)))
                .toList();
        return Listing.page("addressesSet", FILTERS.choose(named, asked, "Filter"), Resource::shown, asked);
    }

    private static Resource byAddress(Account account, String ip) {
        return account.all(Kind.ELASTIC_IP, PUBLIC, ip).stream()
                .findFirst()
                .orElseThrow(() -> new AwsException("InvalidAddress.NotFound", "Address '" + ip + "' not found."));
    }

    private static ObjectNode allocate(Account account, Asked asked) {
        String domain = asked.text("Domain");
        if (!domain.isEmpty() && !domain.equals("vpc")) {
            throw new AwsException("InvalidParameterValue", "Value (" + domain + ") for parameter domain is invalid.");
        }
        Set<String> taken = account.all(Kind.ELASTIC_IP).stream()
                .map(one -> one.text(PUBLIC))
                .collect(Collectors.toSet());
        int start = account.random(RANGE.size() - 2);
        for (int i = 0; i < RANGE.size() - 2; i++) {
            String ip = Cidr.text(RANGE.first() + 1 + (start + i) % (RANGE.size() - 2));
            if (!taken.contains(ip)) {
                ObjectNode document = Json.MAPPER
                        .createObjectNode()
                        .put(PUBLIC, ip)
                        .put("publicIpv4Pool", "amazon")
                        .put("networkBorderGroup", account.caller().region())
                        .put("domain", "vpc");
                return account.make(Kind.ELASTIC_IP, document, asked.tags(Kind.ELASTIC_IP))
                        .document()
                        .deepCopy();
            }
        }
        throw new AwsException("AddressLimitExceeded", "The maximum number of addresses has been reached.");
    }

    private static ObjectNode release(Account account, Asked asked) {
        Resource address = account.get(Kind.ELASTIC_IP, asked.required("AllocationId"));
        if (address.document().has(ASSOCIATION)) {
            throw new AwsException("InvalidIPAddress.InUse", "Address " + address.text(PUBLIC) + " is in use.");
        }
        account.delete(address);
        return Action.done();
    }

    private static ObjectNode associate(Account account, Asked asked) {
        String ip = asked.text("PublicIp");
        Resource address =
                ip.isEmpty() ? account.get(Kind.ELASTIC_IP, asked.required("AllocationId")) : byAddress(account, ip);
        Resource nic = account.get(Kind.NETWORK_INTERFACE, asked.required(upper(INTERFACE)));
        // Clients say themselves whether it may be taken from another one.
        boolean again = asked.maybe("AllowReassociation").orElse(false);
        if (address.document().has(ASSOCIATION) && !again) {
            throw new AwsException(
                    "Resource.AlreadyAssociated",
                    "resource " + address.id() + " is already associated with associate-id "
                            + address.text(ASSOCIATION));
        }
        String wanted = asked.text("PrivateIpAddress");
        if (!wanted.isEmpty() && !wanted.equals(nic.text("privateIpAddress"))) {
            throw new AwsException(
                    "InvalidParameterValue",
                    "Invalid value '" + wanted + "' for PrivateIpAddress. The address is not" + " of the interface.");
        }
        unmap(account, address);
        unmap(account, account.get(Kind.NETWORK_INTERFACE, nic.id()));
        return Json.MAPPER.createObjectNode().put(ASSOCIATION, map(account, address.id(), nic.id()));
    }

    private static String upper(String field) {
        return Character.toUpperCase(field.charAt(0)) + field.substring(1);
    }

    /** The address must be free, the interface without one. @return the association's id */
    static String map(Account account, String allocation, String nicId) {
        Resource address = account.get(Kind.ELASTIC_IP, allocation);
        Resource nic = account.get(Kind.NETWORK_INTERFACE, nicId);
        boolean connected = account.all(Kind.INTERNET_GATEWAY).stream()
                .anyMatch(gateway -> Gateways.attached(gateway, nic.text("vpcId")));
        if (!connected) {
            throw new AwsException(
                    "Gateway.NotAttached", "Network " + nic.text("vpcId") + " is not attached to any internet gateway");
        }
        String association = account.fresh("eipassoc");
        account.put(address.with(document -> document.put(ASSOCIATION, association)
                .put(INTERFACE, nic.id())
                .put("networkInterfaceOwnerId", nic.account())
                .put("privateIpAddress", nic.text("privateIpAddress"))));
        account.put(nic.with(document -> document.putObject("association")
                .put("allocationId", address.id())
                .put(ASSOCIATION, association)
                .put("ipOwnerId", nic.account())
                .put("publicDnsName", "")
                .put(PUBLIC, address.text(PUBLIC))));
        return association;
    }

    /** Ends what association an address or an interface has, if any. */
    static void unmap(Account account, Resource one) {
        for (Resource address : account.all(Kind.ELASTIC_IP)) {
            boolean its =
                    address.id().equals(one.id()) || address.text(INTERFACE).equals(one.id());
            if (!its || !address.document().has(ASSOCIATION)) {
                continue;
            }
            account.find(Kind.NETWORK_INTERFACE, address.text(INTERFACE))
                    .ifPresent(nic -> account.put(nic.with(document -> document.remove("association"))));
            account.put(address.with(document ->
                    document.remove(List.of(ASSOCIATION, INTERFACE, "networkInterfaceOwnerId", "privateIpAddress"))));
        }
    }

    /** Whether interfaces of the VPC have any. */
    static boolean mapped(Account account, Resource vpc) {
        return account.all(Kind.NETWORK_INTERFACE, "vpcId", vpc.id()).stream()
                .anyMatch(nic -> nic.document().has("association"));
    }

    private static ObjectNode disassociate(Account account, Asked asked) {
        String ip = asked.text("PublicIp");
        String id = ip.isEmpty()
                ? asked.required("AssociationId")
                : byAddress(account, ip).text(ASSOCIATION);
        Resource address = account.all(Kind.ELASTIC_IP, ASSOCIATION, id).stream()
                .filter(one -> !id.isEmpty())
                .findFirst()
                .orElseThrow(() -> new AwsException(
                        "InvalidAssociationID.NotFound", "The association ID '" + id + "' does not exist"));
        if (NatGateways.owns(account, address.text(INTERFACE))) {
            throw new AwsException("AuthFailure", "You do not have permission to access the specified resource.");
        }
        unmap(account, address);
        return Action.done();
    }
}
