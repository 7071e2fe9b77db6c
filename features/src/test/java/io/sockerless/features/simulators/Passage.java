package io.sockerless.features.simulators;

import io.sockerless.features.daemons.Machine;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/**
 * Lets a test's machine reach a simulator at the address that it has outside, or the other way round: socat on both sides,
 * and a unix socket between them. What listens there may come and go.
 */
record Passage(List<Process> ends) implements AutoCloseable {
    static Passage open(Machine machine, Path place, URI simulator) throws IOException {
        var address = simulator.getHost() + ":" + simulator.getPort();
        var socket = place.resolve("passage");
        var outside = listening(List.of("socat", "-d", "-d", "UNIX-LISTEN:" + socket + ",fork", "TCP:" + address));
        var inside = List.of(
                "socat",
                "-d",
                "-d",
                "TCP-LISTEN:" + simulator.getPort() + ",bind=" + simulator.getHost() + ",reuseaddr,fork",
                "UNIX-CONNECT:" + socket);
        return new Passage(List.of(outside, listening(machine.inside(place, inside))));
    }

    /** The other way: the test reaches what is on the machine, at the same address. */
    static Passage into(Machine machine, Path place, URI simulator) throws IOException {
        var address = simulator.getHost() + ":" + simulator.getPort();
        var socket = place.resolve("passage");
        var inside = List.of("socat", "-d", "-d", "UNIX-LISTEN:" + socket + ",fork", "TCP:" + address);
        var outside = List.of(
                "socat",
                "-d",
                "-d",
                "TCP-LISTEN:" + simulator.getPort() + ",bind=" + simulator.getHost() + ",reuseaddr,fork",
                "UNIX-CONNECT:" + socket);
        return new Passage(List.of(listening(machine.inside(place, inside)), listening(outside)));
    }

    private static Process listening(List<String> command) throws IOException {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var said = process.inputReader();
        var seen = new StringBuilder();
        for (var line = said.readLine(); line != null; line = said.readLine()) {
            if (line.contains(" listening on ")) {
                Thread.ofVirtual().start(() -> said.lines().forEach(_ -> {}));
                return process;
            }
            seen.append(line).append('\n');
        }
        throw new IOException(String.join(" ", command) + " does not listen: " + seen);
    }

    @Override
    public void close() {
        for (var end : ends) {
            end.descendants().forEach(ProcessHandle::destroyForcibly);
            end.destroyForcibly();
        }
    }
}
