package io.sockerless.frontends.cli.doctor;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The programs of others that the Linux driver calls. */
final class ProgramChecks {
    private ProgramChecks() {}

    static List<Finding> all() {
        List<Finding> findings = new ArrayList<>();
        findings.add(program("crun", "crun", true, "no container can start"));
        findings.add(program("nft", "nftables", true, "containers on the bridge network have no way out"));
        findings.add(program("iptables", "iptables", false, "beside a Docker Engine, published ports are blocked"));
        findings.add(program("ps", "procps", false, "docker top is refused"));
        findings.add(initProgram());
        findings.add(program("docker", "docker.io", false, "no docker command; any other Docker client works"));
        return findings;
    }

    static Finding program(String name, String debianPackage, boolean needed, String without) {
        Optional<Path> found = onPath(name);
        String mend = "apt-get install " + debianPackage;
        if (found.isPresent()) {
            return Finding.ok(name, found.get() + version(found.get()));
        }
        return needed
                ? Finding.failure(name, "not installed: " + without, mend)
                : Finding.warning(name, "not installed: " + without, mend);
    }

    private static Finding initProgram() {
        return onPath("docker-init")
                .or(() -> onPath("tini-static"))
                .or(() -> onPath("tini"))
                .map(path -> Finding.ok("init", path.toString()))
                .orElseGet(() -> Finding.warning(
                        "init", "neither docker-init nor tini: docker run --init is refused", "apt-get install tini"));
    }

    private static String version(Path program) {
        if (!program.endsWith("crun")) {
            return "";
        }
        try {
            Process process = new ProcessBuilder(program.toString(), "--version")
                    .redirectErrorStream(true)
                    .start();
            String first = new String(process.getInputStream().readAllBytes())
                    .lines()
                    .findFirst()
                    .orElse("");
            return first.isEmpty() ? "" : " (" + first + ")";
        } catch (IOException e) {
            return " (does not run: " + e.getMessage() + ")";
        }
    }

    /** What a command says when it fails; empty when it does not. */
    static String failure(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            int code = process.waitFor();
            return code == 0 ? "" : said.isEmpty() ? "exit code " + code : said;
        } catch (IOException e) {
            return e.getMessage();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }

    /** What a command says, whatever it thinks of its success. */
    static String output(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }

    static Optional<Path> onPath(String name) {
        String path =
                System.getenv().getOrDefault("PATH", "") + File.pathSeparator + "/usr/sbin:/sbin:/usr/libexec/docker";
        for (String directory : path.split(File.pathSeparator)) {
            Path candidate = Path.of(directory, name);
            if (Files.isExecutable(candidate) && !Files.isDirectory(candidate)) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }
}
