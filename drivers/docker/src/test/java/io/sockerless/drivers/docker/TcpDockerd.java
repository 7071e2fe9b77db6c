package io.sockerless.drivers.docker;

import io.sockerless.drivers.docker.wire.RemoteHost;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A dockerd that can be reached by TCP, plain or with mutual TLS; one for all tests of a process. */
final class TcpDockerd {
    private static RemoteHost.Tcp plain;
    private static Tls tls;

    private TcpDockerd() {}

    /** @param certificates where the authority and what it issued are */
    record Tls(RemoteHost.Tcp host, Authority authority, Path certificates) {}

    static synchronized RemoteHost.Tcp plain() {
        if (plain == null) {
            int port = Places.freePort();
            start("plain", List.of("-H", "tcp://127.0.0.1:" + port, "--tls=false"));
            Places.awaitPort(port);
            plain = new RemoteHost.Tcp("127.0.0.1", port, Optional.empty());
        }
        return plain;
    }

    static synchronized Tls tls() {
        if (tls == null) {
            Path folder = Path.of("/var/tmp/sockerless-test-docker/tls-"
                    + ProcessHandle.current().pid());
            Authority authority = Authority.in(folder);
            Path server = authority.issue("server", "serverAuth", "IP:127.0.0.1");
            Path client = authority.issue("client", "clientAuth", "DNS:client");
            int port = Places.freePort();
            start(
                    "tls",
                    List.of(
                            "-H",
                            "tcp://127.0.0.1:" + port,
                            "--tlsverify",
                            "--tlscacert=" + server.resolve("ca.pem"),
                            "--tlscert=" + server.resolve("cert.pem"),
                            "--tlskey=" + server.resolve("key.pem")));
            Places.awaitPort(port);
            Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> Places.remove(folder)));
            tls = new Tls(new RemoteHost.Tcp("127.0.0.1", port, Optional.of(client)), authority, folder);
        }
        return tls;
    }

    private static void start(String name, List<String> arguments) {
        Dockerd daemon = Dockerd.reachable(name, arguments);
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(daemon::close));
    }
}
