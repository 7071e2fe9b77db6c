package io.sockerless.frontends.buildkit.engine;

import io.sockerless.engine.core.Images;
import io.sockerless.engine.model.image.Digest;
import io.sockerless.engine.model.image.ImageReference;
import io.sockerless.engine.oci.Descriptor;
import io.sockerless.engine.oci.archive.ImageArchiveWriter;
import io.sockerless.frontends.buildkit.session.ClientStore;
import io.sockerless.frontends.buildkit.session.Session;
import io.sockerless.frontends.buildkit.solve.ImageShelf;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/** The engine's images. */
public final class EngineImages implements ImageShelf {
    private final Images images;

    public EngineImages(Images images) {
        this.images = images;
    }

    @Override
    public List<String> pullCache(String name, Optional<Session> session) {
        ImageReference reference = ImageReference.parse(name).withDefaultTag();
        return images.exports().pullCache(reference, SessionCredentials.of(session, reference), _ -> {});
    }

    @Override
    public void pushCache(String name, List<String> ids, Optional<Session> session, BiConsumer<String, Long> progress) {
        ImageReference reference = ImageReference.parse(name).withDefaultTag();
        images.exports().pushCache(reference, ids, SessionCredentials.of(session, reference), step -> {
            if (!step.id().isEmpty()) {
                progress.accept(step.id(), step.current());
            }
        });
    }

    @Override
    public List<String> loadCache(String digest, ClientStore store) {
        return images.exports().loadCache(Digest.parse(digest), blob -> store.open(blob.toString()));
    }

    @Override
    public Descriptor saveCache(List<String> ids, ClientStore store) {
        return images.exports().saveCache(ids, into(store));
    }

    @Override
    public Descriptor saveLayout(String id, ClientStore store) {
        return images.exports().saveLayout(id, into(store));
    }

    private static ImageArchiveWriter.BlobSink into(ClientStore store) {
        return (digest, size, bytes) -> {
            try {
                store.write(digest.toString(), size, bytes);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("context canceled");
            }
        };
    }

    @Override
    public void tag(String id, String name) {
        ImageReference reference = ImageReference.parse(name).withDefaultTag();
        images.tag(id, reference.familiarName(), reference.tag().orElseThrow());
    }

    @Override
    public String push(String name, Optional<Session> session, BiConsumer<String, Long> progress) {
        ImageReference reference = ImageReference.parse(name).withDefaultTag();
        String[] digest = {""};
        images.push(
                reference.familiarName(),
                reference.tag().orElseThrow(),
                SessionCredentials.of(session, reference),
                step -> {
                    if (step.aux().get("Digest") instanceof String pushed) {
                        digest[0] = pushed;
                    } else if (!step.id().isEmpty()) {
                        progress.accept(step.id(), step.current());
                    }
                });
        return digest[0];
    }

    @Override
    public String save(String id, List<String> names, OutputStream out) {
        return images.exports()
                .saveAs(id, names.stream().map(ImageReference::parse).toList(), out);
    }

    @Override
    public void saveFiles(String id, OutputStream tar) {
        images.exports().files(id, tar);
    }
}
