package io.sockerless.drivers.aws;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sockerless.drivers.aws.PublishedPorts.Published;
import io.sockerless.engine.model.EngineException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Which containers there are, and which task is each one's latest run: one small file for each, on disk before it counts. */
record Claims(Path directory) {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String SUFFIX = ".json";

    /**
     * A container's claim.
     *
     * @param image by digest, as tasks pull it
     * @param run names the run that is on, for the service to start it once; empty when there is none
     * @param task its ARN; empty as long as the service has not answered, and where runs have none
     * @param until when the run is over at the latest, in milliseconds since 1970; 0 where there is no such time
     * @param paused whether the run was frozen when its agent was last asked
     * @param kept whether what the run's command has left behind has been taken over
     * @param ports where the run's ports are published
     * @param takenBy the daemon that has taken the container's run over, which is none here any more; else empty
     * @param waiting whether the run's command has not been let run yet
     */
    record Claim(
            String image,
            String run,
            String task,
            long until,
            boolean paused,
            boolean kept,
            List<Published> ports,
            String takenBy,
            boolean waiting) {
        Claim {
            ports = List.copyOf(ports);
            takenBy = takenBy == null ? "" : takenBy; // in files of before there was one
        }

        static Claim idle(String image) {
            return new Claim(image, "", "", 0, false, false, List.of(), "", false);
        }

        static Claim taken(String image, String by) {
            return new Claim(image, "", "", 0, false, false, List.of(), by, false);
        }

        Claim running(String run, String task, List<Published> ports) {
            return new Claim(image, run, task, 0, false, false, ports, "", false);
        }

        Claim withWaiting(boolean now) {
            return new Claim(image, run, task, until, paused, kept, ports, takenBy, now);
        }

        Claim running(String run, Instant until, List<Published> ports) {
            return new Claim(image, run, "", until.toEpochMilli(), false, false, ports, "", false);
        }

        Claim withPaused(boolean now) {
            return new Claim(image, run, task, until, now, kept, ports, takenBy, waiting);
        }

        Claim withKept() {
            return new Claim(image, run, task, until, paused, true, ports, takenBy, waiting);
        }
    }

    static Claims in(Path state) {
        Path directory = state.resolve("containers");
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw EngineException.internal("AWS: " + directory + ": " + e.getMessage(), e);
        }
        return new Claims(directory);
    }

    private Path file(String id) {
        return directory.resolve(id + SUFFIX);
    }

    Optional<Claim> read(String id) {
        try {
            return Optional.of(JSON.readValue(Files.readAllBytes(file(id)), Claim.class));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (IOException e) {
            throw EngineException.internal("AWS: reading " + file(id) + ": " + e.getMessage(), e);
        }
    }

    void write(String id, Claim claim) {
        Path temporary = directory.resolve(id + ".tmp");
        try {
            Files.write(temporary, JSON.writeValueAsBytes(claim));
            try (FileChannel written = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                written.force(true);
            }
            Files.move(temporary, file(id), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw EngineException.internal("AWS: writing " + file(id) + ": " + e.getMessage(), e);
        }
    }

    void delete(String id) {
        try {
            Files.deleteIfExists(file(id));
        } catch (IOException e) {
            throw EngineException.internal("AWS: removing " + file(id) + ": " + e.getMessage(), e);
        }
    }

    List<String> ids() {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(SUFFIX))
                    .map(name -> name.substring(0, name.length() - SUFFIX.length()))
                    .toList();
        } catch (IOException e) {
            throw EngineException.internal("AWS: " + directory + ": " + e.getMessage(), e);
        }
    }
}
