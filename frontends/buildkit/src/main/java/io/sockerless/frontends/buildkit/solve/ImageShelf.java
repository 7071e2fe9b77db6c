package io.sockerless.frontends.buildkit.solve;

import io.sockerless.frontends.buildkit.session.Session;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Where images are kept, and go from there. */
public interface ImageShelf {
    /** Gets an image from its registry, with what it says of the steps that made it. */
    void pull(String name, Optional<Session> session);

    /** @param name with or without a tag */
    void tag(String id, String name);

    /**
     * @param progress takes what is pushed now, and how many bytes of it
     * @return the digest of what is at the registry now
     */
    String push(String name, Optional<Session> session, BiConsumer<String, Long> progress);

    /**
     * Writes it as {@code docker save} does, which is an archive of an OCI layout, too.
     *
     * @return the digest of the manifest in it
     */
    String save(String id, List<String> names, OutputStream out) throws IOException;

    /** All files of the image. */
    void saveFiles(String id, OutputStream tar) throws IOException;
}
