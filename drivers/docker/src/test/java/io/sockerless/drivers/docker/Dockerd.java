package io.sockerless.drivers.docker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A dockerd of the test's own, in network and mount namespaces of its own, on a socket and directories of its own; one for
 * all tests of a process, and for the processes that they start.
 */
final class Dockerd {
    private static final Path PLACES = Path.of("/run/sockerless-test-docker");
    private static final long PATIENCE = 60_000_000_000L;
    private static Dockerd running;

    private final Path place;
    private final Process machine;
    private Process process;

    private Dockerd(Path place, boolean apart) throws IOException {
        this.place = place;
        // Ends with our end of its input.
        machine = new ProcessBuilder(
                        "unshare",
                        apart ? "--net" : "--uts",
                        "--mount",
                        "--propagation",
                        "private",
                        "sh",
                        "-c",
                        "mount --make-rshared / && { ip link set lo up || true; } && echo ready && exec cat >/dev/null")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        if (!"ready".equals(machine.inputReader(StandardCharsets.UTF_8).readLine())) {
            throw new IOException("cannot make namespaces");
        }
    }

    /** The socket of this process's dockerd, or of its parent's, which is started if there is none. */
    static synchronized Path socket() {
        Path inherited = socketOf(
                ProcessHandle.current().parent().map(ProcessHandle::pid).orElse(0L));
        if (running == null && Files.exists(inherited)) {
            return inherited;
        }
        return shared().place.resolve("docker.sock");
    }

    static synchronized Dockerd shared() {
        if (running == null) {
            running = start(placeOf(ProcessHandle.current().pid()), List.of(), true);
            Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(running::close));
        }
        return running;
    }

    private static Path placeOf(long pid) {
        return PLACES.resolve(Long.toString(pid));
    }

    private static Path socketOf(long pid) {
        return placeOf(pid).resolve("docker.sock");
    }

    /**
     * One that listens on the loopback of this machine's network, too, where it touches nothing else.
     *
     * @param arguments that say where and how
     */
    static Dockerd reachable(String name, List<String> arguments) {
        List<String> quiet = new ArrayList<>(List.of("--bridge=none", "--iptables=false", "--ip-forward=false"));
        quiet.addAll(arguments);
        Path place = PLACES.resolve(ProcessHandle.current().pid() + "-" + name);
        return start(place, quiet, false);
    }

    /** One for a test that ends it. */
    static Dockerd another(String name) {
        Path place = PLACES.resolve(ProcessHandle.current().pid() + "-" + name);
        return start(place, List.of(), true);
    }

    private static Dockerd start(Path place, List<String> arguments, boolean apart) {
        try {
            Files.createDirectories(place);
            Dockerd daemon = new Dockerd(place, apart);
            daemon.launch(arguments);
            return daemon;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path place() {
        return place;
    }

    /** The command in the namespaces of the daemon. */
    List<String> inside(List<String> command) {
        List<String> whole =
                new ArrayList<>(List.of("nsenter", "--target", Long.toString(machine.pid()), "--net", "--mount", "--"));
        whole.addAll(command);
        return whole;
    }

    private void launch(List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("dockerd", "-H", "unix://" + place.resolve("docker.sock")));
        command.addAll(List.of("--data-root", place.resolve("data").toString()));
        command.addAll(List.of("--exec-root", place.resolve("exec").toString()));
        command.addAll(List.of("--pidfile", place.resolve("pid").toString()));
        command.addAll(arguments);
        Path log = place.resolve("log");
        process = new ProcessBuilder(inside(command))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        long end = System.nanoTime() + PATIENCE;
        while (!answers()) {
            if (!process.isAlive() || System.nanoTime() > end) {
                throw new IOException("dockerd does not start:\n" + Files.readString(log));
            }
            try {
                process.waitFor(20, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException(e);
            }
        }
    }

    private boolean answers() {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            return channel.connect(UnixDomainSocketAddress.of(place.resolve("docker.sock")));
        } catch (IOException e) {
            return false;
        }
    }

    /** Ends the daemon and with it, since it has no live restore, its containers. */
    void stop() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Starts it again with what it had. */
    void startAgain() throws IOException {
        Files.deleteIfExists(place.resolve("docker.sock"));
        launch(List.of());
    }

    void close() {
        try {
            stop();
            machine.destroyForcibly();
            new ProcessBuilder("rm", "-rf", "--one-file-system", place.toString())
                    .inheritIO()
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
