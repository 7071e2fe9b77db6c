package io.sockerless.drivers.docker.wire;

import io.sockerless.engine.model.EngineException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Optional;

/** Where a Docker API is, written as in {@code DOCKER_HOST}. */
public sealed interface RemoteHost {
    int PLAIN_PORT = 2375;
    int TLS_PORT = 2376;

    record Unix(Path path) implements RemoteHost {
        @Override
        public String toString() {
            return "unix://" + path;
        }
    }

    /** @param certificates folder of ca.pem, cert.pem and key.pem as in DOCKER_CERT_PATH; empty for no TLS */
    record Tcp(String host, int port, Optional<Path> certificates) implements RemoteHost {
        @Override
        public String toString() {
            return "tcp://" + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
        }
    }

    /**
     * @param target as ssh takes it: host or user@host
     * @param port 0 for what ssh is configured to
     * @param socket the socket on that machine; empty for what docker uses there
     * @param configuration a file as ~/.ssh/config; empty for that one
     */
    record Ssh(String target, int port, String socket, Optional<Path> configuration) implements RemoteHost {
        @Override
        public String toString() {
            return "ssh://" + target + (port == 0 ? "" : ":" + port) + socket;
        }
    }

    /**
     * Reads {@code unix:///path}, {@code tcp://host[:port][?certs=/folder]} or {@code ssh://[user@]host[:port][/socket][?config=/file]}.
     *
     * @throws EngineException INVALID
     */
    static RemoteHost parse(String text) {
        try {
            URI uri = new URI(text);
            return switch (uri.getScheme() == null ? "" : uri.getScheme()) {
                case "unix" -> unix(text, uri);
                case "tcp" -> tcp(text, uri);
                case "ssh" -> ssh(text, uri);
                default -> throw invalid(text);
            };
        } catch (URISyntaxException e) {
            throw invalid(text);
        }
    }

    private static RemoteHost unix(String text, URI uri) {
        if (uri.getPath() == null || uri.getPath().length() < 2 || uri.getHost() != null) {
            throw invalid(text);
        }
        return new Unix(Path.of(uri.getPath()));
    }

    private static RemoteHost tcp(String text, URI uri) {
        boolean path = uri.getPath() != null
                && !uri.getPath().isEmpty()
                && !uri.getPath().equals("/");
        if (uri.getHost() == null || path) {
            throw invalid(text);
        }
        Optional<Path> certificates = file(text, uri, "certs=");
        int port = uri.getPort() >= 0 ? uri.getPort() : certificates.isPresent() ? TLS_PORT : PLAIN_PORT;
        return new Tcp(uri.getHost().replaceAll("[\\[\\]]", ""), port, certificates);
    }

    private static RemoteHost ssh(String text, URI uri) {
        // What begins with a dash would be an option of ssh.
        if (uri.getHost() == null || uri.getHost().startsWith("-")) {
            throw invalid(text);
        }
        String user = uri.getUserInfo();
        if (user != null && (user.startsWith("-") || user.indexOf(':') >= 0)) {
            throw EngineException.invalid(
                    "invalid docker host \"" + text + "\": ssh takes keys, no password, and no user beginning with -");
        }
        String socket = uri.getPath() == null || uri.getPath().equals("/") ? "" : uri.getPath();
        return new Ssh(
                (user == null ? "" : user + "@") + uri.getHost(),
                Math.max(uri.getPort(), 0),
                socket,
                file(text, uri, "config="));
    }

    /** The only option that a kind of address has. */
    private static Optional<Path> file(String text, URI uri, String option) {
        String query = uri.getQuery();
        if (query == null) {
            return Optional.empty();
        }
        if (!query.startsWith(option + "/")) {
            throw invalid(text);
        }
        return Optional.of(Path.of(query.substring(option.length())));
    }

    private static EngineException invalid(String text) {
        return EngineException.invalid("invalid docker host \"" + text
                + "\": expected unix:///path, tcp://host[:port][?certs=/folder] or"
                + " ssh://[user@]host[:port][/socket][?config=/file]");
    }
}
