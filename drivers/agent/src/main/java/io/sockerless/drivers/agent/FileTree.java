package io.sockerless.drivers.agent;

import java.nio.file.Path;
import java.util.Map;

/** Whose files an operation is about. Nothing outside can be reached from within, whatever links the tree has. */
public sealed interface FileTree {
    /** The tree below a directory of the host. */
    record Directory(Path root) implements FileTree {}

    /** What a running process sees, with everything that is mounted there. */
    record OfProcess(long pid) implements FileTree {}

    /** How it is named in a request. */
    default Map<String, Object> params() {
        return switch (this) {
            case Directory(Path root) -> Map.of("root", root.toString());
            case OfProcess(long pid) -> Map.of("pid", pid);
        };
    }
}
