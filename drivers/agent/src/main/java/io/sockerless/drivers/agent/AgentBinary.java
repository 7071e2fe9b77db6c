package io.sockerless.drivers.agent;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/** Where the agent's program is. */
public final class AgentBinary {
    /** Environment variable and system property that name another program, for development. */
    public static final String OVERRIDE = "SOCKERLESS_AGENT";

    private AgentBinary() {}

    /**
     * The program to run: the one {@link #OVERRIDE} names, else the one in our jar for this machine's processor,
     * extracted into {@code directory} under a name made of its content's hash. Concurrent calls are safe.
     *
     * @throws IOException there is none for this processor, or it cannot be written
     */
    public static Path locate(Path directory) throws IOException {
        Optional<Path> other = override();
        if (other.isPresent()) {
            return other.get();
        }
        byte[] program = read("linux-" + architecture() + "/sockerless-agent");
        Path target = directory.toAbsolutePath().resolve("sockerless-agent-" + hash(program));
        if (Files.isExecutable(target) && Files.size(target) == program.length) {
            return target;
        }
        Files.createDirectories(directory);
        Path temporary = Files.createTempFile(
                directory,
                ".agent",
                "",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        try {
            Files.write(temporary, program);
            Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
        return target;
    }

    /**
     * The program itself.
     *
     * @throws IOException there is none for this processor, or it cannot be read
     */
    public static byte[] read() throws IOException {
        Optional<Path> other = override();
        return other.isPresent()
                ? Files.readAllBytes(other.get())
                : read("linux-" + architecture() + "/sockerless-agent");
    }

    private static Optional<Path> override() {
        String override = System.getProperty(OVERRIDE, System.getenv().getOrDefault(OVERRIDE, ""));
        return override.isEmpty()
                ? Optional.empty()
                : Optional.of(Path.of(override).toAbsolutePath());
    }

    private static byte[] read(String resource) throws IOException {
        try (InputStream in = AgentBinary.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new FileNotFoundException("no agent for this machine: " + resource);
            }
            return in.readAllBytes();
        }
    }

    /** Go's name of this processor. */
    private static String architecture() {
        String name = System.getProperty("os.arch");
        return name.equals("aarch64") ? "arm64" : name;
    }

    private static String hash(byte[] content) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
