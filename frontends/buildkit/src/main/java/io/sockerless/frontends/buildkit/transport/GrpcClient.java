package io.sockerless.frontends.buildkit.transport;

import io.grpc.ManagedChannel;
import io.grpc.okhttp.OkHttpChannelBuilder;
import io.sockerless.frontends.http.Hijack;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import javax.net.SocketFactory;

/** Calls a client's own services over a connection that it has handed over. */
public final class GrpcClient {
    private static final int WINDOW = 1 << 20;

    private final HijackedSocket socket;
    private final ManagedChannel channel;

    public GrpcClient(Hijack connection) {
        socket = new HijackedSocket(connection);
        AtomicReference<Socket> once = new AtomicReference<>(socket);
        channel = OkHttpChannelBuilder.forAddress("localhost", 1)
                .usePlaintext()
                .proxyDetector(_ -> null)
                .socketFactory(new Once(once))
                .executor(Threads::start)
                .transportExecutor(Threads::start)
                .offloadExecutor(Threads::start)
                // A client that has gone without a word is noticed.
                .keepAliveTime(30, TimeUnit.SECONDS)
                .keepAliveTimeout(30, TimeUnit.SECONDS)
                .disableRetry()
                .flowControlWindow(WINDOW)
                .maxInboundMetadataSize(Sizes.METADATA)
                .maxInboundMessageSize(Sizes.MESSAGE)
                .build();
        // The connection is there already, so that its end is seen before the first call, too.
        channel.getState(true);
    }

    public ManagedChannel channel() {
        return channel;
    }

    /** Waits until either side ends the connection. @param onStop takes what ends it when the daemon stops */
    public void awaitEnd(Consumer<Runnable> onStop) throws InterruptedException {
        try {
            onStop.accept(socket::close);
            socket.awaitClose();
        } finally {
            channel.shutdownNow();
        }
    }

    /** Gives out the one connection there is; there is no second. */
    private static final class Once extends SocketFactory {
        private final AtomicReference<Socket> socket;

        Once(AtomicReference<Socket> socket) {
            this.socket = socket;
        }

        @Override
        public Socket createSocket() throws IOException {
            Socket taken = socket.getAndSet(null);
            if (taken == null) {
                throw new IOException("the client has ended its session");
            }
            return taken;
        }

        @Override
        public Socket createSocket(String host, int port) throws IOException {
            return createSocket();
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress from, int fromPort) throws IOException {
            return createSocket();
        }

        @Override
        public Socket createSocket(InetAddress host, int port) throws IOException {
            return createSocket();
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort) throws IOException {
            return createSocket();
        }
    }
}
