package io.sockerless.frontends.registry;

import io.sockerless.engine.model.image.Digest;
import io.sockerless.frontends.http.Exchange;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Predicate;

/** {@code /v2/NAME/blobs/uploads/} and what is below it. */
final class UploadHandlers {
    private static final ChunkRange WHOLE = ChunkRange.of("", "");

    private final Registry registry;

    UploadHandlers(Registry registry) {
        this.registry = registry;
    }

    /**
     * Begins an upload, does all of it, or needs none because another repository has the blob.
     *
     * @param readable whether the client may read what that repository has
     */
    void begin(Exchange exchange, String name, Predicate<String> readable) throws IOException {
        String mount = exchange.query().get("mount");
        if (!mount.isEmpty()
                && mounted(Names.requireDigest(mount), exchange.query().get("from"), name, readable)) {
            created(exchange, name, mount);
            return;
        }
        String whole = exchange.query().get("digest");
        if (!whole.isEmpty()) {
            Digest digest = Names.requireDigest(whole);
            UploadSession session = registry.uploads().begin(name);
            try {
                session.append(exchange.body(), WHOLE, registry.uploads().now());
                registry.complete(session, digest);
            } catch (IOException | RuntimeException e) {
                // Nobody knows its name.
                if (!session.isEnded()) {
                    registry.uploads().cancel(session);
                }
                throw e;
            }
            created(exchange, name, whole);
            return;
        }
        accepted(exchange, registry.uploads().begin(name), 0);
    }

    private boolean mounted(Digest digest, String from, String name, Predicate<String> readable) {
        if (!from.isEmpty()) {
            return readable.test(from) && mounted(digest, from, name);
        }
        return registry.names("")
                .filter(source ->
                        registry.at(source).blob(digest, registry.now()).isPresent())
                .filter(readable)
                .anyMatch(source -> mounted(digest, source, name));
    }

    private boolean mounted(Digest digest, String from, String name) {
        Optional<Repository.Blob> blob =
                registry.find(from).flatMap(repository -> repository.blob(digest, registry.now()));
        return blob.isPresent() && registry.mount(digest, blob.get(), name);
    }

    /** How far an upload has come. */
    void status(Exchange exchange, String name, String id) throws IOException {
        UploadSession session = registry.uploads().require(name, id);
        describe(exchange, session, session.size(registry.uploads().now())).send(204);
    }

    /** A chunk, or all of it. */
    void append(Exchange exchange, String name, String id) throws IOException {
        UploadSession session = registry.uploads().require(name, id);
        long size = append(exchange, session);
        session.settle();
        accepted(exchange, session, size);
    }

    /** The last chunk, which may be empty, and what the whole is called. */
    void complete(Exchange exchange, String name, String id) throws IOException {
        UploadSession session = registry.uploads().require(name, id);
        Digest digest = Names.requireDigest(exchange.query().get("digest"));
        if (exchange.hasBody()) {
            append(exchange, session);
        }
        registry.complete(session, digest);
        created(exchange, name, digest.toString());
    }

    void cancel(Exchange exchange, String name, String id) throws IOException {
        registry.uploads().cancel(registry.uploads().require(name, id));
        exchange.send(204);
    }

    private long append(Exchange exchange, UploadSession session) throws IOException {
        try {
            ChunkRange range =
                    ChunkRange.of(exchange.requestHeader("Content-Range"), exchange.requestHeader("Content-Length"));
            return session.append(exchange.body(), range, registry.uploads().now());
        } catch (RegistryException e) {
            if (e.code() == ErrorCode.RANGE_INVALID) {
                describe(exchange, session, session.size(registry.uploads().now()));
            }
            throw e;
        }
    }

    private static void created(Exchange exchange, String name, String digest) throws IOException {
        exchange.header("Location", "/v2/" + name + "/blobs/" + digest)
                .header("Docker-Content-Digest", digest)
                .send(201);
    }

    private static void accepted(Exchange exchange, UploadSession session, long size) throws IOException {
        describe(exchange, session, size).send(202);
    }

    private static Exchange describe(Exchange exchange, UploadSession session, long size) {
        return exchange.header("Location", "/v2/" + session.repository() + "/blobs/uploads/" + session.id())
                .header("Docker-Upload-UUID", session.id())
                // Nothing has no last byte; clients want a range all the same.
                .header("Range", "0-" + Math.max(0, size - 1));
    }
}
