package io.sockerless.frontends.http;

import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A running HTTP server with one API on any number of listeners. */
public final class Server implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Server.class.getName());

    private final List<WebServer> webServers;
    private final List<UnixSocketFile> socketFiles;
    private final List<SocketAddress> addresses;

    private Server(List<WebServer> webServers, List<UnixSocketFile> socketFiles, List<SocketAddress> addresses) {
        this.webServers = webServers;
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
        List<Thread> stopping = webServers.stream()
                .map(webServer -> Thread.ofVirtual().start(webServer::stop))
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
            List<WebServer> webServers = new ArrayList<>();
            List<UnixSocketFile> files = new ArrayList<>();
            List<SocketAddress> addresses = new ArrayList<>();
            Service service = new Service(api, observer);
            try {
                for (Listener listener : listeners) {
                    switch (listener) {
                        case Listener.Unix(var path, var group) -> {
                            UnixSocketFile file = UnixSocketFile.claim(path);
                            files.add(file);
                            webServers.add(start(service, UnixDomainSocketAddress.of(path)));
                            file.open(group);
                            addresses.add(UnixDomainSocketAddress.of(path));
                        }
                        case Listener.Tcp(var address) -> {
                            WebServer webServer = start(service, address);
                            webServers.add(webServer);
                            addresses.add(new InetSocketAddress(address.getAddress(), webServer.port()));
                        }
                    }
                }
                return new Server(webServers, files, addresses);
            } catch (IOException | RuntimeException e) {
                webServers.forEach(WebServer::stop);
                files.forEach(Server::release);
                throw e;
            }
        }

        private WebServer start(Service service, SocketAddress address) throws IOException {
            AcceptedChannels channels = new AcceptedChannels();
            WebServerConfig.Builder config = WebServer.builder()
                    .shutdownHook(false)
                    .bindAddress(address)
                    .backlog(4096)
                    .connectionOptions(channels)
                    .protocolsDiscoverServices(false)
                    .addConnectionSelector(new ConnectionSelector(channels, service, limits))
                    .shutdownGracePeriod(grace)
                    .idleConnectionTimeout(limits.idle())
                    .idleConnectionPeriod(limits.idle().dividedBy(2));
            try {
                return config.build().start();
            } catch (RuntimeException e) {
                throw new IOException("cannot listen on " + address + ": " + rootMessage(e), e);
            }
        }

        private static String rootMessage(Throwable failure) {
            Throwable root = failure;
            while (root.getCause() != null) {
                root = root.getCause();
            }
            return root.getMessage();
        }
    }
}
