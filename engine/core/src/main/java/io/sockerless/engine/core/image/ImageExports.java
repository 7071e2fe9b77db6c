package io.sockerless.engine.core.image;

import io.sockerless.engine.core.Images;
import io.sockerless.engine.core.Images.Credentials;
import io.sockerless.engine.core.Images.ProgressSink;
import io.sockerless.engine.model.image.Digest;
import io.sockerless.engine.model.image.ImageReference;
import io.sockerless.engine.oci.Descriptor;
import io.sockerless.engine.oci.archive.CacheArchive;
import io.sockerless.engine.oci.archive.ImageArchiveWriter;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** Images as files and as caches. */
record ImageExports(ImageTransfers transfers, CacheTransfers caches) implements Images.Exports {
    @Override
    public void files(String ref, OutputStream tar) {
        FileWork.run(() -> transfers.files(ref, tar));
    }

    @Override
    public String saveAs(String ref, List<ImageReference> names, OutputStream archive) {
        String[] digest = {""};
        FileWork.run(() -> digest[0] = transfers.saveAs(ref, names, archive));
        return digest[0];
    }

    @Override
    public Descriptor saveCache(List<String> ids, ImageArchiveWriter.BlobSink sink) {
        AtomicReference<Descriptor> index = new AtomicReference<>();
        FileWork.run(() -> index.set(caches.save(ids, sink)));
        return index.get();
    }

    @Override
    public Descriptor saveLayout(String id, ImageArchiveWriter.BlobSink sink) {
        AtomicReference<Descriptor> manifest = new AtomicReference<>();
        FileWork.run(() -> manifest.set(caches.saveLayout(id, sink)));
        return manifest.get();
    }

    @Override
    public List<String> loadCache(Digest cache, CacheArchive.BlobSource source) {
        List<String> ids = new ArrayList<>();
        FileWork.run(() -> ids.addAll(caches.load(cache, source)));
        return ids;
    }

    @Override
    public void pushCache(ImageReference name, List<String> ids, Credentials credentials, ProgressSink progress) {
        caches.push(name, ids, credentials, progress);
    }

    @Override
    public List<String> pullCache(ImageReference name, Credentials credentials, ProgressSink progress) {
        List<String> ids = new ArrayList<>();
        FileWork.run(() -> ids.addAll(caches.pull(name, credentials, progress)));
        return ids;
    }
}
