package io.sockerless.frontends.daemon;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;

/**
 * The daemon's directories, which one process at a time may have: taken before anything in them is looked at, given back
 * with the process's end however that comes.
 */
final class Possession implements AutoCloseable {
    /** Its lock lasts as long as it is open. */
    private final FileChannel locked;

    private Possession(FileChannel locked) {
        this.locked = locked;
    }

    /**
     * Makes what is missing and removes what the native library of a killed predecessor's store left.
     *
     * @throws EngineException UNAVAILABLE when another process has them
     */
    static Possession take(Path state, Path run) {
        try {
            Files.createDirectories(state);
            Files.createDirectories(run);
            Possession taken = new Possession(lock(state.resolve("lock")));
            unpackInto(run.resolve("sqlite"));
            return taken;
        } catch (IOException e) {
            throw EngineException.internal("cannot use the daemon's directories: " + e, e);
        }
    }

    private static FileChannel lock(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                return channel;
            }
        } catch (OverlappingFileLockException _) {
            // Another daemon in this process; it is told the same.
        }
        channel.close();
        throw new EngineException(
                ErrorKind.UNAVAILABLE, "the state directory is in use by another process: " + file.getParent());
    }

    /** SQLite's native library goes here; a daemon that is killed must leave nothing in /tmp, nor here for long. */
    private static void unpackInto(Path directory) throws IOException {
        Files.createDirectories(directory);
        try (Stream<Path> old = Files.list(directory)) {
            for (Path file : old.toList()) {
                Files.delete(file);
            }
        }
        System.setProperty("org.sqlite.tmpdir", directory.toString());
    }

    @Override
    public void close() {
        try {
            locked.close();
        } catch (IOException e) {
            throw EngineException.internal("cannot give the daemon's directories back: " + e, e);
        }
    }
}
