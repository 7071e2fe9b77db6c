package io.sockerless.engine.oci;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.image.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which blobs are forms of the same uncompressed layer: one small file per diff id. It is a cache: what is lost or
 * damaged costs a download or a compression, nothing else. So it is written without fsync.
 */
public final class LayerIndex {
    private static final int MOST_FORMS = 16;

    private final Path directory;
    private final ContentStore store;

    LayerIndex(Path directory, ContentStore store) {
        this.directory = directory;
        this.store = store;
    }

    Path directory() {
        return directory;
    }

    /**
     * A form of a layer.
     *
     * @param repositories registries' repositories that have it, as domain and path, the latest first
     */
    public record Form(Descriptor blob, List<String> repositories) {}

    /** Remembers that the blob, once uncompressed, has this digest. */
    public void remember(Digest diffId, Descriptor blob) throws IOException {
        remember(diffId, blob, "");
    }

    /** Remembers also that a repository has the blob; it need not be in the store. */
    public synchronized void remember(Digest diffId, Descriptor blob, String repository) throws IOException {
        List<Form> known = new ArrayList<>(read(diffId));
        List<String> repositories = new ArrayList<>();
        if (!repository.isEmpty()) {
            repositories.add(repository);
        }
        known.stream()
                .filter(f -> f.blob.digest().equals(blob.digest()))
                .flatMap(f -> f.repositories.stream())
                .filter(r -> !r.equals(repository))
                .limit(MOST_FORMS)
                .forEach(repositories::add);
        known.removeIf(f -> f.blob.digest().equals(blob.digest()));
        known.addFirst(new Form(blob, repositories));
        if (known.size() > MOST_FORMS) {
            known.removeLast();
        }
        write(diffId, known);
    }

    /** All forms ever remembered, whether the blobs are still stored or not, the latest first. */
    public synchronized List<Form> known(Digest diffId) throws IOException {
        return read(diffId);
    }

    /** A form whose blob is in the store. */
    public Optional<Descriptor> stored(Digest diffId) throws IOException {
        for (Form form : known(diffId)) {
            if (store.size(form.blob.digest()).orElse(-1) == form.blob.size()) {
                return Optional.of(form.blob);
            }
        }
        return Optional.empty();
    }

    /** Forgets the layers of which no form is stored any more. */
    synchronized void prune() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(directory)) {
            files = all.toList();
        }
        for (Path file : files) {
            List<Form> known = read(file);
            if (known.stream().noneMatch(f -> Files.exists(store.path(f.blob.digest())))) {
                Files.delete(file);
            }
        }
    }

    private List<Form> read(Digest diffId) throws IOException {
        return read(directory.resolve(diffId.hex()));
    }

    private static List<Form> read(Path file) throws IOException {
        try {
            return OciJson.objects(Files.readAllBytes(file), "layer index").stream()
                    .map(json -> new Form(
                            new Descriptor(
                                    OciJson.string(json, "mediaType"),
                                    Digest.parse(OciJson.string(json, "digest")),
                                    OciJson.integer(json, "size").orElse(0L)),
                            OciJson.strings(json, "repositories")))
                    .toList();
        } catch (NoSuchFileException _) {
            return List.of();
        } catch (EngineException _) {
            return List.of(); // torn by a crash: as good as absent, and the next write repairs it
        }
    }

    private void write(Digest diffId, List<Form> known) throws IOException {
        List<Map<String, Object>> json = new ArrayList<>();
        for (Form form : known) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("mediaType", form.blob.mediaType());
            entry.put("digest", form.blob.digest().toString());
            entry.put("size", form.blob.size());
            entry.put("repositories", form.repositories);
            json.add(entry);
        }
        Path temporary = directory.resolve(diffId.hex() + ".new");
        Files.write(temporary, OciJson.bytes(json));
        Files.move(temporary, directory.resolve(diffId.hex()), StandardCopyOption.ATOMIC_MOVE);
    }
}
