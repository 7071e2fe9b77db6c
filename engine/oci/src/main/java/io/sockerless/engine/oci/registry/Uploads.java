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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Uploads blobs to a remote repository (distribution spec, "Push"). Nothing here tries twice: the caller does. */
final class Uploads {
    private static final Map<String, List<String>> BYTES = Map.of("Content-Type", List.of("application/octet-stream"));

    private static final Pattern RANGE = Pattern.compile("(?:bytes=)?0-(\\d{1,18})");

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

    /** Uploads a blob whose digest and size are known, in one attempt. */
    void whole(Descriptor blob, Source source) throws IOException {
        new Transfer().whole(blob, source);
    }

    Transfer transfer() {
        return new Transfer();
    }

    /** One blob on its way, in one attempt or more: what has arrived in an earlier one is not sent again. */
    final class Transfer {
        /** Where the registry takes the bytes; nowhere before the first attempt. */
        private Optional<URI> session = Optional.empty();

        private long arrived;

        private Transfer() {}

        /** Uploads a blob whose digest and size are known, in one request. */
        void whole(Descriptor blob, Source source) throws IOException {
            URI place = open();
            if (arrived > blob.size()) {
                place = begin();
            }
            long left = blob.size() - arrived;
            try (Opened bodies = new Opened(rest(source))) {
                BodyPublisher body = HttpRequest.BodyPublishers.fromPublisher(
                        HttpRequest.BodyPublishers.ofInputStream(bodies::next), Math.max(1, left));
                Supplier<BodyPublisher> publisher = left == 0 ? HttpRequest.BodyPublishers::noBody : () -> body;
                Map<String, List<String>> headers = new HashMap<>(BYTES);
                if (arrived > 0 && left > 0) {
                    headers.put("Content-Range", List.of(arrived + "-" + (blob.size() - 1)));
                }
                close(send(new RemoteRepository.Call("PUT", named(place, blob.digest()), headers, publisher), bodies));
            } catch (RegistryFailure e) {
                throw notAgainLikeThis(e);
            }
        }

        /** Uploads a blob that is still being made, the same each time, and names it in the end. */
        Descriptor stream(String mediaType, Source source) throws IOException {
            URI place = open();
            MessageDigest sha256 = Digest.newSha256();
            long[] size = {0};
            Source digested = () -> {
                sha256.reset(); // a redirect has it sent again from the start
                size[0] = 0;
                return new DigestInputStream(new CountingInput(source.open(), n -> size[0] = n), sha256);
            };
            try {
                try (Opened bodies = new Opened(rest(digested))) {
                    HttpResponse<InputStream> response = send(
                            new RemoteRepository.Call(
                                    "PATCH",
                                    place,
                                    BYTES,
                                    () -> HttpRequest.BodyPublishers.ofInputStream(bodies::next)),
                            bodies);
                    session = Optional.of(location(response));
                    close(response);
                }
                Digest digest = Digest.of(sha256);
                close(repository.send(RemoteRepository.Call.of("PUT", named(session.orElseThrow(), digest))));
                return new Descriptor(mediaType, digest, size[0]);
            } catch (RegistryFailure e) {
                throw notAgainLikeThis(e);
            }
        }

        private URI begin() throws IOException {
            arrived = 0;
            session = Optional.of(start());
            return session.get();
        }

        private URI open() throws IOException {
            if (session.isEmpty()) {
                return begin();
            }
            HttpResponse<InputStream> response = repository.send(RemoteRepository.Call.get(session.get()));
            response.body().close();
            Matcher range = RANGE.matcher(response.headers().firstValue("Range").orElse(""));
            // A first byte and no byte look the same.
            if (response.statusCode() != 204
                    || !range.matches()
                    || range.group(1).equals("0")) {
                return begin();
            }
            arrived = Long.parseLong(range.group(1)) + 1;
            if (response.headers().firstValue("Location").isPresent()) {
                session = Optional.of(location(response));
            }
            return session.get();
        }

        private Source rest(Source source) {
            long known = arrived;
            return () -> {
                InputStream in = source.open();
                try {
                    byte[] passed = new byte[64 << 10];
                    for (long left = known; left > 0; ) {
                        int count = in.read(passed, 0, (int) Math.min(passed.length, left));
                        if (count < 0) {
                            break;
                        }
                        left -= count;
                    }
                    return in;
                } catch (IOException | RuntimeException e) {
                    in.close();
                    throw e;
                }
            };
        }

        /** What a registry will not have as a continuation, it may have as a whole. */
        private RegistryFailure notAgainLikeThis(RegistryFailure failure) {
            if (failure.isTransient() || arrived == 0) {
                return failure;
            }
            session = Optional.empty();
            return new RegistryFailure(RegistryFailure.Cause.TRANSIENT, failure.getMessage(), failure);
        }
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
