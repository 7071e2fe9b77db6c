package io.sockerless.features.daemons;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whom the tests drive. */
public enum DaemonKind {
    SOCKERLESS,
    DOCKERD;

    /** Those that this run is asked to drive: the property {@code targets}, separated by commas. */
    public static Set<DaemonKind> chosen() {
        return Stream.of(System.getProperty("targets", "sockerless").split(","))
                .map(name -> valueOf(name.strip().toUpperCase(Locale.ROOT)))
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(DaemonKind.class)));
    }

    /** Why it cannot run on this machine. */
    public Optional<String> obstacle() {
        if (!isRoot()) {
            return Optional.of("containers with namespaces need root");
        }
        return Stream.of("docker", "nsenter", "unshare", this == DOCKERD ? "dockerd" : "crun")
                .filter(program -> !isInstalled(program))
                .findFirst()
                .map(program -> program + " is not installed; scripts/prepare --tests installs it");
    }

    private static boolean isRoot() {
        try {
            return (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0;
        } catch (IOException e) {
            throw new IllegalStateException("/proc is not there", e);
        }
    }

    private static boolean isInstalled(String program) {
        return Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
