package io.sockerless.benchmarks.outside;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A daemon under measurement, with its own socket and state; stopped and cleaned by {@link #close}. */
final class Peer implements AutoCloseable {
    private final String name;
    private final Path directory;
    private final List<String> command;
    private final List<String> cleaning;
    private final Path socket;
    private Process process;

    private Peer(String name, Path directory, List<String> command, List<String> cleaning)
            throws IOException, InterruptedException {
        this.name = name;
        this.directory = directory;
        this.command = command;
        this.cleaning = cleaning;
        this.socket = directory.resolve("docker.sock");
        Files.createDirectories(directory);
        start();
    }

    static Peer sockerless(Path root, Path directory) throws IOException, InterruptedException {
        return sockerless(root, directory, Map.of(), List.of());
    }

    static Peer sockerless(Path root, Path directory, Map<String, String> environment, List<String> options)
            throws IOException, InterruptedException {
        List<String> places = List.of("--state", directory + "/state", "--run", directory + "/run");
        String program = root.resolve("scripts/sockerless").toString();
        List<String> cleaning = new ArrayList<>(List.of("env"));
        environment.forEach((name, value) -> cleaning.add(name + "=" + value));
        List<String> command = new ArrayList<>(cleaning);
        command.addAll(List.of(program, "serve", "-H", "unix://" + directory + "/docker.sock"));
        command.addAll(places);
        command.addAll(options);
        cleaning.addAll(List.of(program, "clean"));
        cleaning.addAll(places);
        return new Peer("sockerless", directory, command, cleaning);
    }

    static Peer dockerd(Path directory) throws IOException, InterruptedException {
        List<String> command = List.of(
                "dockerd",
                "-H",
                "unix://" + directory + "/docker.sock",
                "--data-root",
                directory + "/state",
                "--exec-root",
                directory + "/exec",
                "--pidfile",
                directory + "/pid",
                "--bip",
                "172.30.99.1/24");
        return new Peer("dockerd", directory, command, List.of());
    }

    String name() {
        return name;
    }

    boolean ours() {
        return name.equals("sockerless");
    }

    Path socket() {
        return socket;
    }

    /** @return milliseconds from the start of the process to the first answer */
    double start() throws IOException, InterruptedException {
        Files.deleteIfExists(socket);
        long begin = System.nanoTime();
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("log").toFile()))
                .start();
        while (!answers()) {
            if (!process.isAlive() || System.nanoTime() - begin > 60e9) {
                throw new IOException(name + " does not start:\n" + Files.readString(directory.resolve("log")));
            }
            TimeUnit.MILLISECONDS.sleep(2);
        }
        return (System.nanoTime() - begin) / 1e6;
    }

    private boolean answers() {
        if (!Files.exists(socket)) {
            return false;
        }
        try (UnixHttp http = UnixHttp.open(socket)) {
            return http.get("/_ping").status() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    void stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }

    String docker(String... arguments) throws IOException, InterruptedException {
        return Commands.run(cli(arguments));
    }

    String[] cli(String... arguments) {
        return Stream.concat(Stream.of("docker", "-H", "unix://" + socket), Stream.of(arguments))
                .toArray(String[]::new);
    }

    /** Lets it finish what begins with its start. */
    void idle() throws InterruptedException {
        TimeUnit.SECONDS.sleep(10);
    }

    /** Resident memory of the daemon and its helpers that are there without containers, in MiB. */
    double residentMiB() {
        return tree().mapToLong(handle -> Memory.kibibytes("/proc/" + handle.pid() + "/status", "VmRSS:"))
                        .sum()
                / 1024.0;
    }

    /** Lets {@link #peakMiB} begin anew. */
    void forgetPeak() throws IOException {
        Files.writeString(Path.of("/proc/" + process.pid() + "/clear_refs"), "5");
    }

    /** The most memory that the daemon itself had resident, in MiB. */
    double peakMiB() {
        return Memory.kibibytes("/proc/" + process.pid() + "/status", "VmHWM:") / 1024.0;
    }

    /**
     * Memory of all that runs for its containers without being one of them, in MiB: pages that several processes share
     * count once (PSS).
     */
    double proportionalMiB() {
        return Stream.concat(tree(), ProcessHandle.allProcesses().filter(this::serves))
                        .map(ProcessHandle::pid)
                        .distinct()
                        .mapToLong(pid -> Memory.kibibytes("/proc/" + pid + "/smaps_rollup", "Pss:"))
                        .sum()
                / 1024.0;
    }

    /** What outlives the daemon has one of its places in its command line. */
    private boolean serves(ProcessHandle handle) {
        try {
            return Files.readString(Path.of("/proc/" + handle.pid() + "/cmdline"))
                    .contains(directory.toString());
        } catch (IOException e) {
            // It has ended.
            return false;
        }
    }

    /** Platform threads of the daemon process itself. */
    int threads() {
        return Integer.parseInt(Memory.field("/proc/" + process.pid() + "/status", "Threads:"));
    }

    private Stream<ProcessHandle> tree() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants());
    }

    @Override
    public void close() throws IOException, InterruptedException {
        if (answers()) {
            String containers = docker("ps", "-aq");
            if (!containers.isEmpty()) {
                docker(Stream.concat(Stream.of("rm", "-f"), containers.lines()).toArray(String[]::new));
            }
        }
        stop();
        if (!cleaning.isEmpty()) {
            Commands.run(cleaning.toArray(String[]::new));
        }
    }
}
