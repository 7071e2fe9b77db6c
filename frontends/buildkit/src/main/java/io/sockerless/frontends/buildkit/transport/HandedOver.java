package io.sockerless.frontends.buildkit.transport;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.util.concurrent.LinkedBlockingQueue;
import javax.net.ServerSocketFactory;

/** A listener on no address: it accepts what it is handed. */
final class HandedOver extends ServerSocket {
    private final LinkedBlockingQueue<Socket> waiting = new LinkedBlockingQueue<>();
    private final Socket end = new Socket();
    private volatile boolean closed;

    HandedOver() throws IOException {
        super();
    }

    void hand(Socket connection) {
        waiting.add(connection);
    }

    @Override
    public Socket accept() throws IOException {
        try {
            Socket next = waiting.take();
            if (next == end) {
                throw new SocketException("closed");
            }
            return next;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SocketException("interrupted");
        }
    }

    @Override
    public void bind(SocketAddress address, int backlog) {
        // There is no address.
    }

    @Override
    public SocketAddress getLocalSocketAddress() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
    }

    @Override
    public void setReuseAddress(boolean on) {
        // There is no address.
    }

    @Override
    public void close() {
        closed = true;
        waiting.add(end);
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    ServerSocketFactory factory() {
        return new ServerSocketFactory() {
            @Override
            public ServerSocket createServerSocket() {
                return HandedOver.this;
            }

            @Override
            public ServerSocket createServerSocket(int port) {
                return HandedOver.this;
            }

            @Override
            public ServerSocket createServerSocket(int port, int backlog) {
                return HandedOver.this;
            }

            @Override
            public ServerSocket createServerSocket(int port, int backlog, InetAddress address) {
                return HandedOver.this;
            }
        };
    }
}
