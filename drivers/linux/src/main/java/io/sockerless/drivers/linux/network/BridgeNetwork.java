package io.sockerless.drivers.linux.network;

import io.sockerless.drivers.agent.AgentConnection;
import io.sockerless.drivers.linux.network.SandboxRecord.Plug;
import io.sockerless.drivers.spi.HasNetworks.BridgeInfo;
import io.sockerless.drivers.spi.TaskSpec.NetworkSpec;
import io.sockerless.engine.model.EngineException;
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
 * Docker's default network on Linux: a bridge per daemon, a pair of interfaces per container, and published ports.
 *
 * <p>A published port is bound on the host by the agent's {@code ports} process, which outlives the daemon, so that no
 * other program can take it; the packet filter redirects IPv4 connections before they reach that process, which relays
 * the others. A sandbox is on disk before anything of it is in the kernel: whatever moment the daemon dies at, the next
 * one knows what exists, and no address is given twice. The bridge is made when first needed and stays when the daemon
 * ends; {@link #remove} takes it away.
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
    private volatile Optional<Bridge> bridge = Optional.empty();

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
        } catch (IOException e) {
            throw EngineException.internal("network state: " + e, e);
        }
        this.cleaner = new SandboxCleaner(this::unpublish, this::dismantle);
        this.holder = new PortHolder(config.agent(), config.runDir(), this::restorePorts);
        this.ports = new HostPorts(holder, cleaner::awaitIdle);
    }

    @Override
    public Sandbox attach(String containerId, String containerName, NetworkSpec spec) {
        if (store.find(containerId).isPresent()) {
            detach(containerId);
            cleaner.awaitIdle();
        }
        return switch (spec) {
            case NetworkSpec.None none -> isolate(containerId);
            case NetworkSpec.Bridge toBridge -> plug(containerId, containerName, toBridge);
            case NetworkSpec.Host host -> throw new IllegalArgumentException("the host's network needs no sandbox");
            case NetworkSpec.Joined joined -> throw new IllegalArgumentException("a joined network needs no sandbox");
        };
    }

    private Sandbox isolate(String containerId) {
        SandboxRecord record = record(containerId, List.of());
        store.put(record);
        return build(record, () -> links.createNamespace(record.netnsPath()));
    }

    private Sandbox plug(String containerId, String containerName, NetworkSpec.Bridge spec) {
        if (!spec.networkName().equals("bridge")) {
            throw EngineException.notImplemented("network " + spec.networkName()
                    + ": the linux driver connects containers to the network bridge only");
        }
        Bridge to = established();
        AddressPool pool = to.addresses();
        String address = spec.ipv4Address().map(pool::claim).orElseGet(pool::allocate);
        String endpointId = hex(ID_BYTES);
        Plug plug;
        try {
            plug = new Plug(
                    spec.networkName(),
                    spec.networkId(),
                    endpointId,
                    address,
                    to.settings().range().prefix(),
                    to.settings().gateway(),
                    spec.macAddress().orElseGet(() -> Ipv4.hardwareAddress(address)),
                    config.link(hex(4)),
                    ports.publish(containerId, address, spec.ports()));
        } catch (EngineException e) {
            pool.release(address);
            throw new EngineException(
                    e.kind(),
                    "driver failed programming external connectivity on endpoint " + containerName + " (" + endpointId
                            + "): " + e.getMessage(),
                    e);
        }
        SandboxRecord record = record(containerId, List.of(plug));
        try {
            store.put(record);
        } catch (EngineException e) {
            giveBack(record);
            throw e;
        }
        return build(record, () -> connect(to, record, plug));
    }

    /** The packet filter and the interfaces do not need each other. */
    private void connect(Bridge to, SandboxRecord record, Plug plug) {
        Sidekick publishing =
                plug.publications().isEmpty() ? Sidekick.NOTHING : Sidekick.start("publish", () -> to.publish(record));
        try {
            links.createNamespace(record.netnsPath());
            links.plug(new HostLinks.Cable(
                    record.netnsPath(),
                    plug.link(),
                    plug.mac(),
                    plug.address() + "/" + plug.prefix(),
                    plug.gateway(),
                    BridgeSettings.MTU,
                    to.settings().bridge()));
        } finally {
            publishing.join();
        }
        publishing.rethrow();
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

    private SandboxRecord record(String containerId, List<Plug> plugs) {
        String sandboxId = hex(ID_BYTES);
        Path netns = config.namespaces().resolve(sandboxId.substring(0, SANDBOX_NAME));
        return new SandboxRecord(containerId, sandboxId, netns.toString(), store.boot(), plugs);
    }

    @Override
    public Optional<Sandbox> recover(String containerId) {
        Optional<SandboxRecord> record = store.find(containerId).filter(r -> Files.exists(r.netnsPath()));
        if (record.isPresent() && !record.get().plugs().isEmpty()) {
            established();
        }
        return record.map(SandboxRecord::sandbox);
    }

    @Override
    public void detach(String containerId) {
        store.find(containerId).ifPresent(this::retire);
    }

    private void retire(SandboxRecord record) {
        if (!record.plugs().isEmpty()) {
            established();
        }
        ports.retire(record.publications());
        cleaner.submit(record);
    }

    /** Without published ports there is nothing to take back, and no bridge to make for it. */
    private void unpublish(List<SandboxRecord> records) {
        if (records.stream().anyMatch(record -> !record.publications().isEmpty())) {
            established().unpublish(records);
        }
    }

    /** Called when the packet filter leads nowhere any more. */
    private void dismantle(SandboxRecord record) {
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
        bridge.ifPresent(b -> record.plugs().forEach(plug -> b.addresses().release(plug.address())));
    }

    @Override
    public BridgeInfo defaultBridge() {
        return established().settings().info();
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

    /** Removes all sandboxes, the bridge and every rule. For uninstalling; the network's id and subnet stay chosen. */
    public void remove() {
        try {
            boolean wasMade = bridge.isPresent() || Files.exists(config.settings());
            sweep(Set.of());
            if (wasMade) {
                established().remove(config);
                new SubnetClaims(config).giveUp();
            }
            bridge = Optional.empty();
        } catch (IOException e) {
            throw EngineException.internal("removing the network: " + e, e);
        }
    }

    @Override
    public void close() {
        cleaner.close();
        holder.close();
    }

    private Bridge established() {
        return bridge.orElseGet(this::establish);
    }

    private synchronized Bridge establish() {
        if (bridge.isEmpty()) {
            try {
                List<SandboxRecord> records = store.all();
                boolean isUsed = records.stream().anyMatch(r -> !r.plugs().isEmpty());
                BridgeSettings settings = new SubnetClaims(config).settle(isUsed, hex(ID_BYTES));
                Bridge made = Bridge.establish(config, settings, links, store);
                if (records.stream().anyMatch(r -> !r.publications().isEmpty())
                        || Files.exists(config.runDir().resolve("ports.sock"))) {
                    ports.adopt(records);
                }
                bridge = Optional.of(made);
            } catch (IOException e) {
                throw EngineException.internal(
                        "the bridge " + config.bridge() + " cannot be made: " + e.getMessage(), e);
            }
        }
        return bridge.get();
    }

    private void restorePorts() {
        try {
            ports.restore(store.all());
        } catch (EngineException e) {
            LOG.log(System.Logger.Level.ERROR, "published ports are not held", e);
        }
    }

    private String hex(int bytes) {
        byte[] value = new byte[bytes];
        random.nextBytes(value);
        return HexFormat.of().formatHex(value);
    }
}
