package io.sockerless.engine.oci.registry;

import io.sockerless.engine.model.image.Digest;
import io.sockerless.engine.oci.Descriptor;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpResponse;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** Uploads blobs to a remote repository (distribution spec, "Push"). Nothing here tries twice: the caller does. */
final class Uploads {
    private static final Map<String, List<String>> BYTES = Map.of("Content-Type", List.of("application/octet-stream"));

    private final RemoteRepository repository;

    Uploads(RemoteRepository repository) {
        this.repository = repository;
    }

    /** The bytes of a blob. */
    @FunctionalInterface
    interface Source {
        InputStream open() throws IOException;
    }

    boolean exists(Descriptor blob) throws IOException {
        HttpResponse<InputStream> response =
                repository.send(RemoteRepository.Call.of("HEAD", repository.uri("blobs/" + blob.digest())));
        if (response.statusCode() == 200) {
            response.body().close();
            return true;
        }
        RegistryFailure failure = RemoteRepository.failure(response);
        if (response.statusCode() == 404) {
            return false;
        }
        throw failure;
    }

    /** Has the registry take a blob from another of its repositories; false if it would not. */
    boolean mount(Digest blob, String source) throws IOException {
        HttpResponse<InputStream> response = repository.send(
                RemoteRepository.Call.of("POST", repository.uri("blobs/uploads/?from=" + source + "&mount=" + blob)),
                Set.of("repository:" + source + ":pull"));
        switch (response.statusCode()) {
            case 201 -> {
                response.body().close();
                return true;
            }
            case 202 -> {
                URI session = location(response);
                response.body().close();
                repository
                        .send(RemoteRepository.Call.of("DELETE", session))
                        .body()
                        .close();
                return false;
            }
            default -> {
                RegistryFailure failure = RemoteRepository.failure(response);
                if (failure.isTransient()) {
                    throw failure;
                }
                return false; // no access to the source is no reason to fail
            }
        }
    }

    /** Uploads a blob whose digest and size are known, in one request. */
    void whole(Descriptor blob, Source source) throws IOException {
        URI session = start();
        try (Opened bodies = new Opened(source)) {
            BodyPublisher body = HttpRequest.BodyPublishers.fromPublisher(
                    HttpRequest.BodyPublishers.ofInputStream(bodies::next), Math.max(1, blob.size()));
            Supplier<BodyPublisher> publisher = blob.size() == 0 ? HttpRequest.BodyPublishers::noBody : () -> body;
            close(send(new RemoteRepository.Call("PUT", named(session, blob.digest()), BYTES, publisher), bodies));
        }
    }

    /** Uploads a blob that is still being made, and names it in the end. */
    Descriptor stream(String mediaType, Source source) throws IOException {
        URI session = start();
        MessageDigest sha256 = Digest.newSha256();
        long[] size = {0};
        Source digested = () -> {
            sha256.reset(); // a redirect has it sent again from the start
            size[0] = 0;
            return new DigestInputStream(new CountingInput(source.open(), n -> size[0] = n), sha256);
        };
        try (Opened bodies = new Opened(digested)) {
            HttpResponse<InputStream> response = send(
                    new RemoteRepository.Call(
                            "PATCH", session, BYTES, () -> HttpRequest.BodyPublishers.ofInputStream(bodies::next)),
                    bodies);
            session = location(response);
            close(response);
        }
        Digest digest = Digest.of(sha256);
        close(repository.send(RemoteRepository.Call.of("PUT", named(session, digest))));
        return new Descriptor(mediaType, digest, size[0]);
    }

    private URI start() throws IOException {
        HttpResponse<InputStream> response =
                repository.send(RemoteRepository.Call.of("POST", repository.uri("blobs/uploads/")));
        if (response.statusCode() != 202) {
            throw RemoteRepository.failure(response);
        }
        response.body().close();
        return location(response);
    }

    private HttpResponse<InputStream> send(RemoteRepository.Call call, Opened bodies) throws IOException {
        HttpResponse<InputStream> response;
        try {
            response = repository.send(call);
        } catch (RegistryFailure e) {
            bodies.rethrow(); // our own trouble is not the registry's, and would be the same the next time
            throw e;
        }
        if (response.statusCode() / 100 != 2) {
            throw RemoteRepository.failure(response);
        }
        return response;
    }

    private static void close(HttpResponse<InputStream> response) throws IOException {
        if (response.statusCode() / 100 != 2) {
            throw RemoteRepository.failure(response);
        }
        response.body().close();
    }

    private static URI location(HttpResponse<InputStream> response) throws IOException {
        String location = response.headers()
                .firstValue("Location")
                .orElseThrow(() -> new RegistryFailure(
                        RegistryFailure.Cause.OTHER, "the registry did not say where to upload to"));
        return response.uri().resolve(location);
    }

    private static URI named(URI session, Digest digest) {
        return URI.create(session + (session.getRawQuery() == null ? "?" : "&") + "digest=" + digest);
    }

    /** The streams that the HTTP client asked for; it does not close those of requests that fail. */
    private static final class Opened implements AutoCloseable {
        private final Source source;
        private final List<InputStream> streams = new ArrayList<>();
        private Exception failure;

        Opened(Source source) {
            this.source = source;
        }

        synchronized InputStream next() {
            try {
                InputStream in = new FilterInputStream(source.open()) {
                    @Override
                    public int read(byte[] target, int offset, int length) throws IOException {
                        try {
                            return super.read(target, offset, length);
                        } catch (IOException | RuntimeException e) {
                            failed(e);
                            throw e;
                        }
                    }
                };
                streams.add(in);
                return in;
            } catch (IOException e) {
                failed(e);
                throw new UncheckedIOException(e);
            } catch (RuntimeException e) {
                failed(e);
                throw e;
            }
        }

        private synchronized void failed(Exception e) {
            failure = e;
        }

        /** Throws what kept a stream from being read, if anything did. */
        synchronized void rethrow() throws IOException {
            switch (failure) {
                case null -> {
                    // the streams are fine
                }
                case IOException io -> throw io;
                case RuntimeException r -> throw r;
                default -> throw new IllegalStateException(failure);
            }
        }

        @Override
        public void close() throws IOException {
            List<InputStream> all;
            synchronized (this) {
                all = List.copyOf(streams);
            }
            // not under the lock: closing waits for the thread that reads, which may want to tell of a failure
            for (InputStream in : all) {
                in.close();
            }
        }
    }
}
