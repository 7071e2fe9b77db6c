package io.sockerless.engine.oci.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The real dockerd on a socket and directories of its own, without networks: for what it does with images. */
public final class Dockerd implements AutoCloseable {
    private final Path directory;
    private final Process process;

    private Dockerd(Path directory, Process process) {
        this.directory = directory;
        this.process = process;
    }

    /** Whether this machine can run it. */
    public static boolean isPossible() throws IOException {
        boolean root = (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0;
        return root
                && Stream.of("dockerd", "docker", "containerd")
                        .allMatch(program -> Stream.of(System.getenv("PATH").split(":"))
                                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program))));
    }

    public static Dockerd start(Path directory) throws IOException {
        Process process = new ProcessBuilder(
                        "dockerd",
                        "--host=unix://" + directory.resolve("docker.sock"),
                        "--data-root=" + directory.resolve("data"),
                        "--exec-root=" + directory.resolve("exec"),
                        "--pidfile=" + directory.resolve("pid"),
                        "--storage-driver=vfs",
                        "--bridge=none",
                        "--iptables=false",
                        "--ip-forward=false")
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("dockerd.log").toFile())
                .start();
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(process::destroy));
        Dockerd dockerd = new Dockerd(directory, process);
        try {
            dockerd.await();
            return dockerd;
        } catch (IOException e) {
            dockerd.close();
            throw e;
        }
    }

    private void await() throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        Path socket = directory.resolve("docker.sock");
        try {
            while (!Files.exists(socket) || run("version").exit != 0) {
                if (process.waitFor(50, TimeUnit.MILLISECONDS) || System.nanoTime() > deadline) {
                    throw new IOException(
                            "dockerd does not start: " + Files.readString(directory.resolve("dockerd.log")));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private record Result(int exit, String output) {}

    /** Runs {@code docker} with these arguments, and returns what it printed. */
    public String docker(String... arguments) throws IOException {
        Result result = run(arguments);
        if (result.exit != 0) {
            throw new IOException("docker " + String.join(" ", arguments) + ": " + result.output);
        }
        return result.output.strip();
    }

    private Result run(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("docker", "--host=unix://" + directory.resolve("docker.sock")));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("DOCKER_CONFIG", directory.resolve("config").toString());
        Process docker = builder.start();
        docker.getOutputStream().close();
        String output = new String(docker.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            return new Result(docker.waitFor(), output);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
