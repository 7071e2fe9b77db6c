package io.sockerless.simulators.aws.ecs;

import io.sockerless.simulators.kernel.docker.DockerEngine;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/** The image of what keeps the networks of tasks and filters their packets: one program, and nothing else. */
public final class GuardImage {
    private static final String REPOSITORY = "sockerless-simulator-guard";
    private static final String NAME = "guard";

    /** An executable for the engine's machine, which depends on nothing: our agent. */
    @FunctionalInterface
    public interface Program {
        byte[] read() throws IOException;
    }

    private final Program program;
    private Optional<String> made = Optional.empty();

    public GuardImage(Program program) {
        this.program = program;
    }

    /** Its reference; it is there. */
    synchronized String at(DockerEngine docker) throws IOException {
        if (made.isEmpty() || !docker.hasImage(made.get())) {
            byte[] content = program.read();
            String reference = REPOSITORY + ":" + hash(content);
            if (!docker.hasImage(reference)) {
                docker.importProgram(reference, NAME, content);
            }
            made = Optional.of(reference);
        }
        return made.get();
    }

    /** Whether a container, as inspected, is of such an image. */
    static boolean isOf(String image) {
        return image.startsWith(REPOSITORY + ":");
    }

    private static String hash(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content), 0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
