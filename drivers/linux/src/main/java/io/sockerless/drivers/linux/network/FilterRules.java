package io.sockerless.drivers.linux.network;

import java.util.Collection;
import java.util.Set;

/**
 * The daemon's table in the packet filter, as scripts for nft(8). The rules are fixed; networks and published ports are
 * only elements of its sets and maps, so that neither costs a new rule.
 *
 * @param table name
 * @param uplinks the host's interfaces towards the world: never taken for another network's bridge
 */
record FilterRules(String table, Set<String> uplinks) {
    /** Where a publication leads. */
    record Target(Publication publication, String address) {}

    /** Replaces the whole table in one transaction; connections that exist go on. */
    String install(Collection<BridgeSettings> bridges, Collection<Target> targets) {
        StringBuilder script = new StringBuilder();
        script.append("""
            table ip %1$s
            delete table ip %1$s
            table ip %1$s {
                map any_tcp { type inet_service : ipv4_addr . inet_service; }
                map any_udp { type inet_service : ipv4_addr . inet_service; }
                map one_tcp { type ipv4_addr . inet_service : ipv4_addr . inet_service; }
                map one_udp { type ipv4_addr . inet_service : ipv4_addr . inet_service; }
                set bridges { type ifname; }
                set internal { type ifname; }
                set within { type ifname . ifname; }
                set inside { type ipv4_addr . ifname; flags interval; }
                set masked { type ipv4_addr; flags interval; }
                chain loopback_is_local {
                    type filter hook prerouting priority raw
                    iifname @bridges ip saddr 127.0.0.0/8 drop
                    iifname @bridges ip daddr 127.0.0.0/8 drop
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
                    oifname @bridges ip saddr 127.0.0.0/8 masquerade
                    ip saddr . oifname @inside ct status dnat masquerade
                    ip saddr . oifname @inside accept
                    ip saddr @masked masquerade
                }
                chain forwarded {
                    type filter hook forward priority filter
                    iifname . oifname @within accept
                    iifname @internal drop
                    oifname @internal drop
                    oifname @bridges jump to_containers
                    iifname @bridges jump from_containers
                }
                chain to_containers {
                    ct state established,related accept
                    ct status dnat accept
                    drop
                }
                chain from_containers {
                    ct state established,related accept
                    ct status dnat accept
            %2$s
                }
            }
            """.formatted(table, isolation()));
        bridges.forEach(bridge -> script.append(add(bridge)));
        return script.append(add(targets)).toString();
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

    String add(BridgeSettings bridge) {
        return elements("add", bridge);
    }

    String delete(BridgeSettings bridge) {
        return elements("delete", bridge);
    }

    private String elements(String verb, BridgeSettings of) {
        String link = "\"" + of.bridge() + "\"";
        StringBuilder script = new StringBuilder();
        element(script, verb, "bridges", link);
        element(script, verb, "within", link + " . " + link);
        element(script, verb, "inside", of.range() + " . " + link);
        if (of.internal()) {
            element(script, verb, "internal", link);
        }
        if (!of.internal() && !of.unmasked()) {
            element(script, verb, "masked", of.range().toString());
        }
        return script.toString();
    }

    private void element(StringBuilder script, String verb, String set, String element) {
        script.append("%s element ip %s %s { %s }\n".formatted(verb, table, set, element));
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
