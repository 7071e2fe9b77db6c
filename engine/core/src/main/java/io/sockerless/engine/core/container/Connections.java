package io.sockerless.engine.core.container;

import io.sockerless.drivers.spi.HasNetworks;
import io.sockerless.engine.core.container.NetworkSource.NetworkRef;
import io.sockerless.engine.model.Container;
import io.sockerless.engine.model.ContainerState;
import io.sockerless.engine.model.EndpointConfig;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import io.sockerless.engine.model.NetworkStatus;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Connects containers to networks and disconnects them, whether they run or not. */
public final class Connections {
    private static final System.Logger LOG = System.getLogger(Connections.class.getName());

    private final Context context;

    Connections(Context context) {
        this.context = context;
    }

    public void connect(NetworkRef network, String ref, EndpointConfig asked) {
        ContainerLife life = context.index().get(ref);
        life.locked(() -> {
            life.requirePresent();
            Container before = life.container();
            if (life.removing || before.state() instanceof ContainerState.Dead) {
                throw EngineException.conflict(
                        "Container " + before.id() + " is marked for removal and cannot be connected or disconnected"
                                + " to the network " + network.name());
            }
            checkModes(network, before);
            Memberships.check(network, asked);
            if (present(before).containsKey(network.name())) {
                if (!running(before)) {
                    return null; // as it was connected first
                }
                throw new EngineException(
                        ErrorKind.FORBIDDEN,
                        "endpoint with name " + before.name() + " already exists in network " + network.name());
            }
            Map<String, EndpointConfig> networks = present(before);
            networks.put(network.name(), asked);
            change(life, networks);
            if (running(before)) {
                context.events().network(life.container(), network, "connect");
            }
            return null;
        });
    }

    public void disconnect(NetworkRef network, String ref, boolean force) {
        if (force && context.index().find(ref).isEmpty()) {
            throw EngineException.notFound("endpoint " + ref + " not found");
        }
        ContainerLife life = context.index().get(ref);
        life.locked(() -> {
            life.requirePresent();
            Container before = life.container();
            if (network.driver().equals("host") && Memberships.of(before).containsKey(network.name())) {
                throw hostNetwork();
            }
            Map<String, EndpointConfig> networks = present(before);
            if (networks.remove(network.name()) == null) {
                throw new EngineException(
                        ErrorKind.INTERNAL,
                        "container " + before.id() + " is not connected to "
                                + (running(before) ? "network " : "the network ") + network.name());
            }
            change(life, networks);
            context.events().network(life.container(), network, "disconnect");
            return null;
        });
    }

    /** It may have left them all; then its next start brings it back to its mode's network. */
    private static Map<String, EndpointConfig> present(Container container) {
        if (!running(container)) {
            return new LinkedHashMap<>(container.networks());
        }
        Map<String, EndpointConfig> present = new LinkedHashMap<>();
        container.network().endpoints().keySet().stream()
                .sorted()
                .forEach(name ->
                        present.put(name, container.networks().getOrDefault(name, new EndpointConfig(Map.of()))));
        return present;
    }

    private static boolean running(Container container) {
        return container.state().alive();
    }

    private static EngineException hostNetwork() {
        return EngineException.invalid(
                "container cannot be disconnected from host network or connected to host network");
    }

    private static void checkModes(NetworkRef network, Container container) {
        if (network.driver().equals("host")) {
            throw hostNetwork();
        }
        Set<String> present = Memberships.of(container).keySet();
        if (container.host().networkMode().startsWith("container:") || present.contains("host")) {
            throw EngineException.invalid("container sharing network namespace with another container or host cannot be"
                    + " connected to any other network");
        }
        if (network.driver().equals("null") || present.contains("none")) {
            throw EngineException.invalid("container cannot be connected to multiple networks with one of the networks"
                    + " in private (none) mode");
        }
    }

    /** The lock is held. A container that runs is connected before its row says so. */
    private void change(ContainerLife life, Map<String, EndpointConfig> networks) {
        Container before = life.container();
        if (!running(before)) {
            life.commit(before.withNetworks(networks, only(before.network(), networks)));
            return;
        }
        Container after = before.withNetworks(networks, before.network());
        NetworkStatus status = PortSpecs.exposed(
                before, driver(before).reconnect(context.specs().forConnection(after, life.provision)));
        try {
            life.commit(after.withNetworks(networks, status));
        } catch (RuntimeException e) {
            reconnect(life);
            throw e;
        }
        context.described(life);
    }

    private static NetworkStatus only(NetworkStatus status, Map<String, EndpointConfig> networks) {
        Map<String, NetworkStatus.Endpoint> endpoints = new HashMap<>(status.endpoints());
        endpoints.keySet().retainAll(networks.keySet());
        return new NetworkStatus(status.sandboxId(), status.sandboxKey(), endpoints, status.ports());
    }

    private HasNetworks driver(Container container) {
        if (context.driver() instanceof HasNetworks networks) {
            return networks;
        }
        throw Refusals.ability(container, "connect running containers to networks");
    }

    /**
     * Tells containers that run of the address of one that has started and that they are linked to. Beside the start, whose
     * lock is held.
     */
    void tellLinked(Container started) {
        for (ContainerLife owner : context.index().all()) {
            boolean linked = owner.container().host().has("Links")
                    && Links.of(owner.container()).stream()
                            .anyMatch(link -> link.other().equals(started.name()));
            if (linked) {
                Thread.ofVirtual()
                        .name("link-" + owner.id().substring(0, 12))
                        .start(() -> owner.locked(() -> {
                            if (owner.container().state().alive() && !owner.waits.gone()) {
                                reconnect(owner);
                            }
                            return null;
                        }));
            }
        }
    }

    /**
     * Makes the connections of a container that runs what its row says: after a change of its name, and when a killed
     * engine may have left them half changed. The lock is held.
     */
    void reconnect(ContainerLife life) {
        Container container = life.container();
        boolean joined = container.network().endpoints().isEmpty();
        if (joined || !(context.driver() instanceof HasNetworks networks)) {
            return;
        }
        try {
            NetworkStatus status = PortSpecs.exposed(
                    container, networks.reconnect(context.specs().forConnection(container, life.provision)));
            if (!status.equals(container.network())) {
                life.commit(container.withNetwork(status));
            }
        } catch (EngineException e) {
            LOG.log(System.Logger.Level.WARNING, "cannot settle the networks of container " + container.id(), e);
        }
    }
}
