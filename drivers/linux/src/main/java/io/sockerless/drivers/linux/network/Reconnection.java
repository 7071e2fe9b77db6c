package io.sockerless.drivers.linux.network;

import io.sockerless.drivers.linux.network.ContainerNetwork.Wanted;
import io.sockerless.drivers.linux.network.SandboxRecord.Plug;
import io.sockerless.drivers.spi.TaskSpec.Endpoint;
import io.sockerless.drivers.spi.TaskSpec.NetworkSpec;
import io.sockerless.drivers.spi.TaskSpec.PortRequest;
import io.sockerless.engine.model.EngineException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Connects running containers to networks and disconnects them. The record names what exists at every moment. */
record Reconnection(
        SandboxStore store,
        Bridges bridges,
        Plugs plugs,
        HostPorts ports,
        PortHolder holder,
        NameService names,
        HostLinks links) {

    HostLinks.Cable cable(SandboxRecord record, Plug plug, List<String> gateways) {
        BridgeSettings to = bridges.get(plug.networkName(), plug.networkId()).settings();
        return new HostLinks.Cable(
                record.netnsPath(),
                plug.link(),
                plug.interfaceName(),
                plug.mac(),
                plug.addresses(),
                gateways,
                to.mtu(),
                to.bridge(),
                to.isolated());
    }

    SandboxRecord reconnect(Wanted container) {
        SandboxRecord before = store.find(container.id())
                .orElseThrow(() -> EngineException.conflict("container " + container.id() + " has no network"));
        List<Endpoint> endpoints = container.spec() instanceof NetworkSpec.Bridge b ? b.endpoints() : List.of();
        List<PortRequest> requests = container.spec() instanceof NetworkSpec.Bridge b ? b.ports() : List.of();
        List<Plug> kept = new ArrayList<>();
        List<Endpoint> fresh = new ArrayList<>();
        for (Endpoint endpoint : endpoints) {
            before.plug(bridges.get(endpoint.networkName(), endpoint.networkId())
                            .settings()
                            .id())
                    .ifPresentOrElse(plug -> kept.add(plug.named(endpoint.names())), () -> fresh.add(endpoint));
        }
        Set<String> keptIds = kept.stream().map(Plug::networkId).collect(Collectors.toSet());
        List<Plug> gone = before.plugs().stream()
                .filter(p -> !keptIds.contains(p.networkId()))
                .toList();
        List<Plug> added = plugs.choose(
                fresh, before.plugs().stream().map(Plug::interfaceName).collect(Collectors.toSet()));
        try {
            add(before, kept, gone, added);
        } catch (RuntimeException e) {
            store.put(before);
            plugs.release(added);
            throw e;
        }
        SandboxRecord after = publish(
                container, before, Stream.concat(kept.stream(), added.stream()).toList(), requests);
        gone.forEach(plug -> links.deleteLink(plug.link()));
        route(before, after);
        store.put(after);
        plugs.release(gone);
        if (after.isNamed()) {
            names.set(after);
        } else {
            names.drop(before);
        }
        return after;
    }

    private void add(SandboxRecord before, List<Plug> kept, List<Plug> gone, List<Plug> added) {
        if (added.isEmpty()) {
            return;
        }
        List<Plug> all = new ArrayList<>(kept);
        all.addAll(gone);
        all.addAll(added);
        store.put(before.with(all));
        List<Plug> plugged = new ArrayList<>();
        try {
            for (Plug plug : added) {
                links.plug(cable(before, plug, List.of()));
                plugged.add(plug);
            }
        } catch (RuntimeException e) {
            plugged.forEach(plug -> links.deleteLink(plug.link()));
            throw e;
        }
    }

    /** The ports go where the default route goes. */
    private SandboxRecord publish(
            Wanted container, SandboxRecord before, List<Plug> plugged, List<PortRequest> requests) {
        List<Publication> published = before.publications();
        List<Plug> bare = plugged.stream().map(plug -> plug.with(List.of())).toList();
        Optional<Plug> outward = SandboxRecord.outward(bare.stream());
        if (published.isEmpty()) {
            boolean late = before.outward().isEmpty() && outward.isPresent();
            SandboxRecord after =
                    before.with(late ? plugs.publish(container.id(), container.name(), bare, requests) : bare);
            if (!after.publications().isEmpty()) {
                bridges.filter().publish(after);
            }
            return after;
        }
        if (outward.isEmpty()) {
            bridges.filter().unpublish(List.of(before));
            holder.release(before.containerId());
            ports.free(published);
            return before.with(bare);
        }
        SandboxRecord after = before.with(bare.stream()
                .map(plug -> plug == outward.get() ? plug.with(published) : plug)
                .toList());
        if (!sameTarget(before, after)) {
            bridges.filter().move(before, after);
            holder.release(before.containerId());
            ports.restore(List.of(after));
        }
        return after;
    }

    private static boolean sameTarget(SandboxRecord before, SandboxRecord after) {
        return before.outward().map(Plug::networkId).equals(after.outward().map(Plug::networkId));
    }

    private void route(SandboxRecord before, SandboxRecord after) {
        if (!sameTarget(before, after)) {
            // Without one there is no route either: it went with its interface.
            after.outward().ifPresent(plug -> links.route(after.netnsPath(), plug.interfaceName(), plug.gateways()));
        }
    }

    /** A daemon may have been killed between taking an interface away and writing so. */
    void mend(SandboxRecord record) {
        try {
            Set<String> present = new HashSet<>(HostAddresses.interfaces(""));
            for (Plug plug : record.plugs()) {
                if (!present.contains(plug.link())) {
                    links.plug(cable(record, plug, List.of()));
                }
                bridges.get(plug.networkName(), plug.networkId());
            }
        } catch (IOException e) {
            throw EngineException.internal("interfaces of " + record.containerId() + ": " + e, e);
        }
    }
}
