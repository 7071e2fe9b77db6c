package io.sockerless.drivers.linux.network;

import io.sockerless.engine.model.EngineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The daemon's bridges: the default one and those of networks that somebody made. Each is in a file before anything of
 * it is in the kernel, and is made there when it is first needed. Thread-safe.
 */
final class Bridges {
    private final NetworkConfig config;
    private final HostLinks links;
    private final SandboxStore store;
    private final Supplier<String> newId;
    private final Map<String, BridgeSettings> known = new ConcurrentHashMap<>();
    private final Map<String, Bridge> made = new ConcurrentHashMap<>();
    private volatile Optional<BridgeSettings> defaultBridge = Optional.empty();
    private volatile Optional<Filter> filter = Optional.empty();

    /** Reads which networks there are. */
    Bridges(NetworkConfig config, HostLinks links, SandboxStore store, Supplier<String> newId) throws IOException {
        this.config = config;
        this.links = links;
        this.store = store;
        this.newId = newId;
        JsonFiles.read(config.settings(), BridgeSettings.class).ifPresent(s -> known.put(s.id(), s));
        Files.createDirectories(config.networks());
        try (Stream<Path> files = Files.list(config.networks())) {
            for (Path file : files.toList()) {
                if (file.getFileName().toString().startsWith(".")) {
                    Files.delete(file);
                } else {
                    JsonFiles.read(file, BridgeSettings.class).ifPresent(s -> known.put(s.id(), s));
                }
            }
        }
    }

    /** Whether the default bridge was ever made. */
    boolean hasDefault() {
        return Files.exists(config.settings());
    }

    Bridge defaultBridge() {
        return defaultBridge.map(settings -> made.get(settings.id())).orElseGet(this::makeDefault);
    }

    private synchronized Bridge makeDefault() {
        if (defaultBridge.isEmpty()) {
            try {
                boolean isUsed = store.all().stream()
                        .flatMap(r -> r.plugs().stream())
                        .anyMatch(plug -> plug.networkName().equals("bridge"));
                BridgeSettings settings = new SubnetClaims(config).settle(isUsed, newId.get());
                BridgeSettings before = known.put(settings.id(), settings);
                if (before != null && !before.equals(settings)) {
                    filter.ifPresent(f -> f.delete(before));
                }
                make(settings);
                defaultBridge = Optional.of(settings);
            } catch (IOException e) {
                throw failed(config.bridge(), e);
            }
        }
        return made.get(defaultBridge.get().id());
    }

    /** @throws EngineException NOT_FOUND when there is no such network */
    Bridge get(String name, String id) {
        if (name.equals("bridge")) {
            return defaultBridge();
        }
        Bridge bridge = made.get(id);
        return bridge != null ? bridge : makeKnown(name, id);
    }

    private synchronized Bridge makeKnown(String name, String id) {
        Bridge bridge = made.get(id);
        if (bridge != null) {
            return bridge;
        }
        BridgeSettings settings = known.get(id);
        if (settings == null) {
            throw EngineException.notFound("network " + name + " not found");
        }
        try {
            return make(settings);
        } catch (IOException e) {
            throw failed(settings.bridge(), e);
        }
    }

    private static EngineException failed(String bridge, IOException e) {
        return EngineException.internal("the bridge " + bridge + " cannot be made: " + e.getMessage(), e);
    }

    private Bridge make(BridgeSettings settings) throws IOException {
        Bridge bridge = Bridge.establish(settings, links, store);
        if (filter.isPresent()) {
            filter.get().add(settings);
        } else {
            installFilter();
        }
        new ForwardAccept(settings.bridge(), config.table()).ensure();
        made.put(settings.id(), bridge);
        return bridge;
    }

    private void installFilter() throws IOException {
        Filter first =
                new Filter(new FilterRules(config.table(), HostAddresses.defaultInterfaces()), links, this::all, store);
        first.install();
        filter = Optional.of(first);
    }

    /** Exists as soon as a bridge does. */
    Filter filter() {
        if (filter.isEmpty()) {
            defaultBridge();
        }
        return filter.orElseThrow();
    }

    private Collection<BridgeSettings> all() {
        return List.copyOf(known.values());
    }

    /** Settles, records and makes a new network. A failure leaves nothing. */
    synchronized BridgeSettings create(String id, NetworkPlan plan) {
        try {
            for (BridgeSettings other : known.values()) {
                plan.check(other);
            }
            BridgeSettings settings = new SubnetClaims(config).settle(id, plan::settle);
            known.put(id, settings);
            try {
                make(settings);
                return settings;
            } catch (IOException | RuntimeException e) {
                known.remove(id);
                destroy(settings);
                throw e;
            }
        } catch (IOException e) {
            throw EngineException.internal("the network cannot be made: " + e.getMessage(), e);
        }
    }

    /** Nobody is connected any more. */
    synchronized void remove(String id) {
        BridgeSettings settings = known.remove(id);
        if (settings != null && !settings.isDefault()) {
            made.remove(id);
            try {
                destroy(settings);
            } catch (IOException e) {
                throw EngineException.internal("network " + settings.name() + " cannot be removed: " + e, e);
            }
        }
    }

    private void destroy(BridgeSettings settings) throws IOException {
        // The kernel takes its time, and so does iptables.
        Sidekick unlinking = Sidekick.start("unlink", () -> links.deleteLink(settings.bridge()));
        try {
            if (filter.isPresent()) {
                filter.get().delete(settings);
            } else {
                installFilter(); // an earlier daemon's has the network still
            }
            new ForwardAccept(settings.bridge(), config.table()).remove();
        } finally {
            unlinking.join();
        }
        unlinking.rethrow();
        Files.deleteIfExists(config.network(settings.id()));
        new SubnetClaims(config).giveUp(settings.id());
    }

    /** Ids of the networks that somebody made. */
    List<String> ids() {
        return known.values().stream()
                .filter(settings -> !settings.isDefault())
                .map(BridgeSettings::id)
                .toList();
    }

    /** For uninstalling: all bridges and every rule; the default one's id and subnet stay chosen. */
    synchronized void removeAll() throws IOException {
        for (String id : new ArrayList<>(ids())) {
            remove(id);
        }
        if (hasDefault()) {
            BridgeSettings settings = defaultBridge().settings();
            links.deleteLink(settings.bridge());
            new ForwardAccept(settings.bridge(), config.table()).remove();
            new SubnetClaims(config).giveUp("");
        }
        filter.ifPresent(Filter::uninstall);
        known.clear();
        made.clear();
        defaultBridge = Optional.empty();
        filter = Optional.empty();
    }
}
