package io.sockerless.simulators.aws.ec2;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** What security groups let through, as addresses: a group that a rule refers to is the addresses of the interfaces in it. */
final class PacketRules {
    private static final Map<String, Integer> NUMBERS = Map.of("tcp", 6, "udp", 17, "icmp", 1, "icmpv6", 58);
    private static final int ANY = -1;

    private PacketRules() {}

    /**
     * Of each interface.
     *
     * @param rules of all groups
     * @param interfaces all there are
     */
    static Map<String, List<PacketRule>> of(List<Resource> rules, List<Resource> interfaces) {
        Map<String, TreeSet<String>> members = new TreeMap<>();
        for (Resource one : interfaces) {
            for (String group : Interfaces.groups(one)) {
                members.computeIfAbsent(group, _ -> new TreeSet<>()).add(one.text("privateIpAddress"));
            }
        }
        Map<String, List<PacketRule>> byGroup = new TreeMap<>();
        for (Resource rule : rules) {
            rule(rule, members).ifPresent(found -> byGroup.computeIfAbsent(rule.text("groupId"), _ -> new ArrayList<>())
                    .add(found));
        }
        Map<String, List<PacketRule>> all = new LinkedHashMap<>();
        for (Resource one : interfaces) {
            all.put(
                    one.id(),
                    Interfaces.groups(one).stream()
                            .flatMap(group -> byGroup.getOrDefault(group, List.of()).stream())
                            .distinct()
                            .toList());
        }
        return all;
    }

    /** Empty for one that lets nothing through: of a group that has no interface, and of version 6, of which nobody has addresses. */
    private static Optional<PacketRule> rule(Resource rule, Map<String, TreeSet<String>> members) {
        String group = Rules.referenced(rule);
        String range = rule.text("cidrIpv4");
        List<String> others = List.copyOf(members.getOrDefault(group, new TreeSet<>()));
        if (range.isEmpty() && others.isEmpty()) {
            return Optional.empty();
        }
        String said = rule.text("ipProtocol");
        int protocol = NUMBERS.containsKey(said) ? NUMBERS.get(said) : Integer.parseInt(said);
        int from = rule.document().path("fromPort").asInt(ANY);
        int to = rule.document().path("toPort").asInt(ANY);
        return Optional.of(new PacketRule(rule.is("isEgress"), protocol, from, to, range, others));
    }
}
