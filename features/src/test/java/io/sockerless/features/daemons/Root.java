package io.sockerless.features.daemons;

import java.nio.file.Path;

/** The top of the checkout under test. */
public final class Root {
    private Root() {}

    public static Path path() {
        return Path.of(System.getProperty("root", "..")).toAbsolutePath().normalize();
    }
}
