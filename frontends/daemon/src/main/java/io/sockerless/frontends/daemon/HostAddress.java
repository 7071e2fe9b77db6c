package io.sockerless.frontends.daemon;

import io.sockerless.engine.model.EngineException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.OptionalInt;

/** Where a listener binds. */
sealed interface HostAddress {
    int PLAIN_PORT = 2375;
    int TLS_PORT = 2376;

    record Unix(Path path) implements HostAddress {}

    record Tcp(InetSocketAddress address) implements HostAddress {}

    /**
     * Sockets that systemd has bound.
     *
     * @param descriptor of the only one that is meant; empty for all of them
     */
    record Inherited(OptionalInt descriptor) implements HostAddress {}

    /**
     * Reads what dockerd's -H takes: {@code unix:///path}, {@code tcp://address:port}, {@code fd://} or {@code fd://3}.
     *
     * @param tls whether TCP is under TLS, which has a port of its own
     */
    static HostAddress parse(String text, boolean tls) {
        if (text.startsWith("unix://") && text.length() > "unix://".length()) {
            return new Unix(Path.of(text.substring("unix://".length())).toAbsolutePath());
        }
        if (text.startsWith("tcp://")) {
            return new Tcp(tcp(text, text.substring("tcp://".length()), tls ? TLS_PORT : PLAIN_PORT));
        }
        if (text.equals("fd://") || text.equals("fd://*")) {
            return new Inherited(OptionalInt.empty());
        }
        if (text.matches("fd://\\d{1,5}")) {
            return new Inherited(OptionalInt.of(Integer.parseInt(text.substring("fd://".length()))));
        }
        throw EngineException.invalid(
                "invalid host \"" + text + "\": expected unix:///path, tcp://address:port, fd:// or fd://NUMBER");
    }

    /** Without a host every address is meant, without anything the loopback. */
    private static InetSocketAddress tcp(String text, String address, int defaultPort) {
        String bare = address.endsWith("/") ? address.substring(0, address.length() - 1) : address;
        int colon = bare.lastIndexOf(':');
        boolean hasPort = colon >= 0 && colon > bare.lastIndexOf(']');
        String host = hasPort ? bare.substring(0, colon) : bare;
        try {
            int port = hasPort ? Integer.parseInt(bare.substring(colon + 1)) : defaultPort;
            if (host.isEmpty()) {
                return hasPort ? new InetSocketAddress(port) : resolve("127.0.0.1", port);
            }
            return resolve(host, port);
        } catch (IllegalArgumentException e) {
            throw new EngineException(
                    io.sockerless.engine.model.ErrorKind.INVALID,
                    "invalid host \"" + text + "\": expected tcp://address:port",
                    e);
        }
    }

    /** Reads {@code address:port}; without an address every one is meant. */
    static InetSocketAddress addressed(String text) {
        if (!text.matches(".*:\\d{1,5}")) {
            throw EngineException.invalid("invalid address \"" + text + "\": expected address:port");
        }
        return tcp(text, text, 0);
    }

    /** Reads {@code address:port}; only loopback is accepted. */
    static InetSocketAddress loopback(String text) {
        int colon = text.lastIndexOf(':');
        try {
            InetSocketAddress address =
                    resolve(text.substring(0, Math.max(colon, 0)), Integer.parseInt(text.substring(colon + 1)));
            if (!address.getAddress().isLoopbackAddress()) {
                throw EngineException.invalid("the admin listener binds loopback only, not " + text);
            }
            return address;
        } catch (NumberFormatException e) {
            throw new EngineException(
                    io.sockerless.engine.model.ErrorKind.INVALID,
                    "invalid admin address \"" + text + "\": expected address:port",
                    e);
        }
    }

    private static InetSocketAddress resolve(String host, int port) {
        try {
            return new InetSocketAddress(InetAddress.getByName(host), port);
        } catch (UnknownHostException e) {
            throw EngineException.invalid("invalid host \"" + host + "\": it has no address");
        }
    }
}
