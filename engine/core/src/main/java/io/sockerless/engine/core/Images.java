package io.sockerless.engine.core;

import io.sockerless.engine.model.image.Digest;
import io.sockerless.engine.model.image.ImageReference;
import io.sockerless.engine.oci.Descriptor;
import io.sockerless.engine.oci.archive.CacheArchive;
import io.sockerless.engine.oci.archive.ImageArchiveWriter;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Images: {@code /images}, {@code /distribution}. A {@code ref} is a reference, an id, or a prefix of an id; an unknown
 * one gives NOT_FOUND "No such image: ref".
 */
public interface Images {
    /**
     * @param id {@code sha256:…} of the config
     * @param config the image's config section as JSON values
     * @param containers how many containers use it, -1 when not counted
     * @param layers diff ids, lowest first
     * @param container what it was committed from, and {@code containerConfig} that one's settings; may be empty
     */
    record Image(
            String id,
            List<String> repoTags,
            List<String> repoDigests,
            String parent,
            String comment,
            Instant created,
            String author,
            String architecture,
            String variant,
            String os,
            long size,
            long containers,
            Map<String, Object> config,
            List<String> layers,
            Instant lastTagged,
            String container,
            Map<String, Object> containerConfig) {
        /** A copy with other names. */
        public Image withNames(List<String> tags, List<String> digests) {
            return new Image(
                    id,
                    tags,
                    digests,
                    parent,
                    comment,
                    created,
                    author,
                    architecture,
                    variant,
                    os,
                    size,
                    containers,
                    config,
                    layers,
                    lastTagged,
                    container,
                    containerConfig);
        }
    }

    /** One line of history; {@code id} is {@code <missing>} where the layer is no image of its own. */
    record HistoryEntry(String id, Instant created, String createdBy, List<String> tags, long size, String comment) {}

    /** Exactly one of the two is not empty. */
    record Deleted(String untagged, String deleted) {}

    /**
     * Progress of a long operation, as a line of Docker's JSON stream; the frontend renders it.
     *
     * @param id a layer's short id or a tag, may be empty
     * @param current bytes done, with {@code total}; both 0 when there is no bar
     * @param aux further values, empty normally
     */
    record Progress(String id, String status, long current, long total, Map<String, Object> aux) {
        public static Progress of(String status) {
            return new Progress("", status, 0, 0, Map.of());
        }
    }

    /** Receives progress; called from one thread at a time. */
    @FunctionalInterface
    interface ProgressSink {
        void accept(Progress progress);
    }

    /** X-Registry-Auth, decoded; all texts may be empty. */
    record Credentials(
            String username, String password, String identityToken, String registryToken, String serverAddress) {
        public static final Credentials NONE = new Credentials("", "", "", "", "");

        /** Tells the user, never a secret. */
        @Override
        public String toString() {
            return "Credentials[" + username + "@" + serverAddress + "]";
        }
    }

    /** The answer of {@code /distribution/{name}/json}: the descriptor and platforms as JSON values. */
    record DistributionInfo(Map<String, Object> descriptor, List<Map<String, Object>> platforms) {}

    List<Image> list(boolean all, Map<String, List<String>> filters);

    Image get(String ref);

    List<HistoryEntry> history(String ref);

    void tag(String ref, String repository, String tag);

    List<Deleted> remove(String ref, boolean force, boolean prune);

    record ImagesPruned(List<Deleted> deleted, long spaceReclaimed) {}

    ImagesPruned prune(Map<String, List<String>> filters);

    /** Loads an archive of {@code docker save}; progress lines as dockerd writes them ("Loaded image: …"). */
    void load(InputStream archive, boolean quiet, ProgressSink progress);

    /** @throws io.sockerless.engine.model.EngineException NOT_FOUND before the first byte is written */
    void save(List<String> refs, OutputStream archive);

    /** What builds have to do with others: their results, and what they know already. */
    interface Exports {
        /** Writes all files of an image as one tar, nothing else. */
        void files(String ref, OutputStream tar);

        /**
         * Writes one image as {@link Images#save} does, with these names instead of its own.
         *
         * @return the digest of the manifest that the archive has of it
         */
        String saveAs(String ref, List<ImageReference> names, OutputStream archive);

        /**
         * Gives all blobs of a build cache of these images to {@code sink}, that which lists the images last.
         *
         * @return that one
         */
        Descriptor saveCache(List<String> ids, ImageArchiveWriter.BlobSink sink);

        /** Gives all blobs of an OCI image layout of one image to {@code sink}. @return its manifest */
        Descriptor saveLayout(String id, ImageArchiveWriter.BlobSink sink);

        /**
         * Takes the images of a build cache in, which get no names.
         *
         * @param cache what lists the images
         * @return their ids
         */
        List<String> loadCache(Digest cache, CacheArchive.BlobSource source);

        /** Makes a tag at its registry point to a build cache of these images. */
        void pushCache(ImageReference name, List<String> ids, Credentials credentials, ProgressSink progress);

        /** Pulls the images of a build cache, or the one image that this is; they get no names. @return their ids */
        List<String> pullCache(ImageReference name, Credentials credentials, ProgressSink progress);
    }

    Exports exports();

    /**
     * Checks that all exist; for sending a 404 before a stream.
     *
     * @throws io.sockerless.engine.model.EngineException NOT_FOUND
     */
    void require(List<String> refs);

    /** Makes an image of a root file system tar. Progress: the new id. */
    String importTar(
            InputStream tar,
            String repository,
            String tag,
            String message,
            List<String> changes,
            String platform,
            ProgressSink progress);

    /** As {@link #importTar}, of what a web server has. */
    String importUrl(
            String url,
            String repository,
            String tag,
            String message,
            List<String> changes,
            String platform,
            ProgressSink progress);

    /** @param tag a tag, a digest, or empty for all tags or latest as Docker decides */
    void pull(String image, String tag, String platform, Credentials credentials, ProgressSink progress);

    void push(String image, String tag, Credentials credentials, ProgressSink progress);

    DistributionInfo distribution(String ref, Credentials credentials);

    /** Checks credentials at a registry; returns Docker's status text and an identity token if the registry gave one. */
    record AuthResult(String status, String identityToken) {}

    AuthResult login(Credentials credentials);

    /** Sum of all layers' bytes, shared ones once. */
    long layersSize();

    /** For the usage report: bytes of layers shared with other images, by image id. */
    Map<String, Long> sharedSizes();

    /** Empty when the image is not here. */
    Optional<Image> find(String ref);
}
