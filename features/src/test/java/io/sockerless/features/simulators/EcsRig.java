package io.sockerless.features.simulators;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sockerless.features.daemons.Daemon;
import io.sockerless.features.daemons.DaemonKind;
import io.sockerless.features.daemons.Programs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/**
 * A daemon of ours with the driver ecs or lambda, the simulated cloud that it is at, and the daemon where that one's tasks
 * and functions run.
 *
 * @param daemon null where the cloud has no driver yet
 */
public record EcsRig(Path place, Daemon below, SimulatorProcess cloud, Daemon daemon) implements AutoCloseable {
    private static final Map<String, String> AWS = Map.of(
            "AWS_REGION", "eu-central-1",
            "AWS_DEFAULT_REGION", "eu-central-1",
            "AWS_ACCESS_KEY_ID", "test",
            "AWS_SECRET_ACCESS_KEY", "test");
    /** Of the machine, as tasks reach it. */
    private static final String ADDRESS = "10.99.0.1";

    /** What a command said and how it ended. */
    public record Said(int code, String out, String err) {}

    /** @param settings further ones of the driver, {@code NAME=VALUE}; {@code file-system} alone makes one first */
    public static EcsRig start(String name, Path place, String... settings) throws IOException {
        return start(name, place, rig -> rig.driven(name, settings));
    }

    /** With the driver lambda. */
    static EcsRig startLambda(String name, Path place) throws IOException {
        return start(name, place, rig -> rig.lambda(name, rig.repository("wrapped")));
    }

    /** A cloud, and what it runs on; no daemon drives it. */
    public static EcsRig cloud(String name, Path place) throws IOException {
        return start(name, place, _ -> null);
    }

    private interface Driven {
        Daemon by(EcsRig rig) throws IOException;
    }

    private static EcsRig start(String name, Path place, Driven driven) throws IOException {
        Daemon below = Daemon.start(DaemonKind.SOCKERLESS, name + "-below");
        var rig = new EcsRig(place, below, null, null);
        SimulatorProcess cloud = null;
        try {
            rig.inside("ip", "address", "add", ADDRESS + "/32", "dev", "lo");
            cloud = SimulatorProcess.beside(below, Files.createDirectory(place.resolve("cloud")));
            rig = new EcsRig(place, below, cloud, null);
            return new EcsRig(place, below, cloud, driven.by(rig));
        } catch (IOException | RuntimeException e) {
            if (cloud != null) {
                cloud.close();
            }
            below.close();
            throw e;
        }
    }

    private Daemon driven(String name, String... settings) throws IOException {
        aws("ecs", "create-cluster", "--cluster-name", "default");
        return ecs(name, repository("wrapped"), settings);
    }

    /** A further daemon of ours with the driver ecs at this cloud, and the images of the first one. */
    Daemon another(String name, String... settings) throws IOException {
        var query = "repositories[0].repositoryUri";
        return ecs(name, text("ecr", "describe-repositories", "--query", query), settings);
    }

    private Daemon ecs(String name, String repository, String... settings) throws IOException {
        return driven(name, "ecs", settings(repository, settings));
    }

    /** What a driver ecs at this cloud is told, {@code NAME=VALUE}. */
    public List<String> settings(String repository, String... further) throws IOException {
        var all = new ArrayList<>(List.of(
                "subnets=" + subnet(),
                "repository=" + repository,
                "execution-role=arn:aws:iam::000000000000:role/execution"));
        for (var setting : further) {
            all.add(setting.equals("file-system") ? "file-system=" + fileSystem() : setting);
        }
        if (all.stream().noneMatch(setting -> setting.startsWith("gateway="))) {
            all.add("gateway=" + ADDRESS);
        }
        return all;
    }

    /** Variables by which Amazon's clients find this cloud. */
    public Map<String, String> environment() {
        var environment = new HashMap<>(AWS);
        environment.put("AWS_ENDPOINT_URL", cloud.uri().toString());
        return environment;
    }

    private Daemon driven(String name, String driver, List<String> settings) {
        var arguments = new ArrayList<>(List.of("--driver", driver));
        settings.forEach(setting -> arguments.addAll(List.of("--" + driver, setting)));
        return Daemon.beside(below, name, environment(), arguments);
    }

