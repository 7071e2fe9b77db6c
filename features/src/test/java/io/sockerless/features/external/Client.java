package io.sockerless.features.external;

import io.sockerless.features.daemons.Daemon;
import io.sockerless.features.daemons.Programs;
import io.sockerless.features.daemons.Root;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Programs of others that use a daemon: on its machine, with an empty home of their own, told of it by DOCKER_HOST. */
final class Client implements AutoCloseable {
    private final Daemon daemon;
    private final Path home;

    Client(Daemon daemon, String name) throws IOException {
        this.daemon = daemon;
        home = Files.createTempDirectory(name + "-");
        Files.writeString(Files.createDirectory(home.resolve(".docker")).resolve("config.json"), "{}");
    }

    /** Where suites are installed and leave their reports. */
    static Path place(String suite) {
        return Path.of("target/external", suite).toAbsolutePath();
    }

    Path home() {
        return home;
    }

    /** A repository of git with the files of {@code src/test/NAME}, which CI tools want. */
    Path repository(String name) throws IOException {
        var repository = home.resolve("repository");
        var files = Root.path().resolve("features/src/test").resolve(name);
        Programs.run(List.of("cp", "-R", files.toString(), repository.toString()));
        for (var command : List.of(
                List.of("init", "-q", "-b", "main"),
                List.of("add", "."),
                List.of("-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "first"),
                List.of("remote", "add", "origin", "https://example.com/some/repository.git"))) {
            var git = new ArrayList<>(List.of("git", "-C", repository.toString()));
            git.addAll(command);
            Programs.run(git);
        }
        return repository;
    }

    /**
     * Runs it to its end.
     *
     * @param environment besides ours
     * @return its exit code
     */
    int run(Path directory, List<String> command, Map<String, String> environment, Path output)
            throws IOException, InterruptedException {
        var builder = new ProcessBuilder(daemon.machine().inside(directory, command))
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(output.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("DOCKER_"));
        builder.environment()
                .putAll(Map.of(
                        "DOCKER_HOST", daemon.host(),
                        "DOCKER_CONFIG", home.resolve(".docker").toString(),
                        "HOME", home.toString(),
                        "TMPDIR", home.toString()));
        builder.environment().putAll(environment);
        var process = builder.start();
        try {
            return process.waitFor();
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    /** Keeps the daemon's log beside the suite's reports. */
    void keepLog(String suite) throws IOException {
        Files.copy(
                daemon.log(), place(suite).resolve(daemon.kind() + "-daemon.log"), StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void close() throws IOException {
        Programs.run(List.of("rm", "-rf", "--one-file-system", home.toString()));
    }
}
