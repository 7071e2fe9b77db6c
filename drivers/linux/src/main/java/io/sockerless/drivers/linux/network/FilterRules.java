package io.sockerless.drivers.linux.network;

import java.util.Collection;
import java.util.Set;

/**
 * The daemon's table in the packet filter, as scripts for nft(8). Rules are fixed for the bridge; containers are only
 * elements of its maps, so that a container without published ports costs nothing here.
 *
 * @param table name
 * @param uplinks the host's interfaces towards the world: never taken for another network's bridge
 */
record FilterRules(String table, String bridge, String subnet, Set<String> uplinks) {
    /** Where a publication leads. */
    record Target(Publication publication, String address) {}

    /** Replaces the whole table in one transaction; connections that exist go on. */
    String install(Collection<Target> targets) {
        return """
            table ip %1$s
            delete table ip %1$s
            table ip %1$s {
                map any_tcp { type inet_service : ipv4_addr . inet_service; }
                map any_udp { type inet_service : ipv4_addr . inet_service; }
                map one_tcp { type ipv4_addr . inet_service : ipv4_addr . inet_service; }
                map one_udp { type ipv4_addr . inet_service : ipv4_addr . inet_service; }
                chain loopback_is_local {
                    type filter hook prerouting priority raw
                    iifname "%2$s" ip saddr 127.0.0.0/8 drop
                    iifname "%2$s" ip daddr 127.0.0.0/8 drop
                }
                chain publish {
                    dnat ip to ip daddr . tcp dport map @one_tcp
                    dnat ip to ip daddr . udp dport map @one_udp
                    dnat ip to tcp dport map @any_tcp
                    dnat ip to udp dport map @any_udp
                }
                chain from_outside {
                    type nat hook prerouting priority dstnat
                    ip daddr 127.0.0.0/8 return
                    fib daddr type local jump publish
                }
                chain from_host {
                    type nat hook output priority -100
                    fib daddr type local jump publish
                }
                chain leaving {
                    type nat hook postrouting priority srcnat
                    oifname "%2$s" ip saddr 127.0.0.0/8 masquerade
                    oifname "%2$s" ip saddr %3$s ct status dnat masquerade
                    oifname != "%2$s" ip saddr %3$s masquerade
                }
                chain forwarded {
                    type filter hook forward priority filter
                    oifname "%2$s" jump to_containers
                    iifname "%2$s" jump from_containers
                }
                chain to_containers {
                    iifname "%2$s" accept
                    ct state established,related accept
                    ct status dnat accept
                    drop
                }
                chain from_containers {
                    oifname "%2$s" accept
                    ct state established,related accept
                    ct status dnat accept
            %4$s
                }
            }
            %5$s\
            """.formatted(table, bridge, subnet, isolation(), add(targets));
    }

    /** Docker's own networks: the rule that lets our containers out would otherwise let them in there. */
    private String isolation() {
        StringBuilder rules = new StringBuilder();
        for (String uplink : uplinks) {
            rules.append("        oifname \"").append(uplink).append("\" accept\n");
        }
        return rules + "        oifname \"docker0\" drop\n        oifname \"br-*\" drop";
    }

    String uninstall() {
        return "table ip %1$s\ndelete table ip %1$s\n".formatted(table);
    }

    String add(Collection<Target> targets) {
        StringBuilder script = new StringBuilder();
        for (Target target : targets) {
            if (!target.publication().isIpv6()) {
                script.append("add element ip ")
                        .append(key(target.publication()))
                        .append(" : ")
                        .append(target.address())
                        .append(" . ")
                        .append(target.publication().containerPort())
                        .append(" }\n");
            }
        }
        return script.toString();
    }

    String delete(Collection<Publication> publications) {
        StringBuilder script = new StringBuilder();
        for (Publication publication : publications) {
            if (!publication.isIpv6()) {
                script.append("delete element ip ").append(key(publication)).append(" }\n");
            }
        }
        return script.toString();
    }

    private String key(Publication publication) {
        boolean any = publication.hostIp().equals("0.0.0.0");
        return "%s %s_%s { %s%d"
                .formatted(
                        table,
                        any ? "any" : "one",
                        publication.protocol(),
                        any ? "" : publication.hostIp() + " . ",
                        publication.hostPort());
    }
}
