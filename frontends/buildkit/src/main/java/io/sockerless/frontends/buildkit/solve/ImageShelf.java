package io.sockerless.frontends.buildkit.solve;

import io.sockerless.engine.oci.Descriptor;
import io.sockerless.frontends.buildkit.session.ClientStore;
import io.sockerless.frontends.buildkit.session.Session;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Where images are kept, and go from there. */
public interface ImageShelf {
    /**
     * Gets images whose steps are known then from a registry: those of a build cache, or an image itself.
     *
     * @return their ids; they get no names
     */
    List<String> pullCache(String name, Optional<Session> session);

    /** Makes a tag of a registry point to a build cache. @param progress as of {@link #push} */
    void pushCache(String name, List<String> ids, Optional<Session> session, BiConsumer<String, Long> progress);

    /** Gets the images of a build cache from a directory of the client. @return their ids; they get no names */
    List<String> loadCache(String digest, ClientStore store);

    /** Writes a build cache to a directory of the client. @return what lists the images */
    Descriptor saveCache(List<String> ids, ClientStore store);

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

    /** Writes it into an OCI image layout of the client's. @return its manifest */
    Descriptor saveLayout(String id, ClientStore store);

    /** All files of the image. */
    void saveFiles(String id, OutputStream tar) throws IOException;
}
