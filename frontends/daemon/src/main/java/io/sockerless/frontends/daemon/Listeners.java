package io.sockerless.frontends.daemon;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import io.sockerless.frontends.http.Listener;
import io.sockerless.frontends.http.Tls;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where the Docker API of one daemon listens. */
final class Listeners {
    private static final System.Logger LOG = System.getLogger(Listeners.class.getName());

    private final List<Listener> all = new ArrayList<>();
    private final List<String> tcp = new ArrayList<>();
    private final DaemonConfig config;
    private final Optional<Tls> tls;

    private Listeners(DaemonConfig config, Optional<Tls> tls) {
        this.config = config;
        this.tls = tls;
    }

    /** @throws EngineException when files of TLS are not usable, or systemd's sockets are not there */
    static Listeners of(DaemonConfig config) {
        Optional<Tls> tls = config.tls().map(files -> {
            try {
                return Tls.of(files);
            } catch (IOException e) {
                throw new EngineException(ErrorKind.INVALID, e.getMessage(), e);
            }
        });
        Listeners made = new Listeners(config, tls);
        config.hosts().forEach(made::add);
        return made;
    }

    private void add(String host) {
        switch (HostAddress.parse(host, tls.isPresent())) {
            case HostAddress.Unix(Path path) -> all.add(unix(path, config.group()));
            case HostAddress.Tcp(InetSocketAddress address) -> {
                if (Privileges.areOfNamespace()) {
                    throw EngineException.invalid(
                            "-H " + host + ": without root the daemon is in a network namespace of its"
                                    + " own, where nobody else reaches such a port; listen on a unix socket");
                }
                tcp.add(named(address));
                all.add(new Listener.Tcp(address, tls));
            }
            case HostAddress.Inherited(var descriptor) ->
                SystemdSockets.take(descriptor, System.getenv()).forEach(this::addInherited);
        }
    }

    private void addInherited(ServerSocketChannel channel) {
        try {
            SocketAddress address = channel.getLocalAddress();
            if (address instanceof InetSocketAddress internet) {
                TcpExposure.check(named(internet), config.tls(), config.insecure());
                tcp.add(named(internet));
                all.add(new Listener.Bound(channel, tls));
            } else {
                all.add(new Listener.Bound(channel, Optional.empty()));
            }
        } catch (IOException e) {
            throw EngineException.internal("cannot take over a socket: " + e.getMessage(), e);
        }
    }

    static String named(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        return "tcp://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }

    List<Listener> all() {
        return all;
    }

    /** What the operator and everybody who asks for info should know. */
    List<String> warnings() {
        return TcpExposure.warnings(tcp, config.tls());
    }

    /** From now on SIGHUP has the certificates read again, rather than ending the process. */
    void reloadOnHangup() {
        Hangup.onHangup(() -> tls.ifPresent(Tls::reload));
    }

    /** Whoever may connect to a daemon without root can do all that its user can: only the user may. */
    private static Listener unix(Path path, String group) {
        if (!Privileges.areOfUser()) {
            return new Listener.Unix(path, group(group));
        }
        if (!group.isEmpty()) {
            throw EngineException.invalid(
                    "--group " + group + ": without root, a socket belongs to the user who serves, and to no group");
        }
        return new Listener.Unix(path, "", true);
    }

    /** Docker's own group, where there is one, so that its members need no other right. */
    private static String group(String configured) {
        if (!configured.isEmpty()) {
            return configured;
        }
        try {
            boolean exists =
                    Files.readAllLines(Path.of("/etc/group")).stream().anyMatch(line -> line.startsWith("docker:"));
            return exists ? "docker" : "";
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "no /etc/group to look for docker in: {0}", e.getMessage());
            return "";
        }
    }
}
