package io.sockerless.engine.core.network;

import io.sockerless.drivers.spi.HasNetworks;
import io.sockerless.engine.core.Events;
import io.sockerless.engine.core.Networks;
import io.sockerless.engine.core.container.Connections;
import io.sockerless.engine.core.container.NetworkSource;
import io.sockerless.engine.core.persistence.ModelJson;
import io.sockerless.engine.model.Container;
import io.sockerless.engine.model.EndpointConfig;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import io.sockerless.engine.model.network.IpamPool;
import io.sockerless.engine.model.network.NetworkDescription;
import io.sockerless.engine.store.Store;
import io.sockerless.engine.store.Table;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All networks: those that exist without being made, and those that somebody made, which the driver realises. */
public final class EngineNetworks implements Networks, NetworkSource {
    private static final int ID_BYTES = 32;

    private final BuiltInNetworks builtIn;
    private final Table<NetworkDescription> table;
    private final Optional<HasNetworks> driver;
    private final Supplier<Connections> connections;
    private final Supplier<Collection<Container>> containers;
    private final Events events;
    private final Clock clock;
    private final RandomGenerator random;

    /** @param connections asked for when a container is to be connected */
    public EngineNetworks(
            Store store,
            Optional<HasNetworks> driver,
            BuiltInNetworks builtIn,
            Supplier<Connections> connections,
            Supplier<Collection<Container>> containers,
            Events events,
            Clock clock,
            RandomGenerator random) {
        this.builtIn = builtIn;
        this.table = store.table("network", NetworkDescription.class, ModelJson.mapper());
        this.driver = driver;
        this.connections = connections;
        this.containers = containers;
        this.events = events;
        this.clock = clock;
        this.random = random;
    }

    /** After a start: removes what a killed engine has made or removed by half. */
    public void sweep() {
        driver.ifPresent(d -> d.retainNetworks(
                table.values().stream().map(NetworkDescription::id).collect(Collectors.toSet())));
    }

    @Override
    public List<Network> list(Map<String, List<String>> filters) {
        NetworkFilter filter = NetworkFilter.of(filters);
        return all().filter(filter::matches).toList();
    }

    private Stream<Network> all() {
        return Stream.concat(
                builtIn.all(),
                table.values().stream()
                        .sorted(Comparator.comparing(NetworkDescription::created))
                        .map(this::view));
    }

    private Network view(NetworkDescription found) {
        return new Network(
                found.name(),
                found.id(),
                found.created(),
                found.scope(),
                found.driver(),
                found.enableIpv6(),
                new Ipam(found.ipamDriver(), found.ipamOptions(), found.settled()),
                found.internal(),
                found.attachable(),
                EndpointViews.of(found.id(), found.name(), containers.get()),
                found.options(),
                found.labels(),
                false);
    }

    @Override
    public Network get(String ref) {
        List<Network> all = all().toList();
        return exact(all, ref, Network::name)
                .or(() -> exact(all, ref, Network::id))
                .orElseGet(() -> byPrefix(all, ref));
    }

    private static Optional<Network> exact(
            List<Network> all, String ref, java.util.function.Function<Network, String> key) {
        return all.stream().filter(network -> key.apply(network).equals(ref)).findFirst();
    }

    private static Network byPrefix(List<Network> all, String ref) {
        List<Network> found = all.stream()
                .filter(network -> !ref.isEmpty() && network.id().startsWith(ref))
                .toList();
        if (found.size() > 1) {
            throw EngineException.invalid(
                    "network " + ref + " is ambiguous (" + found.size() + " matches found on ID prefix)");
        }
        return found.stream().findFirst().orElseThrow(() -> EngineException.notFound("network " + ref + " not found"));
    }

    @Override
    public Optional<NetworkRef> find(String ref) {
        return builtIn.find(ref)
                .or(() -> table.values().stream()
                        .filter(n -> n.name().equals(ref) || n.id().equals(ref))
                        .min(Comparator.comparing(n -> !n.name().equals(ref)))
                        .map(n -> new NetworkRef(
                                n.name(),
                                n.id(),
                                n.driver(),
                                true,
                                n.pools().stream().anyMatch(p -> !p.isIpv6()),
                                n.pools().stream().anyMatch(IpamPool::isIpv6))));
    }

