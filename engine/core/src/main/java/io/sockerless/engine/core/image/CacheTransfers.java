package io.sockerless.engine.core.image;

import io.sockerless.engine.core.Images.Credentials;
import io.sockerless.engine.core.Images.ProgressSink;
import io.sockerless.engine.model.image.Digest;
import io.sockerless.engine.model.image.ImageReference;
import io.sockerless.engine.oci.ContentStore;
import io.sockerless.engine.oci.Descriptor;
import io.sockerless.engine.oci.Image;
import io.sockerless.engine.oci.archive.CacheArchive;
import io.sockerless.engine.oci.archive.ImageArchiveReader;
import io.sockerless.engine.oci.archive.ImageArchiveWriter;
import io.sockerless.engine.oci.archive.LoadedImage;
import io.sockerless.engine.oci.registry.PullRequest;
import io.sockerless.engine.oci.registry.Puller;
import io.sockerless.engine.oci.registry.Pusher;
import io.sockerless.engine.oci.registry.RegistryClient;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Build caches, which are images without names, on their way in and out. */
record CacheTransfers(
        ImageRows rows, ImageLibrary library, Snapshots snapshots, ContentStore content, RegistryClient registries) {
    private static final int PIPE = 1 << 20;

    Descriptor save(List<String> ids, ImageArchiveWriter.BlobSink sink) throws IOException {
        return new ImageArchiveWriter(content).writeCache(images(ids), sink);
    }

    Descriptor saveLayout(String id, ImageArchiveWriter.BlobSink sink) throws IOException {
        return new ImageArchiveWriter(content).write(rows.oci(rows.require(id)), sink);
    }

    void push(ImageReference name, List<String> ids, Credentials credentials, ProgressSink progress) {
        new Pusher(registries, content)
                .pushCache(name, images(ids), ImageTransfers.auth(credentials), ImageTransfers.listener(progress));
    }

    private List<Image> images(List<String> ids) {
        return ids.stream().map(id -> rows.oci(rows.require(id))).toList();
    }

    List<String> pull(ImageReference name, Credentials credentials, ProgressSink progress) throws IOException {
        PullRequest request =
                new PullRequest(name, Optional.empty(), ImageTransfers.auth(credentials), Optional.empty());
        return library.takeIn(() -> new Puller(registries, content)
                .pullCache(request, snapshots.sink(), ImageTransfers.listener(progress)).stream()
                        .map(image -> library.add(image, "", List.of()).id())
                        .toList());
    }

    List<String> load(Digest cache, CacheArchive.BlobSource source) throws IOException {
        return library.takeIn(() -> {
            List<String> ids = new ArrayList<>();
            for (LoadedImage image : read(cache, source)) {
                ids.add(library.add(image.image(), "", List.of()).id());
            }
            return ids;
        });
    }

    /** One thread fetches what the other takes in. */
    private List<LoadedImage> read(Digest cache, CacheArchive.BlobSource source) throws IOException {
        PipedInputStream in = new PipedInputStream(PIPE);
        PipedOutputStream out = new PipedOutputStream(in);
        FutureTask<Void> writing = new FutureTask<>(() -> {
            try (out) {
                new CacheArchive(source).write(cache, out);
            }
            return null;
        });
        Thread.ofVirtual().name("build-cache").start(writing);
        try (in) {
            List<LoadedImage> images = new ImageArchiveReader(content).read(in);
            in.transferTo(OutputStream.nullOutputStream());
            await(writing);
            return images;
        } catch (IOException | RuntimeException e) {
            if (writing.isDone()) {
                await(writing); // what it could not fetch is why
            }
            throw e;
        }
    }

    private static void await(FutureTask<Void> writing) throws IOException {
        try {
            writing.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IOException cause -> throw cause;
                case RuntimeException cause -> throw cause;
                default -> throw new IllegalStateException(e.getCause());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("context canceled", e);
        }
    }
}
