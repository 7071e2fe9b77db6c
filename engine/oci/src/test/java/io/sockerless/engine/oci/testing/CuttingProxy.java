package io.sockerless.engine.oci.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Passes connections on, and cuts some of them off when so many bytes have gone one way. */
public final class CuttingProxy implements AutoCloseable {
    /** Which way the bytes are counted. */
    public enum Way {
        TO_CLIENT,
        TO_SERVER
    }

    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger cutsLeft;
    private final AtomicInteger cuts = new AtomicInteger();
    private final int target;
    private final Way way;
    private final long after;

    /** @param after bytes on one connection */
    public CuttingProxy(int target, Way way, long after, int times) throws IOException {
        this.target = target;
        this.way = way;
        this.after = after;
        this.cutsLeft = new AtomicInteger(times);
        Thread.ofVirtual().start(this::accept);
    }

    public String domain() {
        return "127.0.0.1:" + listener.getLocalPort();
    }

    /** How many connections were cut. */
    public int cuts() {
        return cuts.get();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                Socket server = new Socket("127.0.0.1", target);
                open.add(client);
                open.add(server);
                Thread.ofVirtual().start(() -> copy(client, server, way == Way.TO_SERVER));
                Thread.ofVirtual().start(() -> copy(server, client, way == Way.TO_CLIENT));
            }
        } catch (IOException _) {
            // closed
        }
    }

    private void copy(Socket from, Socket to, boolean counts) {
        byte[] buffer = new byte[4096];
        long left = after;
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                left -= n;
                if (counts && left < 0 && cutsLeft.getAndDecrement() > 0) {
                    cuts.incrementAndGet();
                    return;
                }
                out.write(buffer, 0, n);
            }
        } catch (IOException _) {
            // the other direction closed it, or one of the peers did
        } finally {
            open.remove(from);
            open.remove(to);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
