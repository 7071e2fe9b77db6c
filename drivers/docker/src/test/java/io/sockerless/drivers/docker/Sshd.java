package io.sockerless.drivers.docker;

import io.sockerless.drivers.docker.wire.RemoteHost;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** An sshd of the test's own on a loopback port, with keys of its own, in front of the shared dockerd. */
final class Sshd {
    private static final Path PROGRAM = Path.of("/usr/sbin/sshd");
    private static Sshd running;

    private final Path folder;
    private final int port;
    private final Process process;

    private Sshd(Path folder, int port) throws IOException {
        this.folder = folder;
        this.port = port;
        Files.createDirectories(Path.of("/run/sshd"));
        Files.createDirectories(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        for (String key : List.of("host", "client", "stranger")) {
            Places.run(List.of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", path(key)));
        }
        Files.copy(folder.resolve("client.pub"), folder.resolve("authorized"));
        Files.writeString(
                folder.resolve("known"), "[127.0.0.1]:" + port + " " + Files.readString(folder.resolve("host.pub")));
        Files.writeString(folder.resolve("server"), """
                ListenAddress 127.0.0.1
                Port %d
                HostKey %s
                AuthorizedKeysFile %s
                PidFile none
                StrictModes no
                UsePAM no
                PasswordAuthentication no
                PermitRootLogin prohibit-password
                """.formatted(port, path("host"), path("authorized")));
        configuration("config", "client", "known");
        process = new ProcessBuilder(PROGRAM.toString(), "-D", "-e", "-f", path("server"))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(this::close));
        awaitPort();
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    private Path configuration(String name, String key, String known) throws IOException {
        return Files.writeString(folder.resolve(name), """
                IdentityFile %s
                IdentitiesOnly yes
                UserKnownHostsFile %s
                GlobalKnownHostsFile /dev/null
                StrictHostKeyChecking yes
                LogLevel ERROR
                """.formatted(path(key), path(known)));
    }

    private void awaitPort() throws IOException {
        long end = System.nanoTime() + 20_000_000_000L;
        while (true) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.getInputStream().read();
                return;
            } catch (IOException e) {
                if (!process.isAlive() || System.nanoTime() > end) {
                    throw new IOException("sshd does not start: " + Files.readString(folder.resolve("log")), e);
                }
                Thread.onSpinWait();
            }
        }
    }

    /** Why there is none on this machine. */
    static Optional<String> obstacle() {
        return Files.isExecutable(PROGRAM)
                ? Optional.empty()
                : Optional.of("sshd is not installed; scripts/prepare --tests installs it");
    }

    static synchronized Sshd shared() {
        if (running == null) {
            try {
                running = new Sshd(
                        Path.of("/var/tmp/sockerless-test-docker/ssh-"
                                + ProcessHandle.current().pid()),
                        Places.freePort());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return running;
    }

    private RemoteHost.Ssh host(Path configuration) {
        return new RemoteHost.Ssh(
                System.getProperty("user.name") + "@127.0.0.1",
                port,
                Dockerd.socket().toString(),
                Optional.of(configuration));
    }

    RemoteHost.Ssh host() {
        return host(folder.resolve("config"));
    }

    /** With a key that nobody has let in. */
    RemoteHost.Ssh asStranger() throws IOException {
        return host(configuration("stranger-config", "stranger", "known"));
    }

    /** With another key for this host in the list of known ones. */
    RemoteHost.Ssh impersonated() throws IOException {
        Files.writeString(
                folder.resolve("other"),
                "[127.0.0.1]:" + port + " " + Files.readString(folder.resolve("stranger.pub")));
        return host(configuration("impersonated-config", "client", "other"));
    }

    private void close() {
        process.destroy();
        try {
            process.waitFor(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Places.remove(folder);
    }
}
