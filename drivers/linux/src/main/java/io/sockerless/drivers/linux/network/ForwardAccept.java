package io.sockerless.drivers.linux.network;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
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
        change("-I FORWARD ", false);
    }

    void remove() throws IOException {
        change("-D FORWARD ", true);
    }

    /** All in one program's run, since starting one is what takes time. */
    private void change(String how, boolean those) throws IOException {
        if (isInstalled()) {
            String present = run(List.of("iptables", "-w", "-S", "FORWARD"), "");
            String lines = rules().filter(rule -> present.contains(rule) == those)
                    .map(rule -> how + rule + "\n")
                    .collect(Collectors.joining());
            if (!lines.isEmpty()) {
                run(List.of("iptables-restore", "-w", "--noflush"), "*filter\n" + lines + "COMMIT\n");
            }
        }
    }

    private Stream<String> rules() {
        return Stream.of("-i", "-o")
                .map(way -> String.join(" ", way, bridge, "-m", "comment", "--comment", comment, "-j", "ACCEPT"));
    }

    private static boolean isInstalled() {
        return Stream.of(System.getenv().getOrDefault("PATH", "/usr/sbin:/sbin").split(":"))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, "iptables")));
    }

    private static String run(List<String> command, String input) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (OutputStream in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
        }
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
