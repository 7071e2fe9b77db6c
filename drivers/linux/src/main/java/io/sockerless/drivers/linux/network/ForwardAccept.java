package io.sockerless.drivers.linux.network;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Rules in the FORWARD chain of iptables. Where that chain's policy is to drop, as dockerd and many firewalls make it,
 * no table of ours can let a packet pass: only a rule in the chain itself can. What may pass is decided by our own
 * table, where a drop is final.
 */
final class ForwardAccept {
    private final String bridge;
    private final String comment;

    ForwardAccept(String bridge, String comment) {
        this.bridge = bridge;
        this.comment = comment;
    }

    /** Inserts what is missing. A host without iptables has no such chain. */
    void ensure() throws IOException {
        if (isInstalled()) {
            String present = run(List.of("-S", "FORWARD"));
            for (List<String> rule : rules()) {
                if (!present.contains(String.join(" ", rule))) {
                    run(with(List.of("-I", "FORWARD"), rule));
                }
            }
        }
    }

    void remove() throws IOException {
        if (isInstalled()) {
            String present = run(List.of("-S", "FORWARD"));
            for (List<String> rule : rules()) {
                if (present.contains(String.join(" ", rule))) {
                    run(with(List.of("-D", "FORWARD"), rule));
                }
            }
        }
    }

    private List<List<String>> rules() {
        return Stream.of("-i", "-o")
                .map(way -> List.of(way, bridge, "-m", "comment", "--comment", comment, "-j", "ACCEPT"))
                .toList();
    }

    private static List<String> with(List<String> start, List<String> rest) {
        return Stream.concat(start.stream(), rest.stream()).toList();
    }

    private static boolean isInstalled() {
        return Stream.of(System.getenv().getOrDefault("PATH", "/usr/sbin:/sbin").split(":"))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, "iptables")));
    }

    private static String run(List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("iptables", "-w"));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException(String.join(" ", command) + ": " + output.strip());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for iptables", e);
        }
        return output;
    }
}
