package io.sockerless.drivers.aws;

import io.sockerless.drivers.agent.dial.DialedAgent;
import io.sockerless.drivers.spi.TaskSpec.PortRequest;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import io.sockerless.engine.model.HostBinding;
import io.sockerless.engine.model.Port;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A run's published ports: listeners of the daemon, whose connections and datagrams its agent carries on to the container's loopback
 * address. They are there while a daemon is; the next one opens the same ones again.
 */
final class PublishedPorts implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(PublishedPorts.class.getName());

    private final List<PublishedPort> listeners = new ArrayList<>();

    /**
     * Where a port is reachable.
     *
     * @param container its number in the container
     * @param hostIp empty for all addresses
     * @param protocol tcp or udp
     */
    record Published(int container, String hostIp, int hostPort, String protocol) {
        Published {
            // Rows of before there was another one.
            protocol = protocol == null ? "tcp" : protocol;
        }

        Published at(SocketAddress address) {
            return new Published(container, hostIp, ((InetSocketAddress) address).getPort(), protocol);
        }
    }

    /**
     * Listens at what is asked for, all of it or nothing.
     *
     * @throws EngineException INTERNAL in dockerd's words when a port is taken
     */
    static PublishedPorts open(List<PortRequest> requests) {
        PublishedPorts ports = new PublishedPorts();
        try {
            requests.forEach(ports::add);
            return ports;
        } catch (RuntimeException e) {
            ports.close();
            throw e;
        }
    }

    /** What a daemon before had open; what another program has taken meanwhile is told to the log. */
    static PublishedPorts reopen(List<Published> before) {
        PublishedPorts ports = new PublishedPorts();
        for (Published one : before) {
            try {
                ports.listeners.add(PublishedPort.listen(one));
            } catch (IOException e) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "AWS: port {0} is not published any more: {1}",
                        one.hostPort(),
                        e.getMessage());
            }
        }
        return ports;
    }

    private void add(PortRequest request) {
        for (int port = request.hostPortStart(); port <= request.hostPortEnd(); port++) {
            try {
                listeners.add(PublishedPort.listen(new Published(
                        request.port().number(),
                        request.hostIp(),
                        port,
                        request.port().protocol())));
                return;
            } catch (BindException e) {
                LOG.log(System.Logger.Level.DEBUG, "port " + port, e);
            } catch (IOException e) {
                throw EngineException.internal("AWS: port " + port + ": " + e.getMessage(), e);
            }
        }
        String ip = request.hostIp().isEmpty() ? "0.0.0.0" : request.hostIp();
        throw new EngineException(
                ErrorKind.INTERNAL,
                request.hostPortStart() == request.hostPortEnd()
                        ? "Bind for " + (ip.contains(":") ? "[" + ip + "]" : ip) + ":" + request.hostPortStart()
                                + " failed: port is already allocated"
                        : "all ports are allocated");
    }

    List<Published> published() {
        return listeners.stream().map(PublishedPort::published).toList();
    }

    /** As inspect shows them. */
    Map<Port, List<HostBinding>> bindings() {
        Map<Port, List<HostBinding>> bindings = new TreeMap<>();
        for (PublishedPort listener : listeners) {
            Published one = listener.published();
            List<HostBinding> at =
                    bindings.computeIfAbsent(new Port(one.container(), one.protocol()), _ -> new ArrayList<>());
            at.add(new HostBinding(one.hostIp().isEmpty() ? "0.0.0.0" : one.hostIp(), one.hostPort()));
            if (one.hostIp().isEmpty() && listener.hasIpv6()) {
                at.add(new HostBinding("::", one.hostPort()));
            }
        }
        return bindings;
    }

    void serving(DialedAgent agent) {
        listeners.forEach(listener -> listener.serve(agent));
    }

    @Override
    public void close() {
        for (PublishedPort listener : listeners) {
            try {
                listener.close();
            } catch (IOException e) {
                LOG.log(System.Logger.Level.WARNING, "AWS: closing " + listener.published(), e);
            }
        }
    }
}
