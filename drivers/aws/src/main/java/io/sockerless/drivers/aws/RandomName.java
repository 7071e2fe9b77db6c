package io.sockerless.drivers.aws;

import io.sockerless.engine.model.EngineException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.HexFormat;

/** Names that nobody else has: 32 hexadecimal digits. */
final class RandomName {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int BYTES = 16;

    private RandomName() {}

    static String random() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** The daemon's own, kept with its state. */
    static String ofDaemon(Path state) {
        Path file = state.resolve("daemon");
        try {
            if (!Files.exists(file)) {
                Files.createDirectories(state);
                Path temporary = state.resolve("daemon.tmp");
                Files.writeString(temporary, random());
                try (FileChannel written = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                    written.force(true);
                }
                Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
            }
            return Files.readString(file);
        } catch (IOException e) {
            throw EngineException.internal("AWS: " + file + ": " + e.getMessage(), e);
        }
    }
}
