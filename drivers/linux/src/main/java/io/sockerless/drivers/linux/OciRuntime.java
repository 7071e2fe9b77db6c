package io.sockerless.drivers.linux;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The program that makes containers, and others of the host that are found on its PATH. */
record OciRuntime(String name, Path program) {
    private static final List<String> PREFERRED = List.of("crun", "runc");
    private static final List<String> INITS = List.of("docker-init", "tini-static", "tini");
    private static final String SYSTEM_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /** @param wanted name or path; empty for the preferred one that is installed */
    static OciRuntime find(String wanted) {
        for (String name : wanted.isEmpty() ? PREFERRED : List.of(wanted)) {
            Optional<Path> program = which(name);
            if (program.isPresent()) {
                return new OciRuntime(program.get().getFileName().toString(), program.get());
            }
        }
        throw new EngineException(
                ErrorKind.UNAVAILABLE,
                "no OCI runtime found (" + (wanted.isEmpty() ? String.join(", ", PREFERRED) : wanted)
                        + "): apt-get install crun");
    }

    /** A minimal init, for HostConfig.Init. */
    static Optional<Path> init() {
        return INITS.stream().flatMap(name -> which(name).stream()).findFirst();
    }

    static Optional<Path> which(String name) {
        if (name.contains("/")) {
            return Optional.of(Path.of(name)).filter(Files::isExecutable);
        }
        String path = System.getenv().getOrDefault("PATH", "") + ":" + SYSTEM_PATH;
        return List.of(path.split(":")).stream()
                .filter(directory -> directory.startsWith("/"))
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    boolean isCrun() {
        return name.equals("crun");
    }

    /** A program's version and the commit that it was built from, as far as it tells them. */
    record Version(String number, String commit) {}

    Version version() {
        return version(program);
    }

    /** Reads what {@code --version} prints: the number ends its first line, the commit has a line of its own. */
    static Version version(Path program) {
        try {
            Process process = new ProcessBuilder(program.toString(), "--version")
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().close();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            String first = text.lines().findFirst().orElse("");
            String commit = text.lines()
                    .filter(line -> line.startsWith("commit: "))
                    .map(line -> line.substring("commit: ".length()).strip())
                    .findFirst()
                    .orElse("");
            return new Version(first.substring(first.lastIndexOf(' ') + 1), commit);
        } catch (IOException e) {
            throw EngineException.internal("asking " + program + " for its version: " + e.getMessage(), e);
        }
    }
}
