package io.sockerless.frontends.http;

import java.net.InetSocketAddress;
import java.nio.file.Path;

/** Where a server listens. */
public sealed interface Listener {
    /**
     * A unix socket with mode 0660.
     *
     * @param group name of the group that owns the socket, empty to leave it
     */
    record Unix(Path path, String group) implements Listener {}

    /** A TCP port without TLS; port 0 takes any free one. */
    record Tcp(InetSocketAddress address) implements Listener {}
}
