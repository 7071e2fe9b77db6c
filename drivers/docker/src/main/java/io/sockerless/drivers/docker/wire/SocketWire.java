package io.sockerless.drivers.docker.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;

/** A TCP connection, perhaps under TLS, whose 1.3 ends its directions one by one, too. */
record SocketWire(Socket socket, InputStream in, OutputStream out) implements Wire {
    private static final int CONNECT_MILLIS = 10_000;

    static Wire of(Socket socket) throws IOException {
        return new SocketWire(socket, socket.getInputStream(), socket.getOutputStream());
    }

    static Wire plain(RemoteHost.Tcp host) throws IOException {
        return of(open(host));
    }

    /** A peer that vanished is noticed: by keep-alive. */
    static Socket open(RemoteHost.Tcp host) throws IOException {
        Socket socket = new Socket();
        try {
            socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
            socket.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
            socket.setOption(jdk.net.ExtendedSocketOptions.TCP_KEEPIDLE, 30);
            socket.setOption(jdk.net.ExtendedSocketOptions.TCP_KEEPINTERVAL, 10);
            socket.connect(new InetSocketAddress(host.host(), host.port()), CONNECT_MILLIS);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    @Override
    public void endOutput() throws IOException {
        socket.shutdownOutput();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException _) {
            // Nothing is lost: who closes wants nothing more of it.
        }
    }
}
