package io.sockerless.frontends.buildkit.transport;

import io.grpc.BindableService;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.okhttp.OkHttpServerBuilder;
import io.sockerless.frontends.http.Hijack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Serves gRPC on connections that clients have handed over. Every call has a virtual thread. */
public final class GrpcServer implements AutoCloseable {
    /** A client that leaves, in the middle of anything, is nothing to warn of. Held, so that its level stays. */
    private static final Logger TRANSPORT = Logger.getLogger("io.grpc.okhttp");

    private final HandedOver connections;
    private final Server server;

    private GrpcServer(HandedOver connections, Server server) {
        this.connections = connections;
        this.server = server;
    }

    public static GrpcServer of(List<BindableService> services) {
        TRANSPORT.setLevel(Level.SEVERE);
        try {
            HandedOver connections = new HandedOver();
            OkHttpServerBuilder builder = OkHttpServerBuilder.forPort(0, InsecureServerCredentials.create())
                    .socketFactory(connections.factory())
                    .executor(Threads::start)
                    .transportExecutor(Threads::start)
                    // Clients ask whether we are there as often as they like.
                    .permitKeepAliveTime(1, TimeUnit.SECONDS)
                    .permitKeepAliveWithoutCalls(true)
                    .maxInboundMetadataSize(Sizes.METADATA)
                    .maxInboundMessageSize(Sizes.MESSAGE);
            services.forEach(builder::addService);
            return new GrpcServer(connections, builder.build().start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Serves one client until either side ends the connection.
     *
     * @param onStop takes what ends it when the daemon stops
     */
    public void serve(Hijack connection, Consumer<Runnable> onStop) throws InterruptedException {
        try (HijackedSocket socket = new HijackedSocket(connection)) {
            onStop.accept(socket::close);
            connections.hand(socket);
            socket.awaitClose();
        }
    }

    @Override
    public void close() {
        server.shutdownNow();
    }
}
