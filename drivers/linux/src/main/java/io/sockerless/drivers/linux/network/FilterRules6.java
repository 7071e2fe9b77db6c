package io.sockerless.drivers.linux.network;

import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The daemon's table for IPv6, as a script for nft(8): networks are apart from each other, internal ones from everything,
 * and nobody outside reaches a container. There is nothing to translate: published ports are relayed. It is there only
 * while a network has IPv6, and is replaced whole.
 *
 * @param table name
 */
record FilterRules6(String table) {
    /** @param bridges of networks with IPv6, at least one */
    String install(Collection<BridgeSettings> bridges) {
        return """
            table ip6 %1$s
            delete table ip6 %1$s
            table ip6 %1$s {
                set bridges { type ifname; %2$s}
                set internal { type ifname; %3$s}
                set within { type ifname . ifname; %4$s}
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
                    drop
                }
                chain from_containers {
                    ct state established,related accept
                    oifname "docker0" drop
                    oifname "br-*" drop
                }
            }
            """.formatted(
                        table,
                        elements(bridges, _ -> true, "\"%1$s\""),
                        elements(bridges, BridgeSettings::internal, "\"%1$s\""),
                        elements(bridges, _ -> true, "\"%1$s\" . \"%1$s\""));
    }

    private static String elements(
            Collection<BridgeSettings> bridges, Predicate<BridgeSettings> which, String element) {
        List<String> all = bridges.stream()
                .filter(which)
                .map(bridge -> element.formatted(bridge.bridge()))
                .toList();
        return all.isEmpty() ? "" : all.stream().collect(Collectors.joining(", ", "elements = { ", " } "));
    }

    String uninstall() {
        return "table ip6 %1$s\ndelete table ip6 %1$s\n".formatted(table);
    }
}
