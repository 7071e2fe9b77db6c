package io.sockerless.simulators.aws.ec2;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What security groups let through, as addresses: a group that a rule refers to is the addresses of the interfaces in it. */
final class PacketRules {
    private static final Map<String, Integer> NUMBERS = Map.of("tcp", 6, "udp", 17, "icmp", 1, "icmpv6", 58);
    private static final int ANY = -1;
    private static final String ADDRESS = "privateIpAddress";
    private static final String EGRESS = "isEgress";
    private static final String PROTOCOL = "ipProtocol";
    private static final String RANGE = "cidrIpv4";

    private PacketRules() {}

    /** Interfaces in one VPC with the same groups. */
    private record Likes(String vpc, Set<String> groups) {
        static Likes of(Resource nic) {
            return new Likes(nic.text("vpcId"), new LinkedHashSet<>(Interfaces.groups(nic)));
        }
    }

    /**
     * Of each interface.
     *
     * @param rules of all groups
     * @param interfaces all there are
     */
    static Map<String, PacketFilter> of(List<Resource> rules, List<Resource> interfaces) {
        Map<String, TreeSet<String>> members = new TreeMap<>();
        Map<Likes, List<Resource>> likes = new LinkedHashMap<>();
        for (Resource one : interfaces) {
            for (String group : Interfaces.groups(one)) {
                members.computeIfAbsent(group, _ -> new TreeSet<>()).add(one.text(ADDRESS));
            }
            likes.computeIfAbsent(Likes.of(one), _ -> new ArrayList<>()).add(one);
        }
        Map<String, List<Resource>> byGroup =
                rules.stream().collect(Collectors.groupingBy(rule -> rule.text("groupId")));
        Map<String, PacketFilter> all = new HashMap<>();
        likes.forEach((some, nics) -> {
            List<Resource> their = some.groups().stream()
                    .flatMap(group -> byGroup.getOrDefault(group, List.of()).stream())
                    .toList();
            PacketFilter filter = new PacketFilter(
                    their.stream()
                            .flatMap(rule -> rule(rule, members).stream())
                            .distinct()
                            .toList(),
                    open(some, their, likes));
            nics.forEach(nic -> all.put(nic.id(), filter));
        });
        return all;
    }

    /** Interfaces that are no task's send nothing. */
    private static boolean open(Likes own, List<Resource> rules, Map<Likes, List<Resource>> all) {
        List<Resource> whole =
                rules.stream().filter(rule -> rule.text(PROTOCOL).equals("-1")).toList();
        if (whole.stream().noneMatch(rule -> rule.is(EGRESS) && rule.text(RANGE).equals("0.0.0.0/0"))) {
            return false;
        }
        List<Resource> ingress = whole.stream().filter(rule -> !rule.is(EGRESS)).toList();
        return all.entrySet().stream()
                .filter(others -> others.getKey().vpc().equals(own.vpc()))
                .allMatch(others -> {
                    List<Resource> senders = others.getValue().stream()
                            .filter(TaskInterfaces::ofTask)
                            .toList();
                    return senders.size() == (others.getKey().equals(own) ? 1 : 0)
                            || ingress.stream()
                                    .anyMatch(rule -> others.getKey().groups().contains(Rules.referenced(rule)))
                            || senders.stream().allMatch(one -> ingress.stream().anyMatch(rule -> within(one, rule)));
                });
    }

    private static boolean within(Resource nic, Resource rule) {
        Optional<Integer> address = Cidr.address(nic.text(ADDRESS));
        return Cidr.parse(rule.text(RANGE))
                .filter(range -> address.filter(range::has).isPresent())
                .isPresent();
    }

    /** Empty for one that lets nothing through: of a group that has no interface, and of version 6, of which nobody has addresses. */
    private static Optional<PacketRule> rule(Resource rule, Map<String, TreeSet<String>> members) {
        String group = Rules.referenced(rule);
        String range = rule.text(RANGE);
        List<String> others = List.copyOf(members.getOrDefault(group, new TreeSet<>()));
        if (range.isEmpty() && others.isEmpty()) {
            return Optional.empty();
        }
        String said = rule.text(PROTOCOL);
        int protocol = NUMBERS.containsKey(said) ? NUMBERS.get(said) : Integer.parseInt(said);
        int from = rule.document().path("fromPort").asInt(ANY);
        int to = rule.document().path("toPort").asInt(ANY);
        return Optional.of(new PacketRule(rule.is(EGRESS), protocol, from, to, range, others));
    }
}
