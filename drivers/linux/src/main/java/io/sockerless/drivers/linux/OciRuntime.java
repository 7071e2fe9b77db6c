package io.sockerless.drivers.linux;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
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
}
