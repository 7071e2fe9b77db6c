package io.sockerless.drivers.linux.network;

import io.sockerless.drivers.linux.network.FilterRules.Target;
import io.sockerless.engine.model.EngineException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** A bridge that exists, with its addresses and its rules in the packet filter. Thread-safe. */
final class Bridge {
    private final BridgeSettings settings;
    private final AddressPool addresses;
    private final FilterRules rules;
    private final FilterWriter writer;
    private final HostLinks links;
    private final SandboxStore store;

    private Bridge(BridgeSettings settings, FilterRules rules, HostLinks links, SandboxStore store) {
        this.settings = settings;
        this.addresses = new AddressPool(settings.range());
        this.rules = rules;
        this.writer = new FilterWriter(links::filter);
        this.links = links;
        this.store = store;
    }

    /** Makes what is missing; what an earlier daemon has left stays in use, and connections go on. */
    static Bridge establish(NetworkConfig config, BridgeSettings settings, HostLinks links, SandboxStore store)
            throws IOException {
        FilterRules rules = new FilterRules(
                config.table(), settings.bridge(), settings.subnet(), HostAddresses.defaultInterfaces());
        Bridge bridge = new Bridge(settings, rules, links, store);
        Sysctl.set("net/ipv4/ip_forward", "1");
        if (HostAddresses.isForeign(settings.bridge(), settings.gateway())) {
            links.deleteLink(settings.bridge());
        }
        links.ensureBridge(
                settings.bridge(),
                settings.gateway() + "/" + settings.range().prefix(),
                BridgeSettings.MTU,
                Ipv4.hardwareAddress(settings.gateway()));
        // A connection to 127.0.0.1 is redirected to a container; the rules see to it that nothing else profits.
        Sysctl.set("net/ipv4/conf/" + settings.bridge() + "/route_localnet", "1");
        for (SandboxRecord record : store.all()) {
            record.plugs().forEach(plug -> bridge.addresses.claim(plug.address()));
        }
        bridge.install();
        new ForwardAccept(settings.bridge(), config.table()).ensure();
        return bridge;
    }

    BridgeSettings settings() {
        return settings;
    }

    AddressPool addresses() {
        return addresses;
    }

    /** Redirects published ports to the container; the store has its record already. */
    void publish(SandboxRecord record) {
        try {
            writer.write(rules.add(targets(List.of(record))));
        } catch (EngineException e) {
            // The host's administrator may have flushed our table; if that is not the reason this fails, too.
            install();
        }
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
                links.filter(rules.install(targets(rest)));
            }
        }
    }

    private void install() {
        links.filter(rules.install(targets(store.all())));
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

    /** Removes the bridge and its rules. */
    void remove(NetworkConfig config) throws IOException {
        links.deleteLink(settings.bridge());
        links.filter(rules.uninstall());
        new ForwardAccept(settings.bridge(), config.table()).remove();
    }
}
