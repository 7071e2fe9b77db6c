package io.sockerless.frontends.buildkit.solve;

import io.sockerless.engine.model.EngineException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Files that the engine itself has got for a build: of a repository, of an archive, or a single one. */
public interface Fetched extends AutoCloseable {
    /** @param mode permissions with set-id and sticky bits */
    record Entry(String name, boolean directory, int mode, long uid, long gid, long size, Instant modified) {}

    /** Links are followed. */
    Optional<Entry> look(String path);

    /** @throws EngineException NOT_FOUND */
    List<Entry> list(String path);

    /** @throws EngineException NOT_FOUND */
    InputStream open(String path);

    @Override
    void close();
}