    /** A new one for the images of a driver. @return its URI */
    public String repository(String name) throws IOException {
        return text("ecr", "create-repository", "--repository-name", name, "--query", "repository.repositoryUri");
    }

    private String subnet() throws IOException {
        return text("ec2", "describe-subnets", "--query", "Subnets[0].SubnetId");
    }

    /** A daemon of ours with the driver lambda at this cloud. */
    public Daemon lambda(String name, String repository, String... settings) {
        var all = new ArrayList<>(functionSettings(repository));
        all.addAll(List.of(settings));
        return driven(name, "lambda", all);
    }

    /** What a driver lambda at this cloud is told, {@code NAME=VALUE}. */
    public List<String> functionSettings(String repository) {
        return List.of(
                "repository=" + repository,
                "gateway=" + ADDRESS,
                "memory=512",
                "role=arn:aws:iam::000000000000:role/function");
    }

    private String fileSystem() throws IOException {
        var id = text("efs", "create-file-system", "--query", "FileSystemId");
        aws("efs", "create-mount-target", "--file-system-id", id, "--subnet-id", subnet());
        return id;
    }

    String inside(String... command) throws IOException {
        return new String(Programs.run(below.machine().inside(place, List.of(command))), StandardCharsets.UTF_8);
    }

    String aws(String... words) throws IOException {
        var command = new ArrayList<>(List.of("env"));
        AWS.forEach((name, value) -> command.add(name + "=" + value));
        command.addAll(List.of("aws", "--endpoint-url", cloud.uri().toString()));
        command.addAll(List.of(words));
        return inside(command.toArray(String[]::new));
    }

    String text(String... words) throws IOException {
        var all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--output", "text"));
        return aws(all.toArray(String[]::new)).strip();
    }

    Said docker(byte[] stdin, String... words) throws Exception {
        return docker(daemon, stdin, words);
    }

    public static Said docker(Daemon at, byte[] stdin, String... words) throws Exception {
        var command = new ArrayList<>(List.of("docker", "-H", at.host()));
        command.addAll(List.of(words));
        return said(stdin, new ProcessBuilder(command));
    }

    public static Said said(byte[] stdin, ProcessBuilder program) throws Exception {
        var process = program.start();
        var err = CompletableFuture.supplyAsync(
                () -> process.errorReader(StandardCharsets.UTF_8).lines().collect(Collectors.joining("\n")));
        Thread.ofVirtual().start(() -> {
            try (var out = process.getOutputStream()) {
                out.write(stdin);
            } catch (IOException e) {
                // It does not read all of it; what it says tells.
                System.out.println(program.command() + ": " + e.getMessage());
            }
        });
        var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Said(process.waitFor(), out, err.get());
    }

    /** At a terminal of 33 lines and 99 columns. @param command as the shell reads it */
    Said typed(String line, String command) throws Exception {
        var there = "stty rows 33 cols 99; docker -H " + daemon.host() + " " + command;
        return said(
                (line + "\n").getBytes(StandardCharsets.UTF_8),
                new ProcessBuilder("script", "-qec", there, "/dev/null"));
    }

    String docker(String... words) throws Exception {
        var said = docker(new byte[0], words);
        assertEquals(0, said.code(), said::toString);
        return said.out().strip();
    }

    /** Of a log, once it is there. */
    String firstLine(String container) throws IOException {
        var following = new ProcessBuilder("docker", "-H", daemon.host(), "logs", "-f", container).start();
        try (var lines = following.inputReader(StandardCharsets.UTF_8)) {
            return lines.readLine();
        } finally {
            following.destroy();
        }
    }

    /** A server may listen a moment later than it says, and an agent dials again a moment after its daemon came back. */
    static String retried(String command) {
        return "for i in $(seq 100); do out=$(" + command
                + ") && [ -n \"$out\" ] && echo \"$out\" && exit; sleep 0.1; done";
    }

    String fetched(String address) throws IOException {
        return inside("sh", "-c", retried("curl -sf http://" + address + "/word"))
                .strip();
    }

    @Override
    public void close() throws IOException {
        try {
            if (daemon != null) {
                daemon.close();
            }
        } finally {
            try {
                cloud.close();
            } finally {
                below.close();
            }
        }
    }
}
