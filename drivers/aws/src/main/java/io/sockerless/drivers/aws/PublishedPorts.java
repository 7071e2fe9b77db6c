package io.sockerless.drivers.aws;

import io.sockerless.drivers.agent.AgentStream;
import io.sockerless.drivers.spi.TaskSpec.PortRequest;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import io.sockerless.engine.model.HostBinding;
import io.sockerless.engine.model.Port;
import java.io.IOException;
import java.io.OutputStream;
import java.net.BindException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;

/**
 * A run's published ports: listeners of the daemon, whose connections its agent carries on to the container's loopback
 * address. They are there while a daemon is; the next one opens the same ones again.
 */
final class PublishedPorts implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(PublishedPorts.class.getName());

    private final List<Listener> listeners = new ArrayList<>();

    /**
     * Where a port is reachable.
     *
     * @param container its number in the container, of TCP
     * @param hostIp empty for all addresses
     */
    record Published(int container, String hostIp, int hostPort) {}

    private record Listener(ServerSocketChannel socket, Published published) {}

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
                ports.listen(one.container(), one.hostIp(), one.hostPort());
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
                listen(request.port().number(), request.hostIp(), port);
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

    private void listen(int container, String hostIp, int hostPort) throws IOException {
        ServerSocketChannel socket = ServerSocketChannel.open();
        try {
            socket.bind(
                    hostIp.isEmpty()
                            ? new InetSocketAddress(hostPort)
                            : new InetSocketAddress(InetAddress.getByName(hostIp), hostPort));
            int port = ((InetSocketAddress) socket.getLocalAddress()).getPort();
            listeners.add(new Listener(socket, new Published(container, hostIp, port)));
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    List<Published> published() {
        return listeners.stream().map(Listener::published).toList();
    }

    /** As inspect shows them. */
    Map<Port, List<HostBinding>> bindings() {
        Map<Port, List<HostBinding>> bindings = new TreeMap<>();
        for (Listener listener : listeners) {
            Published one = listener.published();
            List<HostBinding> at = bindings.computeIfAbsent(new Port(one.container(), "tcp"), _ -> new ArrayList<>());
            at.add(new HostBinding(one.hostIp().isEmpty() ? "0.0.0.0" : one.hostIp(), one.hostPort()));
            if (one.hostIp().isEmpty() && hasIpv6(listener.socket())) {
                at.add(new HostBinding("::", one.hostPort()));
            }
        }
        return bindings;
    }

    private static boolean hasIpv6(ServerSocketChannel socket) {
        return socket.socket().getInetAddress() instanceof Inet6Address;
    }

    /** @param forward connects to a port of the container */
    PublishedPorts serving(IntFunction<AgentStream> forward) {
        for (Listener listener : listeners) {
            Thread.ofVirtual().name("aws-port").start(() -> accept(listener, forward));
        }
        return this;
    }

    private static void accept(Listener listener, IntFunction<AgentStream> forward) {
        try {
            while (true) {
                SocketChannel client = listener.socket().accept();
                Thread.ofVirtual().name("aws-connection").start(() -> {
                    try (client) {
                        carry(client, forward.apply(listener.published().container()));
                    } catch (EngineException | IOException e) {
                        // Nobody listens in the container, or one of both has gone; its peer sees that.
                        LOG.log(System.Logger.Level.DEBUG, "a connection to " + listener.published(), e);
                    }
                });
            }
        } catch (ClosedChannelException _) {
            // The run has ended.
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "AWS: " + listener.published() + " accepts no more", e);
        }
    }

    /** To the end of both directions. */
    private static void carry(SocketChannel client, AgentStream container) throws IOException {
        Thread up = Thread.ofVirtual().start(() -> {
            try (OutputStream out = container.output()) {
                client.socket().getInputStream().transferTo(out);
            } catch (IOException e) {
                container.reset("the client has gone: " + e.getMessage());
            }
        });
        try {
            container.input().transferTo(client.socket().getOutputStream());
            client.shutdownOutput();
            up.join();
        } catch (IOException e) {
            container.reset("the client has gone: " + e.getMessage());
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        for (Listener listener : listeners) {
            try {
                listener.socket().close();
            } catch (IOException e) {
                LOG.log(System.Logger.Level.WARNING, "AWS: closing " + listener.published(), e);
            }
        }
    }
}
