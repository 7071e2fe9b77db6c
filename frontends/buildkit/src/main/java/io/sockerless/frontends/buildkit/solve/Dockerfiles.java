package io.sockerless.frontends.buildkit.solve;

import io.sockerless.engine.model.image.Platform;
import java.util.List;

/** What builds Dockerfiles. */
public interface Dockerfiles {
    /** Those that run here, this machine's first. */
    List<Platform> platforms();

    /** Steps of the build are told to {@code progress}. Interrupted, it stops. */
    Built build(Recipe recipe, Progress progress) throws InterruptedException;
}
