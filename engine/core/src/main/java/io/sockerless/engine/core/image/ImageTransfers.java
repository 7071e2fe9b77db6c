package io.sockerless.engine.core.image;

import io.sockerless.engine.core.Images.Credentials;
import io.sockerless.engine.core.Images.Progress;
import io.sockerless.engine.core.Images.ProgressSink;
import io.sockerless.engine.model.image.Digest;
import io.sockerless.engine.model.image.ImageReference;
import io.sockerless.engine.model.image.Platform;
import io.sockerless.engine.oci.ContentStore;
import io.sockerless.engine.oci.LayerMerge;
import io.sockerless.engine.oci.ProgressEvent;
import io.sockerless.engine.oci.ProgressListener;
import io.sockerless.engine.oci.archive.ImageArchiveReader;
import io.sockerless.engine.oci.archive.ImageArchiveWriter;
import io.sockerless.engine.oci.archive.LoadedImage;
import io.sockerless.engine.oci.archive.SavedImage;
import io.sockerless.engine.oci.registry.AuthConfig;
import io.sockerless.engine.oci.registry.PullRequest;
import io.sockerless.engine.oci.registry.PulledImage;
import io.sockerless.engine.oci.registry.Puller;
import io.sockerless.engine.oci.registry.Pusher;
import io.sockerless.engine.oci.registry.RegistryClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Images on their way in and out: archives, root file systems, registries. */
final class ImageTransfers {
    private final ImageRows rows;
    private final ImageLibrary library;
    private final Snapshots snapshots;
    private final ContentStore content;
    private final RegistryClient registries;
    private final ImageEvent event;

    ImageTransfers(
            ImageRows rows,
            ImageLibrary library,
            Snapshots snapshots,
            ContentStore content,
            RegistryClient registries,
            ImageEvent event) {
        this.rows = rows;
        this.library = library;
        this.snapshots = snapshots;
        this.content = content;
        this.registries = registries;
        this.event = event;
    }

    CacheTransfers caches() {
        return new CacheTransfers(rows, library, snapshots, content, registries);
    }

    void load(InputStream archive, boolean quiet, ProgressSink progress) throws IOException {
        List<StoredImage> loaded = library.takeIn(() -> {
            List<StoredImage> images = new ArrayList<>();
            for (LoadedImage image : new ImageArchiveReader(content).read(archive)) {
                if (!quiet) {
                    announceLayers(image, progress);
                }
                images.add(library.add(image.image(), "", image.tags()));
                if (image.tags().isEmpty()) {
                    progress.accept(
                            Progress.of("Loaded image ID: " + image.image().id() + "\n"));
                }
                image.tags().forEach(tag -> progress.accept(Progress.of("Loaded image: " + tag.familiar() + "\n")));
            }
            return images;
        });
        loaded.forEach(image -> event.publish("load", image.id()));
    }

    private void announceLayers(LoadedImage image, ProgressSink progress) {
        image.image().layers().stream()
                .filter(layer -> !snapshots.sink().has(layer))
                .forEach(layer -> progress.accept(new Progress(
                        layer.diffId().shortHex(), "Loading layer", layer.size(), layer.size(), Map.of())));
    }

    void save(List<String> refs, OutputStream archive) throws IOException {
        List<SavedImage> saved = new ArrayList<>();
        refs.forEach(ref -> saved.addAll(savedImages(ref)));
        new ImageArchiveWriter(content).write(saved, archive);
        saved.stream().map(image -> image.image().id().toString()).distinct().forEach(id -> event.publish("save", id));
    }

    void files(String ref, OutputStream tar) throws IOException {
        LayerMerge.write(rows.oci(rows.require(ref)).layers(), content, tar);
    }

    String saveAs(String ref, List<ImageReference> names, OutputStream archive) throws IOException {
        SavedImage saved = new SavedImage(rows.oci(rows.require(ref)), names);
        return new ImageArchiveWriter(content)
                .write(List.of(saved), archive)
                .getFirst()
                .toString();
    }

    /**
     * By a tag, that tag is saved with it; by a bare repository name all its tags; by id or digest none.
     *
     * @throws io.sockerless.engine.model.EngineException NOT_FOUND
     */
    List<SavedImage> savedImages(String ref) {
        Optional<StoredImage> found = rows.find(ref);
        boolean byId = found.map(StoredImage::id)
                .filter(id -> id.startsWith(ref) || id.startsWith("sha256:" + ref))
                .isPresent();
        if (byId) {
            return List.of(new SavedImage(rows.oci(found.get()), List.of()));
        }
        ImageReference name = ImageReference.parse(ref);
        List<ImageReference> tags =
                name.tag().isEmpty() && name.digest().isEmpty() ? tagsOf(name) : List.of(name.withDefaultTag());
        if (tags.isEmpty()) {
            rows.require(ref);
        }
        return tags.stream()
                .map(tag -> new SavedImage(
                        rows.oci(rows.require(tag.toString())), tag.tag().isPresent() ? List.of(tag) : List.of()))
                .toList();
    }

    void pull(ImageReference reference, Optional<Platform> platform, Credentials credentials, ProgressSink progress)
            throws IOException {
        Optional<Digest> current = rows.find(reference.toString()).map(image -> Digest.parse(image.id()));
        StoredImage row = library.takeIn(() -> {
            PullRequest request = new PullRequest(reference, platform, auth(credentials), current);
            PulledImage pulled = new Puller(registries, content).pull(request, snapshots.sink(), listener(progress));
            List<ImageReference> names = new ArrayList<>();
            reference
                    .tag()
                    .ifPresent(_ -> names.add(reference.withTag(reference.tag().get())));
            names.add(reference.withDigest(pulled.manifest().digest()));
            return library.add(pulled.image(), "", names);
        });
        event.publish("pull", reference.familiar(), reference.familiarName());
    }

    void push(List<ImageReference> references, Credentials credentials, ProgressSink progress) throws IOException {
        for (ImageReference reference : references) {
            StoredImage image = rows.require(reference.toString());
            var manifest = new Pusher(registries, content)
                    .push(reference, rows.oci(image), auth(credentials), listener(progress));
            rows.put(image, List.of(reference.withDigest(manifest.digest())));
            event.publish("push", reference.familiar(), reference.familiarName());
        }
    }

    /** All tags of a repository; for a push without a tag. */
    List<ImageReference> tagsOf(ImageReference repository) {
        return rows.all().stream()
                .flatMap(image -> rows.namesOf(image.id()).stream())
                .filter(name -> name.tag().isPresent() && name.name().equals(repository.name()))
                .toList();
    }

    static AuthConfig auth(Credentials credentials) {
        return new AuthConfig(
                credentials.username(),
                credentials.password(),
                credentials.identityToken(),
                credentials.registryToken(),
                credentials.serverAddress());
    }

    static ProgressListener listener(ProgressSink sink) {
        return event -> sink.accept(
                switch (event) {
                    case ProgressEvent.Message(String id, String text) -> new Progress(id, text, 0, 0, Map.of());
                    case ProgressEvent.Step(String id, String action, long current, long total) ->
                        new Progress(id, action, current, total, Map.of());
                    case ProgressEvent.Aux(Map<String, Object> value) -> new Progress("", "", 0, 0, value);
                });
    }
}
