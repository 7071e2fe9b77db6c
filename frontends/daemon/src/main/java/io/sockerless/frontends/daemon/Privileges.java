package io.sockerless.frontends.daemon;

import io.sockerless.engine.model.EngineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The rights without which the driver linux would only half work. */
public final class Privileges {
    private static final int CAP_NET_ADMIN = 12;
    private static final int CAP_SYS_ADMIN = 21;

    private Privileges() {}

    /** @throws EngineException unless this process has them all */
    static void require() {
        List<String> missing = missing();
        if (!missing.isEmpty()) {
            throw EngineException.invalid("cannot serve: " + String.join(", ", missing)
                    + ". The driver linux makes namespaces, mounts, networks and control groups, and does none of it by"
                    + " halves.\n"
                    + "Run it as root: sudo sockerless serve. A user needs no root to use it: membership in the group of"
                    + " its socket is enough (sudo usermod -aG docker NAME).\n"
                    + "Without root it is to be started by the sockerless command, which makes namespaces of the user's"
                    + " own. What this machine lacks for that: sockerless doctor --rootless");
        }
    }

    /** Whether this process is root only in namespaces of an ordinary user, made by the agent's rootless mode. */
    static boolean areOfNamespace() {
        return System.getenv("SOCKERLESS_OUTSIDE") != null;
    }

    /** Where certificates for registries are: where dockerd has them, and in its rootless mode. */
    static Path registryCertificates() {
        if (!areOfUser()) {
            return Path.of("/etc/docker/certs.d");
        }
        String own = System.getenv().getOrDefault("XDG_CONFIG_HOME", "");
        String home = System.getenv().getOrDefault("HOME", System.getProperty("user.home"));
        Path config = own.isEmpty() ? Path.of(home, ".config") : Path.of(own);
        return config.resolve("docker/certs.d").toAbsolutePath();
    }

    /** Whether this process serves an ordinary user alone: in namespaces of that user's, or with a driver that needs none. */
    static boolean areOfUser() {
        try {
            return areOfNamespace()
                    || !Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
        } catch (IOException e) {
            throw EngineException.internal("/proc cannot be read: " + e.getMessage(), e);
        }
    }

    /** What is missing, as a person says it; empty when nothing is. */
    public static List<String> missing() {
        List<String> missing = new ArrayList<>();
        try {
            Object user = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
            if (!user.equals(0)) {
                missing.add("this is user " + user + ", not root");
            }
            long effective = Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("CapEff:"))
                    .map(line -> Long.parseUnsignedLong(
                            line.substring("CapEff:".length()).strip(), 16))
                    .findFirst()
                    .orElse(0L);
            if ((effective >>> CAP_SYS_ADMIN & 1) == 0) {
                missing.add("CAP_SYS_ADMIN is missing");
            }
            if ((effective >>> CAP_NET_ADMIN & 1) == 0) {
                missing.add("CAP_NET_ADMIN is missing");
            }
        } catch (IOException e) {
            missing.add("/proc cannot be read: " + e.getMessage());
        }
        return missing;
    }
}
