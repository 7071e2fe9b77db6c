package io.sockerless.frontends.buildkit.transport;

import io.sockerless.frontends.http.Hijack;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.concurrent.CountDownLatch;

/**
 * A connection that a client has handed over, in the shape that gRPC's transports want. Closing it lets the thread go on
 * that has the connection, and that one really closes it.
 */
final class HijackedSocket extends Socket {
    private static final InetSocketAddress NOWHERE = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);

    private final Hijack connection;
    private final CountDownLatch closed = new CountDownLatch(1);

    HijackedSocket(Hijack connection) {
        this.connection = connection;
    }

    void awaitClose() throws InterruptedException {
        closed.await();
    }

    @Override
    public InputStream getInputStream() {
        return connection.input();
    }

    @Override
    public OutputStream getOutputStream() {
        return connection.output();
    }

    @Override
    public void close() {
        closed.countDown();
    }

    @Override
    public boolean isClosed() {
        return closed.getCount() == 0;
    }

    @Override
    public boolean isConnected() {
        return true;
    }

    @Override
    public boolean isBound() {
        return true;
    }

    @Override
    public SocketAddress getRemoteSocketAddress() {
        return NOWHERE;
    }

    @Override
    public SocketAddress getLocalSocketAddress() {
        return NOWHERE;
    }

    @Override
    public InetAddress getInetAddress() {
        return NOWHERE.getAddress();
    }

    @Override
    public int getPort() {
        return NOWHERE.getPort();
    }

    @Override
    public void setTcpNoDelay(boolean on) {
        // Whoever accepted the connection has decided.
    }

    @Override
    public void setSoTimeout(int timeout) {
        // Both sides may be silent for as long as they like.
    }

    @Override
    public int getSoTimeout() {
        return 0;
    }
}
