package io.sockerless.drivers.docker.wire;

import java.io.IOException;
import java.net.Socket;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** TLS to an endpoint that proves that it is who it was called. */
record TlsTransport(RemoteHost.Tcp host, SSLContext context) implements Transport {
    private static final int HANDSHAKE_MILLIS = 10_000;

    @Override
    public Wire connect() throws IOException {
        Socket plain = SocketWire.open(host);
        try {
            SSLSocket socket =
                    (SSLSocket) context.getSocketFactory().createSocket(plain, host.host(), host.port(), true);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
            socket.setSSLParameters(parameters);
            socket.setSoTimeout(HANDSHAKE_MILLIS);
            socket.startHandshake();
            socket.setSoTimeout(0);
            return SocketWire.of(socket);
        } catch (IOException e) {
            plain.close();
            throw e;
        }
    }
}
