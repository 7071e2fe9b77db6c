package io.sockerless.features.registry.scripted;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A port that speaks plain HTTP only, and tells so to who begins with TLS; the JDK's server would wait for more. */
record PlainPort(ServerSocket socket, InetSocketAddress server) {
    private static final int TLS_HANDSHAKE = 0x16;
    private static final byte[] NO_TLS = "HTTP/1.0 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);

    static void open(String address, int port, HttpServer server) throws IOException {
        ServerSocket socket = new ServerSocket(port, 0, InetAddress.getByName(address));
        PlainPort plain = new PlainPort(socket, server.getAddress());
        Thread.ofVirtual().start(plain::accept);
    }

    private void accept() {
        while (true) {
            try {
                Socket client = socket.accept();
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private void serve(Socket client) {
        try (client;
                Socket relayed = new Socket(server.getAddress(), server.getPort())) {
            InputStream in = client.getInputStream();
            int first = in.read();
            if (first == TLS_HANDSHAKE) {
                client.getOutputStream().write(NO_TLS);
            } else if (first >= 0) {
                relayed.getOutputStream().write(first);
                Thread.ofVirtual().start(() -> copy(in, relayed));
                relayed.getInputStream().transferTo(client.getOutputStream());
            }
        } catch (IOException _) {
            // the client has seen that
        }
    }

    private static void copy(InputStream in, Socket relayed) {
        try (relayed) {
            OutputStream out = relayed.getOutputStream();
            in.transferTo(out);
        } catch (IOException _) {
            // one of both has gone
        }
    }
}
