package io.sockerless.drivers.wasm;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ExitStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Optional;

/** The run of a container on disk: a mark while it is on, and its exit status afterwards. */
record End(Path directory) {
    private Path running() {
        return directory.resolve("running");
    }

    private Path exit() {
        return directory.resolve("exit");
    }

    void begin() {
        try {
            Files.deleteIfExists(exit());
            Files.writeString(running(), "");
        } catch (IOException e) {
            throw EngineException.internal("marking a run: " + e.getMessage(), e);
        }
    }

    void end(ExitStatus status) {
        Path temporary = directory.resolve("exit.tmp");
        try {
            Files.writeString(temporary, status.code() + " " + status.oomKilled() + " " + status.finishedAt());
            Files.move(temporary, exit(), StandardCopyOption.ATOMIC_MOVE);
            Files.deleteIfExists(running());
        } catch (IOException e) {
            throw EngineException.internal("keeping an exit status: " + e.getMessage(), e);
        }
    }

    /** Whether a run was on when the daemon ended. */
    boolean lost() {
        return Files.exists(running()) && !Files.exists(exit());
    }

    Optional<ExitStatus> read() {
        try {
            String[] words = Files.readString(exit()).split(" ");
            return Optional.of(new ExitStatus(
                    Integer.parseInt(words[0]), Boolean.parseBoolean(words[1]), Instant.parse(words[2])));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw EngineException.internal("reading an exit status: " + e.getMessage(), e);
        }
    }

    void forget() {
        try {
            Files.deleteIfExists(exit());
            Files.deleteIfExists(running());
        } catch (IOException e) {
            throw EngineException.internal("forgetting a run: " + e.getMessage(), e);
        }
    }
}
