package io.sockerless.frontends.registry;

import io.sockerless.engine.model.image.Digest;
import io.sockerless.frontends.http.Exchange;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** {@code /v2/NAME/blobs/DIGEST} */
final class BlobHandlers {
    private static final String TYPE = "application/octet-stream";

    private final Registry registry;

    BlobHandlers(Registry registry) {
        this.registry = registry;
    }

    /** GET and HEAD. */
    void read(Exchange exchange, String name, String text) throws IOException {
        Digest digest = Names.requireDigest(text);
        Repository.Blob blob = registry.find(name)
                .flatMap(repository -> repository.blob(digest, registry.now()))
                .orElseThrow(() -> unknown(text));
        Path file = registry.content().file(blob.content()).orElseThrow(() -> unknown(text));
        Caching.mark(exchange, digest);
        if (Caching.isFresh(exchange, digest)) {
            exchange.send(304);
            return;
        }
        exchange.header("Accept-Ranges", "bytes");
        try (FileChannel channel = FileChannel.open(file)) {
            long size = channel.size();
            Optional<ByteRange> range = range(exchange, digest, size);
            if (range.isEmpty()) {
                exchange.send(200, TYPE, channel, 0, size);
            } else {
                ByteRange part = range.get();
                exchange.header("Content-Range", part.of(size));
                exchange.send(206, TYPE, channel, part.first(), part.length());
            }
        } catch (NoSuchFileException _) {
            throw unknown(text);
        }
    }

    private static Optional<ByteRange> range(Exchange exchange, Digest digest, long size) {
        String condition = exchange.requestHeader("If-Range");
        if (!condition.isEmpty() && !condition.equals(Caching.tag(digest))) {
            return Optional.empty();
        }
        try {
            return ByteRange.of(exchange.requestHeader("Range"), size);
        } catch (RegistryException e) {
            exchange.header("Content-Range", "bytes */" + size);
            throw e;
        }
    }

    void delete(Exchange exchange, String name, String text) throws IOException {
        Digest digest = Names.requireDigest(text);
        if (!registry.find(name)
                .map(repository -> repository.deleteBlob(digest))
                .orElse(false)) {
            throw unknown(text);
        }
        exchange.header("Docker-Content-Digest", text).send(202);
    }

    private static RegistryException unknown(String digest) {
        return new RegistryException(ErrorCode.BLOB_UNKNOWN, "blob unknown to registry", digest);
    }
}
