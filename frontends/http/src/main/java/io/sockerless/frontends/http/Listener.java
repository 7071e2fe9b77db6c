package io.sockerless.frontends.http;

import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.util.Optional;

/** Where a server listens. */
public sealed interface Listener {
    /**
     * A unix socket with mode 0660, or 0600.
     *
     * @param group name of the group that owns the socket, empty to leave it
     * @param alone whether only the owner may connect
     */
    record Unix(Path path, String group, boolean alone) implements Listener {
        public Unix(Path path, String group) {
            this(path, group, false);
        }
    }

    /**
     * A TCP port; port 0 takes any free one.
     *
     * @param tls empty for one without TLS
     */
    record Tcp(InetSocketAddress address, Optional<Tls> tls) implements Listener {
        public Tcp(InetSocketAddress address) {
            this(address, Optional.empty());
        }
    }

    /** A socket that somebody else has bound, and whose file, if it has one, is somebody else's. */
    record Bound(ServerSocketChannel channel, Optional<Tls> tls) implements Listener {}
}
