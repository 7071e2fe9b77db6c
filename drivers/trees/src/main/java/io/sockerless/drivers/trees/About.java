package io.sockerless.drivers.trees;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sockerless.drivers.spi.ImageLayer;
import io.sockerless.drivers.spi.TaskSpec;
import io.sockerless.drivers.spi.TaskSpec.MountSpec;
import io.sockerless.engine.model.EngineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is to be known of a container whose files are a tree here: a file in the tree's directory, beside marks of what has
 * happened to it.
 *
 * @param layers chain ids of its image's
 * @param user Docker's {@code user[:group]}
 * @param outside targets of mounts
 */
record About(List<String> layers, String user, Set<String> outside) {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String NAME = "about.json";
    private static final String LOST = "lost";
    private static final String STARTED = "started";

    static About of(TaskSpec spec) {
        return new About(
                spec.layers().stream().map(ImageLayer::chainId).toList(),
                spec.config().user(),
                new HashSet<>(spec.mounts().stream().map(MountSpec::target).toList()));
    }

    private interface Work<T> {
        T run() throws IOException;
    }

    private static <T> T on(Path place, Work<T> work) {
        try {
            return work.run();
        } catch (IOException e) {
            throw EngineException.internal("the files of container " + place.getFileName() + ": " + e.getMessage(), e);
        }
    }

    static boolean isIn(Path place) {
        return Files.exists(place.resolve(NAME));
    }

    static About read(Path place) {
        return on(place, () -> {
            try {
                return JSON.readValue(Files.readAllBytes(place.resolve(NAME)), About.class);
            } catch (NoSuchFileException e) {
                throw EngineException.conflict(
                        "container " + place.getFileName() + " has no files here: it is of an earlier version");
            }
        });
    }

    void write(Path place) {
        on(place, () -> {
            Path temporary = place.resolve("about.tmp");
            Files.write(temporary, JSON.writeValueAsBytes(this));
            return Files.move(temporary, place.resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
        });
    }

    static void delete(Path place) {
        on(place, () -> Files.deleteIfExists(place.resolve(NAME)));
    }

    static void lost(Path place, String why) {
        on(place, () -> Files.writeString(place.resolve(LOST), why));
    }

    static void found(Path place) {
        on(place, () -> Files.deleteIfExists(place.resolve(LOST)));
    }

    static Optional<String> whyLost(Path place) {
        Path lost = place.resolve(LOST);
        return Files.exists(lost) ? Optional.of(on(place, () -> Files.readString(lost))) : Optional.empty();
    }

    static void start(Path place) {
        on(place, () -> Files.writeString(place.resolve(STARTED), ""));
    }

    static boolean hasStarted(Path place) {
        return Files.exists(place.resolve(STARTED));
    }
}
