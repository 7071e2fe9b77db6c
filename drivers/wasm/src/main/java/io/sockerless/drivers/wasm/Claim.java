package io.sockerless.drivers.wasm;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sockerless.drivers.spi.ImageLayer;
import io.sockerless.drivers.spi.TaskSpec;
import io.sockerless.drivers.spi.TaskSpec.LogSpec;
import io.sockerless.drivers.spi.TaskSpec.MountSpec;
import io.sockerless.engine.model.EngineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** What the driver remembers about a container while nobody shows it the specification. */
record Claim(List<String> chainIds, List<MountSpec> mounts, String user, LogSpec log) {
    private static final JsonMapper JSON = new JsonMapper();

    static Claim of(TaskSpec spec) {
        return new Claim(
                spec.layers().stream().map(ImageLayer::chainId).toList(),
                spec.mounts(),
                spec.config().user(),
                spec.log());
    }

    static Claim read(Path file) {
        try {
            return JSON.readValue(Files.readAllBytes(file), Claim.class);
        } catch (IOException e) {
            throw EngineException.internal("reading " + file + ": " + e.getMessage(), e);
        }
    }

    /** Written last of what a container claims: a directory without it is half made. */
    void write(Path file) {
        Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
        try {
            Files.write(temporary, JSON.writeValueAsBytes(this));
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw EngineException.internal("writing " + file + ": " + e.getMessage(), e);
        }
    }
}
