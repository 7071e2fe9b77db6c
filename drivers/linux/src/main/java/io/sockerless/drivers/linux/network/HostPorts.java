package io.sockerless.drivers.linux.network;

import io.sockerless.drivers.linux.network.PortHolder.Holding;
import io.sockerless.drivers.linux.network.PortHolder.Socket;
import io.sockerless.drivers.spi.TaskSpec.PortRequest;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;

/**
 * Chooses and reserves ports of the host. A port is ours when no other container has it (our own table) and no other
 * program (the holder could listen on it). Errors are dockerd's texts. Thread-safe.
 */
final class HostPorts {
    private static final System.Logger LOG = System.getLogger(HostPorts.class.getName());

    private final PortHolder holder;
    private final Runnable awaitRetired;
    private final Set<Publication.Key> taken = new HashSet<>();
    private final Set<Publication.Key> retiring = new HashSet<>();
    private final Map<String, Integer> lastEphemeral = new HashMap<>();

    private record Range(int first, int last) {}

    /** @param awaitRetired waits until what is being given back is free */
    HostPorts(PortHolder holder, Runnable awaitRetired) {
        this.holder = holder;
        this.awaitRetired = awaitRetired;
    }

    /**
     * Reserves all of the requested ports, or none.
     *
     * @param address the container's
     */
    List<Publication> publish(String owner, String address, List<PortRequest> requests) {
        List<Publication> all = new ArrayList<>();
        try {
            for (PortRequest request : requests) {
                all.addAll(publish(owner, address, request));
            }
        } catch (EngineException e) {
            if (!all.isEmpty()) {
                holder.release(owner);
                free(all);
            }
            throw e;
        }
        return all;
    }

    /** Keys of the given publications stay taken until {@link #free}, but are worth waiting for. */
    synchronized void retire(Collection<Publication> publications) {
        publications.forEach(p -> retiring.add(p.key()));
    }

    /** The owner's sockets are closed. */
    synchronized void free(Collection<Publication> publications) {
        publications.forEach(p -> {
            taken.remove(p.key());
            retiring.remove(p.key());
        });
    }

    /** After a restart of the daemon: what the holder has and no sandbox knows is released, what it lacks is held. */
    void adopt(Collection<SandboxRecord> records) {
        Set<String> owners = records.stream().map(SandboxRecord::containerId).collect(Collectors.toSet());
        for (Holding holding : holder.holdings()) {
            if (!owners.contains(holding.owner())) {
                holder.release(holding.owner());
            }
        }
        restore(records);
    }

    /** After a loss of the holder. A port that another program has taken meanwhile stays reachable by IPv4 only. */
    void restore(Collection<SandboxRecord> records) {
        Set<String> held = holder.holdings().stream().map(Holding::owner).collect(Collectors.toSet());
        for (SandboxRecord record : records) {
            synchronized (this) {
                record.publications().forEach(p -> taken.add(p.key()));
            }
            if (!held.contains(record.containerId())) {
                for (SandboxRecord.Plug plug : record.plugs()) {
                    plug.publications().forEach(p -> reclaim(record.containerId(), plug.address(), p));
                }
            }
        }
    }

