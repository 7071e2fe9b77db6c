package io.sockerless.frontends.http;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A running HTTP server with one API on any number of listeners. */
public final class Server implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Server.class.getName());

    private static final int BACKLOG = 4096;

    private final List<Acceptor> acceptors;
    private final Duration grace;
    private final List<UnixSocketFile> socketFiles;
    private final List<SocketAddress> addresses;

    private Server(
            List<Acceptor> acceptors, Duration grace, List<UnixSocketFile> socketFiles, List<SocketAddress> addresses) {
        this.acceptors = acceptors;
        this.grace = grace;
        this.socketFiles = socketFiles;
        this.addresses = List.copyOf(addresses);
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Bound addresses in the order of the listeners. */
    public List<SocketAddress> addresses() {
        return addresses;
    }

    /** Stops accepting, tells streams to end, and cuts what has not ended within the grace period. */
    @Override
    public void close() {
        // Each one waits for its own connections: together, so that the grace period counts once.
        List<Thread> stopping = acceptors.stream()
                .map(acceptor -> Thread.ofVirtual().start(() -> stop(acceptor, grace)))
                .toList();
        try {
            for (Thread thread : stopping) {
                thread.join();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        socketFiles.forEach(Server::release);
    }

    private static void stop(Acceptor acceptor, Duration grace) {
        try {
            acceptor.close(grace);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static void release(UnixSocketFile file) {
        try {
            file.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "a socket file could not be removed", e);
        }
    }

    /** Collects what a server needs. */
    public static final class Builder {
        private final List<Listener> listeners = new ArrayList<>();
        private Api api;
        private RequestObserver observer = RequestObserver.NONE;
        private Limits limits = Limits.DEFAULT;
        private Duration grace = Duration.ofSeconds(3);

        private Builder() {}

        public Builder listen(Listener listener) {
            listeners.add(listener);
            return this;
        }

        public Builder api(Api served) {
            api = served;
            return this;
        }

        public Builder observer(RequestObserver seen) {
            observer = seen;
            return this;
        }

        public Builder limits(Limits allowed) {
            limits = allowed;
            return this;
        }

        /** How long {@link Server#close} waits for requests to end. */
        public Builder grace(Duration period) {
            grace = period;
            return this;
        }

        /**
         * Listens when this returns.
         *
         * @throws IOException when a listener cannot be opened; then none is
         */
        public Server start() throws IOException {
            List<Acceptor> acceptors = new ArrayList<>();
            List<UnixSocketFile> files = new ArrayList<>();
            List<SocketAddress> addresses = new ArrayList<>();
            Service service = new Service(api, observer);
            Allowance allowance = new Allowance(limits.heldBytes());
            try {
                for (Listener listener : listeners) {
                    ServerSocketChannel channel = switch (listener) {
                        case Listener.Unix(var path, var group, var alone) -> {
                            UnixSocketFile file = UnixSocketFile.claim(path);
                            files.add(file);
                            ServerSocketChannel bound =
                                    bind(StandardProtocolFamily.UNIX, UnixDomainSocketAddress.of(path));
                            file.open(group, alone);
                            yield bound;
                        }
                        case Listener.Tcp tcp ->
                            bind(
                                    tcp.address().getAddress() instanceof Inet6Address
                                            ? StandardProtocolFamily.INET6
                                            : StandardProtocolFamily.INET,
                                    tcp.address());
                        case Listener.Bound bound -> bound.channel();
                    };
                    Optional<Tls> tls = switch (listener) {
                        case Listener.Unix _ -> Optional.empty();
                        case Listener.Tcp tcp -> tcp.tls();
                        case Listener.Bound bound -> bound.tls();
                    };
                    SocketAddress address = channel.getLocalAddress();
                    Acceptor acceptor = new Acceptor(channel, tls, service, limits, allowance);
                    acceptors.add(acceptor);
                    acceptor.start(address.toString());
                    addresses.add(address);
                }
                return new Server(acceptors, grace, files, addresses);
            } catch (IOException | RuntimeException e) {
                acceptors.forEach(acceptor -> stop(acceptor, Duration.ZERO));
                files.forEach(Server::release);
                throw e;
            }
        }

        private static ServerSocketChannel bind(ProtocolFamily family, SocketAddress address) throws IOException {
            ServerSocketChannel channel = ServerSocketChannel.open(family);
            try {
                if (channel.supportedOptions().contains(StandardSocketOptions.SO_REUSEADDR)) {
                    channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
                }
                return channel.bind(address, BACKLOG);
            } catch (IOException e) {
                channel.close();
                throw new IOException("cannot listen on " + address + ": " + e.getMessage(), e);
            }
        }
    }
}