    @Override
    public synchronized String create(CreateRequest request) {
        NetworkValidation.check(request, driver.map(HasNetworks::networkDrivers).orElse(java.util.Set.of()));
        if (find(request.name()).filter(n -> n.name().equals(request.name())).isPresent()) {
            throw EngineException.conflict("network with name " + request.name() + " already exists");
        }
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        String id = HexFormat.of().formatHex(bytes);
        String driverName = request.driver().isEmpty() ? "bridge" : request.driver();
        List<IpamPool> settled = driver.orElseThrow()
                .createNetwork(new HasNetworks.NetworkRequest(
                        id,
                        request.name(),
                        driverName,
                        request.internal(),
                        request.enableIpv6(),
                        request.ipam().pools(),
                        request.options()));
        NetworkDescription made = new NetworkDescription(
                request.name(),
                id,
                clock.instant(),
                "local",
                driverName,
                request.enableIpv6(),
                "default",
                request.ipam().options(),
                request.ipam().pools(),
                settled,
                request.internal(),
                request.attachable(),
                request.options(),
                request.labels());
        try {
            table.put(id, made);
        } catch (RuntimeException e) {
            driver.get().removeNetwork(id);
            throw e;
        }
        publish(made, "create");
        return id;
    }

    @Override
    public Optional<NetworkDescription> description(String name) {
        return table.values().stream()
                .filter(network -> network.name().equals(name) || network.id().equals(name))
                .findFirst();
    }

    @Override
    public synchronized void restore(NetworkDescription network) {
        if (table.get(network.id()).isPresent() || find(network.name()).isPresent()) {
            return;
        }
        driver.orElseThrow()
                .createNetwork(new HasNetworks.NetworkRequest(
                        network.id(),
                        network.name(),
                        network.driver(),
                        network.internal(),
                        network.enableIpv6(),
                        network.pools(),
                        network.options()));
        table.put(network.id(), network);
        publish(network, "create");
    }

    @Override
    public synchronized void remove(String ref) {
        Network network = get(ref);
        if (network.builtIn()) {
            throw new EngineException(
                    ErrorKind.FORBIDDEN, network.name() + " is a pre-defined network and cannot be removed");
        }
        delete(table.get(network.id()).orElseThrow());
    }

    /** The driver goes first: it refuses while somebody is connected, and what it has without a row is swept. */
    private void delete(NetworkDescription network) {
        EngineException used = new EngineException(
                ErrorKind.FORBIDDEN,
                "error while removing network: network " + network.name() + " id " + network.id()
                        + " has active endpoints");
        if (!EndpointViews.of(network.id(), network.name(), containers.get()).isEmpty()) {
            throw used;
        }
        try {
            driver.orElseThrow().removeNetwork(network.id());
        } catch (EngineException e) {
            throw e.kind() == ErrorKind.CONFLICT ? used : e;
        }
        table.delete(network.id());
        publish(network, "destroy");
    }

    @Override
    public synchronized List<String> prune(Map<String, List<String>> filters) {
        PruneFilter filter = PruneFilter.of(filters, clock);
        List<String> deleted = new ArrayList<>();
        for (NetworkDescription network : List.copyOf(table.values())) {
            boolean unused = EndpointViews.of(network.id(), network.name(), containers.get())
                    .isEmpty();
            if (unused && filter.matches(network.labels(), network.created())) {
                delete(network);
                deleted.add(network.name());
            }
        }
        events.publish(new Events.Event("network", "prune", "", Map.of("reclaimed", "0"), clock.instant()));
        return deleted;
    }

    @Override
    public void connect(String ref, String container, EndpointConfig endpoint) {
        connections.get().connect(refOf(get(ref)), container, endpoint);
    }

    @Override
    public void disconnect(String ref, String container, boolean force) {
        connections.get().disconnect(refOf(get(ref)), container, force);
    }

    private NetworkRef refOf(Network network) {
        return find(network.id())
                .orElseThrow(() -> EngineException.notFound("network " + network.name() + " not found"));
    }

    private void publish(NetworkDescription network, String action) {
        events.publish(new Events.Event(
                "network",
                action,
                network.id(),
                Map.of("name", network.name(), "type", network.driver()),
                clock.instant()));
    }
}
