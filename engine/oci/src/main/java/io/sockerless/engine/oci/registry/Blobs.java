package io.sockerless.engine.oci.registry;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.oci.ContentStore;
import io.sockerless.engine.oci.Descriptor;
import io.sockerless.engine.oci.Ingest;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;

/** Downloads blobs of a remote repository, going on where a cut connection left off. */
final class Blobs {
    /** So many times a blob may be cut although each try got further. */
    private static final int MOST_CUTS = 1000;

    private static final int BUFFER = 128 << 10;

    private final RemoteRepository repository;
    private final Retry retry;
    private final ContentStore store;

    Blobs(RemoteRepository repository, Retry retry, ContentStore store) {
        this.repository = repository;
        this.retry = retry;
        this.store = store;
    }

    /** Hears how a download goes. */
    interface Watcher {
        /** @param bytes there are by now, of all */
        void got(long bytes);

        void verifying();

        /** There will be a pause before the next try. */
        void retrying(Duration pause);

        /** Hears nothing but {@code got}. */
        static Watcher of(LongConsumer got) {
            return new Watcher() {
                @Override
                public void got(long bytes) {
                    got.accept(bytes);
                }

                @Override
                public void verifying() {
                    // not wanted
                }

                @Override
                public void retrying(Duration pause) {
                    // not wanted
                }
            };
        }
    }

    /**
     * Stores a blob, if it is not stored yet.
     *
     * @throws RegistryFailure if the registry does not give it
     * @throws EngineException INVALID if what it gives is something else
     */
    void fetch(Descriptor blob, Watcher watcher) throws IOException {
        if (!goOn(blob, watcher, true)) {
            goOn(blob, watcher, false);
        }
    }

    /** Returns false if bytes from an earlier try spoiled the blob, as a power cut can. */
    private boolean goOn(Descriptor blob, Watcher watcher, boolean mayBeSpoiled) throws IOException {
        try (Ingest ingest = store.resume(blob.digest().hex())) {
            if (store.exists(blob.digest())) {
                ingest.abort(); // another pull was faster
                return true;
            }
            if (ingest.size() > blob.size()) {
                ingest.restart();
            }
            boolean resumed = ingest.size() > 0;
            int failed = 0;
            long furthest = ingest.size();
            for (int cuts = 0; ingest.size() < blob.size(); cuts++) {
                try {
                    receive(blob, ingest, watcher);
                } catch (RegistryFailure e) {
                    failed = ingest.size() > furthest ? 1 : failed + 1;
                    furthest = Math.max(furthest, ingest.size());
                    if (!e.isTransient() || failed >= retry.attempts() || cuts >= MOST_CUTS) {
                        throw e;
                    }
                    retry.sleep(failed, watcher::retrying);
                }
            }
            watcher.got(ingest.size());
            watcher.verifying();
            if (resumed && mayBeSpoiled && !ingest.finish().equals(blob.digest())) {
                ingest.abort();
                return false;
            }
            ingest.commit(blob.digest(), blob.size());
            return true;
        }
    }

    private void receive(Descriptor blob, Ingest ingest, Watcher watcher) throws IOException {
        long from = ingest.size();
        RemoteRepository.Call call = RemoteRepository.Call.get(repository.uri("blobs/" + blob.digest()));
        HttpResponse<InputStream> response =
                repository.send(from == 0 ? call : call.with(Map.of("Range", List.of("bytes=" + from + "-"))));
        switch (response.statusCode()) {
            case 200 -> ingest.restart();
            case 206 -> {
                String range = response.headers().firstValue("Content-Range").orElse("");
                if (!range.startsWith("bytes " + from + "-")) {
                    response.body().close();
                    ingest.restart();
                    throw new RegistryFailure(RegistryFailure.Cause.TRANSIENT, "unexpected content range: " + range);
                }
            }
            case 416 -> {
                response.body().close();
                ingest.restart();
                throw new RegistryFailure(RegistryFailure.Cause.TRANSIENT, "requested range not satisfiable");
            }
            case 404 -> {
                response.body().close();
                throw new RegistryFailure(RegistryFailure.Cause.NOT_FOUND, "unknown blob");
            }
            default -> throw RemoteRepository.failure(response);
        }
        try (InputStream in = response.body()) {
            byte[] buffer = new byte[BUFFER];
            while (ingest.size() < blob.size()) {
                int want = (int) Math.min(buffer.length, blob.size() - ingest.size());
                int n = read(in, buffer, want);
                if (n < 0) {
                    throw new RegistryFailure(RegistryFailure.Cause.TRANSIENT, "unexpected EOF");
                }
                ingest.write(buffer, 0, n);
                watcher.got(ingest.size());
            }
            read(in, buffer, 1); // sees the end, so that the connection can be used again
        }
    }

    private static int read(InputStream in, byte[] buffer, int want) throws IOException {
        try {
            return in.read(buffer, 0, want);
        } catch (IOException e) {
            if (Thread.currentThread().isInterrupted() || e.getCause() instanceof InterruptedException) {
                throw new RegistryFailure(RegistryFailure.Cause.OTHER, "context canceled", e);
            }
            throw new RegistryFailure(RegistryFailure.Cause.TRANSIENT, "unexpected EOF", e);
        }
    }
}
