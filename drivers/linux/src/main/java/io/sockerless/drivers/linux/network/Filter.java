package io.sockerless.drivers.linux.network;

import io.sockerless.drivers.linux.network.FilterRules.Target;
import io.sockerless.engine.model.EngineException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;

/**
 * The daemon's table in the packet filter. Changes are small; when one is refused, which happens after somebody has
 * flushed the table, all of it is installed anew. Thread-safe.
 */
final class Filter {
    private final FilterRules rules;
    private final FilterRules6 rules6;
    private final HostLinks links;
    private final FilterWriter writer;
    private final Supplier<Collection<BridgeSettings>> bridges;
    private final SandboxStore store;

    /** @param bridges all networks that there are to be now */
    Filter(FilterRules rules, HostLinks links, Supplier<Collection<BridgeSettings>> bridges, SandboxStore store) {
        this.rules = rules;
        this.rules6 = new FilterRules6(rules.table());
        this.links = links;
        this.writer = new FilterWriter(links::filter);
        this.bridges = bridges;
        this.store = store;
    }

    void install() {
        install(store.all());
    }

    private void install(Collection<SandboxRecord> records) {
        links.filter(rules.install(bridges.get(), targets(records)) + rules6());
    }

    /** Without IPv6 networks there is no table, and a host without IPv6 is asked for none. */
    private String rules6() {
        List<BridgeSettings> with =
                bridges.get().stream().filter(BridgeSettings::hasIpv6).toList();
        try {
            return !with.isEmpty() ? rules6.install(with) : HostAddresses.hasIpv6() ? rules6.uninstall() : "";
        } catch (IOException e) {
            throw EngineException.internal("IPv6: " + e, e);
        }
    }

    /** The network is among the known ones already. */
    void add(BridgeSettings bridge) {
        writeOrInstall(rules.add(bridge));
        if (bridge.hasIpv6()) {
            links.filter(rules6());
        }
    }

    /** The network is not among the known ones any more. */
    void delete(BridgeSettings bridge) {
        try {
            links.filter(rules.delete(bridge));
        } catch (EngineException e) {
            install();
        }
        if (bridge.hasIpv6()) {
            links.filter(rules6());
        }
    }

    /** Redirects published ports to the container; the store has its record already. */
    void publish(SandboxRecord record) {
        writeOrInstall(rules.add(targets(List.of(record))));
    }

    void unpublish(Collection<SandboxRecord> records) {
        String script = rules.delete(
                records.stream().flatMap(r -> r.publications().stream()).toList());
        if (!script.isEmpty()) {
            try {
                links.filter(script);
            } catch (EngineException e) {
                List<SandboxRecord> rest = new ArrayList<>(store.all());
                rest.removeAll(records);
                install(rest);
            }
        }
    }

    /** In one transaction, when a container's published ports are to lead elsewhere. */
    void move(SandboxRecord before, SandboxRecord after) {
        writeOrInstall(rules.delete(before.publications()) + rules.add(targets(List.of(after))));
    }

    void uninstall() {
        links.filter(rules.uninstall() + rules6());
    }

    private void writeOrInstall(String script) {
        if (!script.isEmpty()) {
            try {
                writer.write(script);
            } catch (EngineException e) {
                // If the table is there, this fails for the same reason.
                install();
            }
        }
    }

    private static List<Target> targets(Collection<SandboxRecord> records) {
        List<Target> targets = new ArrayList<>();
        for (SandboxRecord record : records) {
            for (SandboxRecord.Plug plug : record.plugs()) {
                plug.publications().forEach(p -> targets.add(new Target(p, plug.address())));
            }
        }
        return targets;
    }
}