    private void reclaim(String owner, String address, Publication publication) {
        try {
            holder.hold(new Holding(owner, List.of(socket(publication, address))));
        } catch (EngineException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "port {0} of container {1} is not held any more: {2}",
                    publication.hostPort(),
                    owner,
                    e.getMessage());
        }
    }

    private List<Publication> publish(String owner, String address, PortRequest request) {
        if (request.port().protocol().equals("sctp")) {
            throw EngineException.notImplemented("Error starting userland proxy: protocol not supported");
        }
        Optional<List<Publication>> first = attempt(owner, address, request, request.hostPortStart() != 0);
        if (first.isPresent()) {
            return first.get();
        }
        awaitRetired.run();
        return attempt(owner, address, request, false).orElseThrow(() -> new IllegalStateException("not retired"));
    }

    /** Empty when it is worth waiting for a retiring port. */
    private Optional<List<Publication>> attempt(String owner, String address, PortRequest request, boolean mayWait) {
        String refusal = "";
        List<String> addresses = hostAddresses(request);
        Range range = range(request);
        int size = range.last() - range.first() + 1;
        IntSupplier next = request.hostPortStart() == 0 ? ephemeral(request, range) : sequence(range);
        boolean isRetiring = false;
        for (int i = 0; i < size; i++) {
            List<Publication> candidate = at(request, addresses, next.getAsInt());
            if (!reserve(candidate)) {
                isRetiring |= isRetiring(candidate);
                continue;
            }
            Optional<String> refused = hold(owner, address, candidate);
            if (refused.isEmpty()) {
                return Optional.of(candidate);
            }
            refusal = refused.get();
        }
        if (isRetiring && mayWait) {
            return Optional.empty();
        }
        throw new EngineException(ErrorKind.INTERNAL, refusal.isEmpty() ? allocated(request) : refusal);
    }

    private static String allocated(PortRequest request) {
        if (request.hostPortStart() == 0 || request.hostPortStart() != request.hostPortEnd()) {
            return "all ports are allocated";
        }
        String ip = request.hostIp().isEmpty() ? "0.0.0.0" : request.hostIp();
        String literal = ip.contains(":") ? "[" + ip + "]" : ip;
        return "Bind for " + literal + ":" + request.hostPortStart() + " failed: port is already allocated";
    }

    /** The refusal when another program has the port. */
    private Optional<String> hold(String owner, String address, List<Publication> candidate) {
        try {
            holder.hold(new Holding(
                    owner, candidate.stream().map(p -> socket(p, address)).toList()));
            return Optional.empty();
        } catch (EngineException e) {
            free(candidate);
            if (e.kind() != ErrorKind.CONFLICT) {
                throw e;
            }
            return Optional.of("Error starting userland proxy: " + e.getMessage());
        }
    }

    private static Socket socket(Publication publication, String address) {
        return new Socket(
                publication.protocol(),
                publication.hostIp(),
                publication.hostPort(),
                address + ":" + publication.containerPort());
    }

    private synchronized boolean reserve(List<Publication> candidate) {
        if (candidate.stream().anyMatch(p -> taken.contains(p.key()))) {
            return false;
        }
        candidate.forEach(p -> taken.add(p.key()));
        return true;
    }

    private synchronized boolean isRetiring(List<Publication> candidate) {
        return candidate.stream().anyMatch(p -> retiring.contains(p.key()));
    }

    /** One publication for each address family. */
    private static List<Publication> at(PortRequest request, List<String> addresses, int hostPort) {
        return addresses.stream()
                .map(ip -> new Publication(
                        request.port().protocol(), request.port().number(), ip, hostPort))
                .toList();
    }

    private static List<String> hostAddresses(PortRequest request) {
        if (!request.hostIp().isEmpty()) {
            return List.of(request.hostIp());
        }
        try {
            return HostAddresses.publishesIpv6() ? List.of("0.0.0.0", "::") : List.of("0.0.0.0");
        } catch (IOException e) {
            throw EngineException.internal("the host's addresses cannot be read: " + e, e);
        }
    }

    private static Range range(PortRequest request) {
        if (request.hostPortStart() != 0) {
            return new Range(request.hostPortStart(), request.hostPortEnd());
        }
        try {
            String[] limits = Sysctl.read("net/ipv4/ip_local_port_range").split("\\s+");
            return new Range(Integer.parseInt(limits[0]), Integer.parseInt(limits[1]));
        } catch (IOException e) {
            throw EngineException.internal("the range of ephemeral ports cannot be read: " + e, e);
        }
    }

    private static IntSupplier sequence(Range range) {
        int[] next = {range.first()};
        return () -> next[0]++;
    }

    /** Goes on after the one given last, as dockerd does, so that a port just given back is not given to another soon. */
    private IntSupplier ephemeral(PortRequest request, Range range) {
        return () -> {
            synchronized (this) {
                return lastEphemeral.merge(
                        request.port().protocol(),
                        range.first(),
                        (last, first) -> last >= range.last() || last < first ? first : last + 1);
            }
        };
    }
}
