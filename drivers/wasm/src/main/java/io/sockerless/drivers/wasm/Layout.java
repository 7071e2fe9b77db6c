package io.sockerless.drivers.wasm;

import io.sockerless.drivers.trees.Directories;
import io.sockerless.engine.model.EngineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** Where things are, below the driver's directory. Nobody but its user may look: compiled modules are code. */
record Layout(Path state) {
    static Layout in(Path state) {
        Layout layout = new Layout(state);
        try {
            Files.createDirectories(state);
            Files.setPosixFilePermissions(state, PosixFilePermissions.fromString("rwx------"));
        } catch (IOException e) {
            throw EngineException.internal("making " + state + ": " + e.getMessage(), e);
        }
        List.of(layout.layers(), layout.containers(), layout.volumes(), layout.modules())
                .forEach(Directories::make);
        return layout;
    }

    Path layers() {
        return state.resolve("layers");
    }

    Path containers() {
        return state.resolve("containers");
    }

    Path volumes() {
        return state.resolve("volumes");
    }

    Path modules() {
        return state.resolve("modules");
    }
}
