package io.sockerless.drivers.linux.network;

import io.sockerless.drivers.agent.AgentBinary;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A machine in namespaces: {@code host} plays the host and has {@link #ADDRESS}, {@code outside} plays the world and has
 * {@link #WORLD}. Nothing of it touches the real network.
 */
final class TestHost implements AutoCloseable {
    static final String ADDRESS = "198.51.100.2";
    static final String WORLD = "198.51.100.1";

    private final String name = "slt" + nonce().substring(0, 8);
    private final List<Process> started = new ArrayList<>();
    private final List<NetworkDaemonProcess> daemons = new ArrayList<>();
    final Path directory;
    final Path agent;
    final Path host;
    final Path outside;

    TestHost() throws IOException {
        directory = Files.createTempDirectory(Path.of("/tmp"), "slt");
        agent = AgentBinary.locate(directory);
        host = Path.of("/run/netns", name);
        outside = Path.of("/run/netns", name + "w");
        run("ip", "netns", "add", name);
        run("ip", "netns", "add", name + "w");
        in(host, "ip", "link", "set", "lo", "up");
        in(outside, "ip", "link", "set", "lo", "up");
        in(host, "ip", "link", "add", "up0", "type", "veth", "peer", "name", "world", "netns", name + "w");
        in(host, "ip", "addr", "add", ADDRESS + "/24", "dev", "up0");
        in(host, "ip", "link", "set", "up0", "up");
        in(outside, "ip", "addr", "add", WORLD + "/24", "dev", "world");
        in(outside, "ip", "link", "set", "world", "up");
        in(host, "ip", "route", "add", "default", "via", WORLD);
    }

    static String nonce() {
        byte[] bytes = new byte[16];
        ThreadLocalRandom.current().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** Starts a daemon; one of the same name finds what an earlier one has left. */
    NetworkDaemonProcess daemon(String daemon) throws IOException {
        NetworkDaemonProcess process = new NetworkDaemonProcess(this, daemon);
        daemons.add(process);
        return process;
    }

    static String run(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (exit(process) != 0) {
            throw new IOException(String.join(" ", command) + ": " + output);
        }
        return output;
    }

    static String in(Path netns, String... command) throws IOException {
        return run(nsenter(netns, command));
    }

    static String[] nsenter(Path netns, String... command) {
        return Stream.concat(Stream.of("nsenter", "--net=" + netns, "--"), Stream.of(command))
                .toArray(String[]::new);
    }

    /** A process that ends with this machine. */
    Process start(Path netns, String... command) throws IOException {
        Process process = new ProcessBuilder(nsenter(netns, command))
                .redirectErrorStream(true)
                .redirectOutput(
                        directory.resolve("out" + started.size() + ".log").toFile())
                .start();
        started.add(process);
        return process;
    }

    /** A server that puts its name before each line it gets; returns when it listens. */
    Process serve(Path netns, String protocol, int port, String identity) throws IOException {
        boolean tcp = protocol.equals("tcp");
        String address = (tcp ? "TCP4-LISTEN:" : "UDP4-RECVFROM:") + port + ",fork,reuseaddr";
        Process server = start(netns, "socat", address, "EXEC:sh " + script("echo " + identity + ":$line"));
        awaitListener(netns, protocol, "00000000", port);
        return server;
    }

    /** @param address in the notation of /proc/net/tcp */
    void awaitListener(Path netns, String protocol, String address, int port) throws IOException {
        String wanted = String.format("%s:%04X 00000000:0000 %s", address, port, protocol.equals("tcp") ? "0A" : "07");
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!in(netns, "cat", "/proc/net/" + protocol).contains(wanted)) {
            if (System.nanoTime() > deadline) {
                throw new IOException("nobody listens on " + protocol + " port " + port);
            }
        }
    }

    /** A shell script that reads a line into {@code $line} first; socat gives its own meaning to many characters. */
    Path script(String command) throws IOException {
        Path file = Files.createTempFile(directory, "serve", ".sh");
        return Files.writeString(file, "read line; " + command + "\n");
    }

    /** What the other side answers to one line; empty when it cannot be reached. */
    String ask(Path netns, String target, String line) throws IOException {
        Process client = new ProcessBuilder(nsenter(netns, "socat", "-t3", "-T3", "-", target))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            client.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
            client.getOutputStream().flush();
        } catch (IOException e) {
            exit(client); // refused already: there is no answer to read
        }
        String answer = client.inputReader(StandardCharsets.UTF_8).readLine();
        client.destroy();
        exit(client);
        return answer == null ? "" : answer;
    }

    String ask(Path netns, String protocol, String address, int port, String line) throws IOException {
        boolean tcp = protocol.equals("tcp");
        if (address.contains(":")) {
            return ask(
                    netns,
                    (tcp ? "TCP6:[" : "UDP6:[") + address + "]:" + port + (tcp ? ",connect-timeout=2" : ""),
                    line);
        }
        return ask(netns, (tcp ? "TCP4:" : "UDP4:") + address + ":" + port + (tcp ? ",connect-timeout=2" : ""), line);
    }

    private static int exit(Process process) throws IOException {
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException("process does not end");
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private interface Step {
        void run() throws IOException;
    }

    /** All of it, also when a step fails. */
    @Override
    public void close() throws IOException {
        IOException failure = new IOException("the test host could not be removed");
        for (NetworkDaemonProcess daemon : daemons) {
            attempt(failure, daemon::close);
        }
        for (Process process : started) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            attempt(failure, () -> exit(process));
        }
        for (String mount : Files.readAllLines(Path.of("/proc/self/mounts"))) {
            String target = mount.split(" ")[1];
            if (target.startsWith(directory + "/")) {
                attempt(failure, () -> run("umount", "-l", target));
            }
        }
        attempt(failure, () -> run("ip", "netns", "del", name));
        attempt(failure, () -> run("ip", "netns", "del", name + "w"));
        attempt(failure, this::deleteFiles);
        if (failure.getSuppressed().length > 0) {
            throw failure;
        }
    }

    private static void attempt(IOException failure, Step step) {
        try {
            step.run();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    private void deleteFiles() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
