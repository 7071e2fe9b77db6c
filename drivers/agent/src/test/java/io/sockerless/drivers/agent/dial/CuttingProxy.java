package io.sockerless.drivers.agent.dial;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/** Carries connections to a gateway, and cuts each one after some bytes, wherever that is. */
final class CuttingProxy implements AutoCloseable {
    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final InetSocketAddress target;
    private final Random random = new Random();
    private final int most;
    private final int cuts;
    final AtomicInteger connections = new AtomicInteger();

    /** @param cuts after so many the connections last */
    CuttingProxy(InetSocketAddress target, int most, int cuts) throws IOException {
        this.target = target;
        this.most = most;
        this.cuts = cuts;
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                var client = listener.accept();
                var server = new Socket(target.getAddress(), target.getPort());
                boolean lasts = connections.incrementAndGet() > cuts;
                pump(client, server, lasts);
                pump(server, client, lasts);
            } catch (IOException _) {
                // Closed, or the gateway is away: the agent tries again.
            }
        }
    }

    private void pump(Socket from, Socket to, boolean lasts) {
        long left = lasts ? Long.MAX_VALUE : 4000 + random.nextInt(most);
        Thread.ofVirtual().start(() -> {
            try (from;
                    to) {
                var buffer = new byte[8192];
                long rest = left;
                for (int n = from.getInputStream().read(buffer);
                        n > 0;
                        n = from.getInputStream().read(buffer)) {
                    int passed = (int) Math.min(n, rest);
                    to.getOutputStream().write(buffer, 0, passed);
                    rest -= passed;
                    if (rest == 0) {
                        return;
                    }
                }
            } catch (IOException _) {
                // The other direction was cut.
            }
        });
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
