package io.sockerless.drivers.linux.network;

import io.sockerless.engine.model.EngineException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The embedded name server of containers in networks that somebody made: 127.0.0.11 in each of them. It lives in the
 * agent's process that also holds the ports, and so outlives the daemon. Thread-safe.
 */
public final class NameService {
    /** Where containers find it. */
    public static final String ADDRESS = "127.0.0.11";

    private static final System.Logger LOG = System.getLogger(NameService.class.getName());

    private final PortHolder holder;
    private final Supplier<List<String>> hostServers;

    /**
     * What it knows of one container.
     *
     * @param inside whether the upstreams are asked from the container's namespace
     */
    record Names(String owner, String netns, List<String> upstreams, boolean inside, List<EndpointNames> endpoints) {}

    record EndpointNames(
            String network,
            String networkName,
            boolean internal,
            List<String> addresses,
            List<String> names,
            Map<String, String> links) {}

    /** @param more there are others behind these */
    private record SomeNames(List<Names> owners, boolean more) {}

    /** @param hostServers whom to ask what no container is called */
    NameService(PortHolder holder, Supplier<List<String>> hostServers) {
        this.holder = holder;
        this.hostServers = hostServers;
    }

    /** Serves the container from now on, or what has changed of it. One without names is not served. */
    void set(SandboxRecord record) {
        if (record.isNamed()) {
            holder.request("dns-set", names(record));
        }
    }

    private Names names(SandboxRecord record) {
        boolean own = !record.nameServers().isEmpty();
        return new Names(
                record.containerId(),
                record.netns(),
                own ? record.nameServers() : hostServers.get(),
                own,
                record.plugs().stream().map(NameService::names).toList());
    }

    private static EndpointNames names(SandboxRecord.Plug plug) {
        return new EndpointNames(
                plug.networkId(),
                plug.networkName(),
                plug.internal(),
                plug.address6().isEmpty() ? List.of(plug.address()) : List.of(plug.address(), plug.address6()),
                plug.names(),
                plug.links());
    }

    void drop(SandboxRecord record) {
        if (record.isNamed()) {
            holder.request("dns-drop", Map.of("owner", record.containerId()));
        }
    }

    private Set<String> served() {
        Set<String> served = new HashSet<>();
        SomeNames page = holder.request("dns-list", Map.of(), SomeNames.class);
        page.owners().forEach(names -> served.add(names.owner()));
        while (page.more()) {
            page = holder.request(
                    "dns-list", Map.of("after", page.owners().getLast().owner()), SomeNames.class);
            page.owners().forEach(names -> served.add(names.owner()));
        }
        return served;
    }

    /** After a restart of the daemon or a loss of the process: it serves these and no others. */
    void restore(Collection<SandboxRecord> records) {
        Set<String> served = served();
        for (SandboxRecord record : records) {
            served.remove(record.containerId());
            try {
                set(record);
            } catch (EngineException e) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "container {0} finds no names any more: {1}",
                        record.containerId(),
                        e.getMessage());
            }
        }
        served.forEach(owner -> holder.request("dns-drop", Map.of("owner", owner)));
    }
}
