package io.sockerless.frontends.buildkit.solve;

import io.sockerless.engine.model.image.Platform;
import java.io.InputStream;
import java.util.List;

/** What builds Dockerfiles. */
public interface Dockerfiles {
    /** Those that run here, this machine's first. */
    List<Platform> platforms();

    /**
     * Fetches a repository, an archive, or one file.
     *
     * @param filename what a file that is no archive is called then
     * @param keepGit whether {@code .git} of a repository is part of it
     */
    Fetched fetch(String url, String filename, boolean keepGit) throws InterruptedException;

    /** Takes an archive in. @throws io.sockerless.engine.model.EngineException INVALID if it is none */
    Fetched unpack(InputStream tar);

    /** Steps of the build are told to {@code progress}. Interrupted, it stops. */
    Built build(Recipe recipe, Progress progress) throws InterruptedException;
}
