package io.sockerless.drivers.linux.network;

import io.sockerless.drivers.agent.AgentConnection;
import io.sockerless.drivers.linux.network.SandboxRecord.Plug;
import io.sockerless.drivers.spi.HasNetworks.BridgeInfo;
import io.sockerless.drivers.spi.HasNetworks.NetworkRequest;
import io.sockerless.drivers.spi.TaskSpec.NetworkSpec;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.network.IpamPool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Docker's bridge networks on Linux: the default one and those that somebody makes, a pair of interfaces per container
 * and network, published ports, and names.
 *
 * <p>A published port is bound on the host by the agent's {@code ports} process, which outlives the daemon, so that no
 * other program can take it; the packet filter redirects IPv4 connections before they reach that process, which relays
 * the others. The same process is the name server of containers. A sandbox is on disk before anything of it is in the
 * kernel: whatever moment the daemon dies at, the next one knows what exists, and no address is given twice. A bridge is
 * made when first needed and stays when the daemon ends; {@link #remove()} takes all away.
 */
public final class BridgeNetwork implements ContainerNetwork {
    private static final System.Logger LOG = System.getLogger(BridgeNetwork.class.getName());
    private static final int ID_BYTES = 32;
    private static final int SANDBOX_NAME = 12;

    private final NetworkConfig config;
    private final HostLinks links;
    private final RandomGenerator random;
    private final SandboxStore store;
    private final SandboxCleaner cleaner;
    private final PortHolder holder;
    private final HostPorts ports;
    private final NameService names;
    private final Bridges bridges;
    private final Plugs plugs;
    private final Reconnection reconnection;
    private boolean adopted;

    /**
     * Reads what exists and makes nothing yet.
     *
     * @param host gives the connection to an agent in host mode; asked anew each time, so that one that has died can be
     *     replaced
     * @throws EngineException INTERNAL when the directories cannot be used
     */
    public BridgeNetwork(NetworkConfig config, Supplier<AgentConnection> host) {
        this(config, new AgentLinks(host), new SecureRandom());
    }

    BridgeNetwork(NetworkConfig config, HostLinks links, RandomGenerator random) {
        this.config = config;
        this.links = links;
        this.random = random;
        try {
            Files.createDirectories(config.namespaces());
            this.store = SandboxStore.open(config.sandboxes());
            this.bridges = new Bridges(config, links, store, () -> hex(ID_BYTES));
        } catch (IOException e) {
            throw EngineException.internal("network state: " + e, e);
        }
        this.cleaner = new SandboxCleaner(this::unpublish, this::dismantle);
        this.holder = new PortHolder(config.agent(), config.runDir(), this::restore);
        this.ports = new HostPorts(holder, cleaner::awaitIdle);
        this.names = new NameService(holder, this::nameServers);
        this.plugs = new Plugs(config, bridges, ports, this::hex);
        this.reconnection = new Reconnection(store, bridges, plugs, ports, holder, names, links);
    }

    @Override
    public Sandbox attach(Wanted container) {
        if (store.find(container.id()).isPresent()) {
            detach(container.id());
            cleaner.awaitIdle();
        }
        return switch (container.spec()) {
            case NetworkSpec.None _ -> isolate(container.id());
            case NetworkSpec.Bridge toBridge -> connect(container, toBridge);
            case NetworkSpec.Host _ -> throw new IllegalArgumentException("the host's network needs no sandbox");
            case NetworkSpec.Joined _ -> throw new IllegalArgumentException("a joined network needs no sandbox");
        };
    }

    private Sandbox isolate(String containerId) {
        SandboxRecord record = record(containerId, List.of(), List.of());
        store.put(record);
        return build(record, () -> links.createNamespace(record.netnsPath()));
    }

    private Sandbox connect(Wanted container, NetworkSpec.Bridge spec) {
        adopt();
        List<Plug> chosen = plugs.choose(spec.endpoints(), Set.of());
        List<Plug> published;
        try {
            published = plugs.publish(container.id(), container.name(), chosen, spec.ports());
        } catch (EngineException e) {
            plugs.release(chosen);
            throw e;
        }
        SandboxRecord record = record(container.id(), published, container.nameServers());
        try {
            store.put(record);
        } catch (EngineException e) {
            giveBack(record);
            throw e;
        }
        return build(record, () -> connect(record));
    }

    /** The packet filter and the interfaces do not need each other, nor do the names the latter. */
    private void connect(SandboxRecord record) {
        Sidekick publishing = record.publications().isEmpty()
                ? Sidekick.NOTHING
                : Sidekick.start("publish", () -> bridges.filter().publish(record));
        Sidekick naming = Sidekick.NOTHING;
        try {
            links.createNamespace(record.netnsPath());
            if (record.isNamed()) {
                naming = Sidekick.start("names", () -> names.set(record));
            }
            Optional<Plug> outward = record.outward();
            for (Plug plug : record.plugs()) {
                boolean isOutward = outward.filter(plug::equals).isPresent();
                links.plug(reconnection.cable(record, plug, isOutward ? plug.gateways() : List.of()));
            }
        } finally {
            publishing.join();
            naming.join();
        }
        publishing.rethrow();
        naming.rethrow();
    }

    private Sandbox build(SandboxRecord record, Runnable work) {
        try {
            work.run();
            return record.sandbox();
        } catch (RuntimeException e) {
            retire(record);
            cleaner.awaitIdle();
            throw e;
        }
    }

    private SandboxRecord record(String containerId, List<Plug> plugged, List<String> nameServers) {
        String sandboxId = hex(ID_BYTES);
        Path netns = config.namespaces().resolve(sandboxId.substring(0, SANDBOX_NAME));
        return new SandboxRecord(containerId, sandboxId, netns.toString(), store.boot(), plugged, nameServers);
    }

    @Override
    public Sandbox reconnect(Wanted container) {
        adopt();
        return reconnection.reconnect(container).sandbox();
    }

    @Override
    public Optional<Sandbox> recover(String containerId) {
        Optional<SandboxRecord> record = store.find(containerId).filter(r -> Files.exists(r.netnsPath()));
        record.filter(r -> !r.plugs().isEmpty()).ifPresent(r -> {
            adopt();
            reconnection.mend(r);
        });
        return record.map(SandboxRecord::sandbox);
    }

    @Override
    public void detach(String containerId) {
        store.find(containerId).ifPresent(this::retire);
    }

    private void retire(SandboxRecord record) {
        if (!record.plugs().isEmpty()) {
            adopt();
        }
        ports.retire(record.publications());
        cleaner.submit(record);
    }

    @Override
    public void unpublish(String containerId) {
        try {
            store.find(containerId)
                    .filter(record -> !record.publications().isEmpty())
                    .ifPresent(this::unpublish);
        } catch (EngineException e) {
            LOG.log(System.Logger.Level.WARNING, "published ports of container " + containerId, e);
        }
    }

    private void unpublish(SandboxRecord record) {
        adopt();
        bridges.filter().unpublish(List.of(record));
        holder.release(record.containerId());
        ports.free(record.publications());
        store.put(record.with(
                record.plugs().stream().map(plug -> plug.with(List.of())).toList()));
    }

    /** Without published ports there is nothing to take back, and no bridge to make for it. */
    private void unpublish(List<SandboxRecord> records) {
        if (records.stream().anyMatch(record -> !record.publications().isEmpty())) {
            bridges.filter().unpublish(records);
        }
    }

    /** Called when the packet filter leads nowhere any more. */
    private void dismantle(SandboxRecord record) {
        names.drop(record);
        record.plugs().forEach(plug -> links.deleteLink(plug.link()));
        links.deleteNamespace(record.netnsPath());
        // Detach may come twice while the first is under way; only one gives back.
        if (store.find(record.containerId()).filter(record::equals).isPresent()) {
            giveBack(record);
            store.remove(record);
        }
    }

    private void giveBack(SandboxRecord record) {
        if (!record.publications().isEmpty()) {
            holder.release(record.containerId());
            ports.free(record.publications());
        }
        plugs.release(record.plugs());
    }

    @Override
    public List<IpamPool> create(NetworkRequest request) {
        NetworkPlan plan = new NetworkPlan(request);
        return plan.pools(bridges.create(request.id(), plan));
    }

    @Override
    public List<String> containers(String networkId) {
        return store.all().stream()
                .filter(record -> record.plug(networkId).isPresent())
                .map(SandboxRecord::containerId)
                .toList();
    }

    @Override
    public void remove(String networkId) {
        cleaner.awaitIdle();
        if (!containers(networkId).isEmpty()) {
            throw EngineException.conflict("network " + networkId + " has active endpoints");
        }
        bridges.remove(networkId);
    }

    @Override
    public void retain(Set<String> networkIds) {
        bridges.ids().stream().filter(id -> !networkIds.contains(id)).forEach(this::remove);
    }

    @Override
    public BridgeInfo defaultBridge() {
        return bridges.defaultBridge().settings().info();
    }

    @Override
    public List<String> nameServers() {
        try {
            return NameServers.of(Path.of("/etc/resolv.conf"), Path.of("/run/systemd/resolve/resolv.conf"));
        } catch (IOException e) {
            throw EngineException.internal("the host's name servers cannot be read: " + e, e);
        }
    }

    /** Returns when all of it is gone. */
    @Override
    public void sweep(Set<String> liveContainerIds) {
        try {
            // Before the records: what is made meanwhile is then known.
            List<Path> namespaces = files(config.namespaces());
            List<String> interfaces = HostAddresses.interfaces(config.linkPrefix());
            List<SandboxRecord> records = store.all();
            records.stream()
                    .filter(record -> !liveContainerIds.contains(record.containerId()))
                    .forEach(this::retire);
            cleaner.awaitIdle();
            Set<String> known = records.stream()
                    .flatMap(r -> Stream.concat(
                            Stream.of(r.netns()), r.plugs().stream().map(Plug::link)))
                    .collect(Collectors.toSet());
            namespaces.stream().filter(n -> !known.contains(n.toString())).forEach(links::deleteNamespace);
            interfaces.stream().filter(link -> !known.contains(link)).forEach(links::deleteLink);
        } catch (IOException e) {
            throw EngineException.internal("sweeping the network: " + e, e);
        }
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }

    /** Removes all sandboxes, bridges and every rule. For uninstalling; the default network's subnet stays chosen. */
    public void remove() {
        try {
            sweep(Set.of());
            bridges.removeAll();
        } catch (IOException e) {
            throw EngineException.internal("removing the network: " + e, e);
        }
    }

    @Override
    public void close() {
        cleaner.close();
        holder.close();
    }

    /** Takes over what an earlier daemon's process holds, once. */
    private synchronized void adopt() {
        if (adopted) {
            return;
        }
        List<SandboxRecord> records = store.all();
        if (records.stream().anyMatch(r -> !r.publications().isEmpty() || r.isNamed())
                || Files.exists(config.runDir().resolve("ports.sock"))) {
            ports.adopt(records);
            names.restore(records);
        }
        adopted = true;
    }

    private void restore() {
        try {
            ports.restore(store.all());
            names.restore(store.all());
        } catch (EngineException e) {
            LOG.log(System.Logger.Level.ERROR, "published ports and names are not served", e);
        }
    }

    private String hex(int bytes) {
        byte[] value = new byte[bytes];
        random.nextBytes(value);
        return HexFormat.of().formatHex(value);
    }
}
