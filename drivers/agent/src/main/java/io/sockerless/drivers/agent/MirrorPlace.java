package io.sockerless.drivers.agent;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One side of two that are to be alike: all below a directory, or one file. An agent remembers by its name what the other side
 * has.
 *
 * @param name of this side, for its agent
 * @param root what no link leads out of
 * @param path the directory inside root
 * @param only the file in it; empty for all below it
 * @param skip relative paths below it that are something else's
 */
public record MirrorPlace(String name, String root, String path, String only, List<String> skip) {
    public MirrorPlace {
        skip = List.copyOf(skip);
    }

    Map<String, Object> params() {
        return new HashMap<>(Map.of("mirror", name, "root", root, "path", path, "only", only, "skip", skip));
    }
}
