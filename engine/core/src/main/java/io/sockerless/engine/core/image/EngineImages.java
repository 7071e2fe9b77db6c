package io.sockerless.engine.core.image;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sockerless.drivers.spi.HasImages;
import io.sockerless.engine.core.Events;
import io.sockerless.engine.core.ImageBuilding;
import io.sockerless.engine.core.Images;
import io.sockerless.engine.core.container.ImageSource;
import io.sockerless.engine.model.Container;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.image.ImageReference;
import io.sockerless.engine.model.image.Platform;
import io.sockerless.engine.oci.CommitOptions;
import io.sockerless.engine.oci.ContentStore;
import io.sockerless.engine.oci.ImageConfig;
import io.sockerless.engine.oci.NewImage;
import io.sockerless.engine.oci.registry.RegistryClient;
import io.sockerless.engine.store.Store;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** The images of one engine. */
public final class EngineImages implements Images, ImageSource, ImageBuilding {
    private final ImageRows rows;
    private final ImageViews views;
    private final ImageRemoval removal;
    private final ImageLibrary library;
    private final ImageTransfers transfers;
    private final Imports imports;
    private final Snapshots snapshots;
    private final ContentStore content;
    private final RegistryClient registries;
    private final Supplier<Collection<Container>> containers;
    private final Events events;
    private final Clock clock;

    /** @param systems that the driver has containers for; {@code containers} that exist hold on to their images */
    public EngineImages(
            Store store,
            ContentStore content,
            Optional<HasImages> driver,
            Set<String> systems,
            RegistryClient registries,
            ObjectMapper json,
            Events events,
            Supplier<Collection<Container>> containers,
            Clock clock) {
        this.rows = new ImageRows(store, content, json, clock);
        this.views = new ImageViews(rows);
        this.snapshots = new Snapshots(driver, content);
        this.library = new ImageLibrary(rows, content, snapshots, clock);
        this.removal = new ImageRemoval(rows, containers, this::publish);
        this.transfers = new ImageTransfers(rows, library, snapshots, content, registries, this::publish);
        this.imports = new Imports(library, content, systems, clock, this::publish);
        this.content = content;
        this.registries = registries;
        this.containers = containers;
        this.events = events;
        this.clock = clock;
    }

    @Override
    public ResolvedImage resolve(String ref, String platform) {
        StoredImage image = rows.require(ref);
        ImageConfig config = rows.config(image);
        if (!platform.isEmpty() && !Platform.parse(platform).runs(config.platform())) {
            throw EngineException.notFound("image with reference " + ref
                    + " was found but does not match the specified platform: wanted " + platform + ", actual: "
                    + config.platform());
        }
        return new ResolvedImage(
                image.id(), config.os(), config.platform().toString(), config.config(), snapshots.layers(image));
    }

    @Override
    public List<Image> list(boolean all, Map<String, List<String>> filters) {
        ImageFilter filter = ImageFilter.of(
                filters,
                List.of("before", "dangling", "label", "reference", "since", "until"),
                ref -> get(ref).created());
        Set<String> parents = new HashSet<>();
        rows.all().forEach(image -> parents.add(image.parent()));
        return rows.all().stream()
                // Without all, an untagged image that others were built on is hidden, as in docker images.
                .filter(image -> all
                        || !parents.contains(image.id())
                        || !rows.namesOf(image.id()).isEmpty())
                .map(image -> views.image(image, -1))
                .filter(filter::matches)
                .map(filter::shown)
                .sorted(Comparator.comparing(Image::created).reversed())
                .toList();
    }

    @Override
    public Image get(String ref) {
        return views.image(rows.require(ref), -1);
    }

    @Override
    public Optional<Image> find(String ref) {
        return rows.find(ref).map(image -> views.image(image, -1));
    }

    @Override
    public List<HistoryEntry> history(String ref) {
        return views.history(rows.require(ref));
    }

    @Override
    public void tag(String ref, String repository, String tag) {
        StoredImage image = rows.require(ref);
        ImageReference repo = ImageReference.parse(repository);
        ImageReference name = tag.isEmpty() ? repo.withDefaultTag() : repo.withTag(tag);
        rows.put(image, List.of(name));
        publish("tag", image.id(), name.familiar());
    }

    @Override
    public List<Deleted> remove(String ref, boolean force, boolean prune) {
        List<Deleted> done = removal.remove(ref, force, prune);
        library.clearLater();
        return done;
    }

