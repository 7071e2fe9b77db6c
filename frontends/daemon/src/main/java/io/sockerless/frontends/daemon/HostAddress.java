package io.sockerless.frontends.daemon;

import io.sockerless.engine.model.EngineException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;

/** Where a listener binds. */
public sealed interface HostAddress {
    record Unix(Path path) implements HostAddress {}

    record Tcp(InetSocketAddress address) implements HostAddress {}

    /** Reads {@code unix:///path} or {@code tcp://address:port} as dockerd's -H does. */
    static HostAddress parse(String text) {
        if (text.startsWith("unix://") && text.length() > "unix://".length()) {
            return new Unix(Path.of(text.substring("unix://".length())).toAbsolutePath());
        }
        if (text.startsWith("tcp://")) {
            URI uri = URI.create(text);
            if (uri.getHost() == null) {
                throw EngineException.invalid("invalid host \"" + text + "\": expected tcp://address:port");
            }
            return new Tcp(resolve(uri.getHost(), uri.getPort() < 0 ? 2375 : uri.getPort()));
        }
        throw EngineException.invalid("invalid host \"" + text + "\": expected unix:///path or tcp://address:port");
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

    /** TCP without TLS gives root to whoever reaches it, so beyond loopback it must be asked for by name. */
    default void check(boolean insecure) {
        switch (this) {
            case Unix _ -> {}
            case Tcp(InetSocketAddress address) -> {
                if (!insecure && !address.getAddress().isLoopbackAddress()) {
                    throw EngineException.invalid("refusing to listen on tcp://" + address.getHostString() + ":"
                            + address.getPort()
                            + " without TLS: whoever reaches it is root here. Bind 127.0.0.1, or say"
                            + " --insecure if you mean it");
                }
            }
        }
    }
}
