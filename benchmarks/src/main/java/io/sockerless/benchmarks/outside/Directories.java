package io.sockerless.benchmarks.outside;

import java.io.IOException;
import java.nio.file.Path;

/** Temporary places. */
final class Directories {
    private Directories() {}

    /** Without crossing into what may still be mounted below it. */
    static void remove(Path directory) throws IOException, InterruptedException {
        Commands.run("rm", "-rf", "--one-file-system", directory.toString());
    }
}