    @Override
    public ImagesPruned prune(Map<String, List<String>> filters) {
        Map<String, List<String>> rest = new HashMap<>(filters);
        boolean danglingOnly = ImageFilter.dangling(filters).orElse(true);
        rest.remove("dangling");
        ImageFilter filter = ImageFilter.of(rest, List.of("label", "label!", "until"), ref -> get(ref).created());
        Set<String> used = new HashSet<>();
        containers.get().forEach(container -> used.add(container.imageId()));
        long before = layersSize();
        List<Deleted> done = new ArrayList<>();
        // An image is free once the images made of it are gone, so each round may free more.
        for (int seen = -1; seen < done.size(); ) {
            seen = done.size();
            for (StoredImage row : List.copyOf(rows.all())) {
                Image image = views.image(row, -1);
                boolean wanted = !danglingOnly || image.repoTags().isEmpty();
                boolean hasChild =
                        rows.all().stream().anyMatch(other -> other.parent().equals(row.id()));
                boolean gone = rows.byId(row.id()).isEmpty();
                if (wanted && !hasChild && !gone && !used.contains(row.id()) && filter.matches(image)) {
                    done.addAll(removal.remove(row.id(), true, true));
                }
            }
        }
        library.clear();
        long reclaimed = before - layersSize();
        events.publish(
                new Events.Event("image", "prune", "", Map.of("reclaimed", Long.toString(reclaimed)), clock.instant()));
        return new ImagesPruned(done, reclaimed);
    }

    @Override
    public void load(InputStream archive, boolean quiet, ProgressSink progress) {
        FileWork.run(() -> transfers.load(archive, quiet, progress));
    }

    @Override
    public void require(List<String> refs) {
        refs.forEach(transfers::savedImages);
    }

    @Override
    public void save(List<String> refs, OutputStream archive) {
        require(refs);
        FileWork.run(() -> transfers.save(refs, archive));
    }

    @Override
    public Exports exports() {
        return new ImageExports(transfers, transfers.caches());
    }

    @Override
    public String importTar(
            InputStream tar,
            String repository,
            String tag,
            String message,
            List<String> changes,
            String platform,
            ProgressSink progress) {
        return imports.tar(tar, imported(repository, tag, message, changes, platform), progress);
    }

    @Override
    public String importUrl(
            String url,
            String repository,
            String tag,
            String message,
            List<String> changes,
            String platform,
            ProgressSink progress) {
        return imports.url(url, imported(repository, tag, message, changes, platform), progress);
    }

    private static Imports.Wanted imported(
            String repository, String tag, String message, List<String> changes, String platform) {
        return new Imports.Wanted(named(repository, tag), message, changes, platform);
    }

    private static Optional<ImageReference> named(String repository, String tag) {
        if (repository.isEmpty()) {
            return Optional.empty();
        }
        ImageReference name = ImageReference.parse(repository);
        return Optional.of(
                name.tag().isPresent() ? name : name.withTag(tag.isEmpty() ? ImageReference.DEFAULT_TAG : tag));
    }

    @Override
    public void pull(String image, String tag, String platform, Credentials credentials, ProgressSink progress) {
        ImageReference name = ImageReference.parse(image);
        ImageReference reference;
        if (tag.startsWith("sha256:")) {
            reference = name.withDigest(io.sockerless.engine.model.image.Digest.parse(tag));
        } else {
            reference = tag.isEmpty() ? name.withDefaultTag() : name.withTag(tag);
        }
        Optional<Platform> wanted = platform.isEmpty() ? Optional.empty() : Optional.of(Platform.parse(platform));
        FileWork.run(() -> transfers.pull(reference, wanted, credentials, progress));
    }

    @Override
    public void push(String image, String tag, Credentials credentials, ProgressSink progress) {
        ImageReference name = ImageReference.parse(image);
        List<ImageReference> references = tag.isEmpty() && name.tag().isEmpty()
                ? transfers.tagsOf(name)
                : List.of(tag.isEmpty() ? name : name.withTag(tag));
        if (references.isEmpty()
                || references.stream()
                        .anyMatch(reference -> rows.find(reference.toString()).isEmpty())) {
            // As in dockerd the stream has begun when this is found.
            progress.accept(new Progress("", "The push refers to repository [" + name.name() + "]", 0, 0, Map.of()));
            throw EngineException.notFound("An image does not exist locally with the tag: " + name.familiarName());
        }
        FileWork.run(() -> transfers.push(references, credentials, progress));
    }

    @Override
    public DistributionInfo distribution(String ref, Credentials credentials) {
        List<DistributionInfo> found = new ArrayList<>();
        FileWork.run(() -> found.add(DistributionViews.of(
                registries.inspect(ImageReference.parse(ref).withDefaultTag(), ImageTransfers.auth(credentials)))));
        return found.getFirst();
    }

