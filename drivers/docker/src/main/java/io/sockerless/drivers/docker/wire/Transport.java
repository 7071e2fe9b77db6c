package io.sockerless.drivers.docker.wire;

import java.io.IOException;

/** Makes connections to one Docker API endpoint. */
public interface Transport extends AutoCloseable {
    Wire connect() throws IOException;

    /** Gives back what connections share. Open ones may go on. */
    @Override
    default void close() {}

    /** @throws IOException when files that it needs cannot be used */
    static Transport to(RemoteHost host) throws IOException {
        return switch (host) {
            case RemoteHost.Unix unix -> () -> ChannelWire.unix(unix.path());
            case RemoteHost.Tcp tcp when tcp.certificates().isEmpty() -> () -> SocketWire.plain(tcp);
            case RemoteHost.Tcp tcp ->
                new TlsTransport(tcp, ClientTls.context(tcp.certificates().get()));
            case RemoteHost.Ssh ssh -> new SshTransport(ssh);
        };
    }
}