    @Override
    public AuthResult login(Credentials credentials) {
        List<AuthResult> found = new ArrayList<>();
        FileWork.run(() -> {
            var result = registries.login(ImageTransfers.auth(credentials));
            found.add(new AuthResult(result.status(), result.identityToken()));
        });
        return found.getFirst();
    }

    @Override
    public String commit(CommitRequest request) {
        Optional<ImageReference> name = named(request.repository(), request.tag());
        CommitOptions options = Commits.options(request);
        List<String> made = new ArrayList<>();
        FileWork.run(() -> made.add(library.takeIn(() -> {
            try (InputStream layer = Commits.stream(request.layer())) {
                String parent = request.container().imageId();
                var image =
                        new NewImage(content, clock).commit(rows.byId(parent).map(rows::oci), layer, options);
                return library.add(
                                image,
                                rows.byId(parent).isPresent() ? parent : "",
                                name.map(List::of).orElse(List.of()))
                        .id();
            }
        })));
        name.ifPresent(tag -> publish("tag", made.getFirst(), tag.familiar()));
        return made.getFirst();
    }

    @Override
    public io.sockerless.engine.oci.Image image(String ref) {
        return rows.oci(rows.require(ref));
    }

    @Override
    public List<io.sockerless.engine.oci.Image> children(String parent) {
        return rows.all().stream()
                .filter(row -> row.parent().equals(parent))
                .map(rows::oci)
                .sorted(Comparator.<io.sockerless.engine.oci.Image, String>comparing(
                                image -> image.config().created())
                        .reversed())
                .toList();
    }

    @Override
    public String step(String parent, Optional<ImageBuilding.LayerTar> layer, CommitOptions options) {
        List<String> made = new ArrayList<>();
        FileWork.run(() -> made.add(library.takeIn(() -> {
            NewImage maker = new NewImage(content, clock);
            Optional<io.sockerless.engine.oci.Image> base =
                    parent.isEmpty() ? Optional.empty() : Optional.of(image(parent));
            if (layer.isEmpty()) {
                return library.add(maker.commit(base, options), parent, List.of())
                        .id();
            }
            try (InputStream tar = Commits.stream(layer.get()::writeTo)) {
                return library.add(maker.commit(base, tar, options), parent, List.of())
                        .id();
            }
        })));
        return made.getFirst();
    }

    @Override
    public boolean descends(String image, String earlier) {
        Optional<StoredImage> row = rows.byId(image);
        while (row.isPresent() && !row.get().parent().equals(earlier)) {
            row = rows.byId(row.get().parent());
        }
        return row.isPresent();
    }

    @Override
    public String restored(String parent, io.sockerless.engine.oci.Image of, CommitOptions options) {
        List<String> made = new ArrayList<>();
        FileWork.run(() -> made.add(library.takeIn(() -> library.add(
                        new NewImage(content, clock)
                                .restore(parent.isEmpty() ? Optional.empty() : Optional.of(image(parent)), of, options),
                        parent,
                        List.of())
                .id())));
        return made.getFirst();
    }

    @Override
    public String dated(String id, Instant time) {
        List<String> made = new ArrayList<>();
        FileWork.run(() -> made.add(library.takeIn(() -> library.add(
                        new NewImage(content, clock).dated(image(id), time), id, List.of())
                .id())));
        return made.getFirst();
    }

    @Override
    public void name(String id, ImageReference name) {
        rows.put(rows.require(id), List.of(name));
        publish("tag", id, name.familiar());
    }

    @Override
    public long layersSize() {
        return new LayerSizes(rows).total();
    }

    @Override
    public Map<String, Long> sharedSizes() {
        return new LayerSizes(rows).shared();
    }

    /** How many images there are; for info. */
    public int count() {
        return rows.all().size();
    }

    /** Removes what an interrupted transfer or removal left behind; for the start. */
    public void clear() {
        library.clearLater();
    }

    /** @param id of an image, or a reference to one */
    private void publish(String action, String id, String name) {
        Map<String, String> attributes = new HashMap<>();
        rows.find(id).ifPresent(image -> {
            if (rows.config(image).config().get("Labels") instanceof Map<?, ?> labels) {
                labels.forEach((key, value) -> attributes.put(String.valueOf(key), String.valueOf(value)));
            }
        });
        attributes.put("name", name);
        events.publish(new Events.Event("image", action, id, attributes, clock.instant()));
    }
}
