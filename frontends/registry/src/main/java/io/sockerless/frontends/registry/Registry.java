package io.sockerless.frontends.registry;

import io.sockerless.engine.model.image.Digest;
import io.sockerless.engine.oci.ContentStore;
import io.sockerless.engine.store.Store;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Everything that one registry has: repositories over a content store, and the uploads that go on. What it has acknowledged
 * is on disk. Safe for use by many threads. Content store and rows belong to who opened them.
 *
 * <p>Content that nobody needs is removed by {@link #collect}, which must be called now and then: {@link #tend} does.
 */
public final class Registry implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Registry.class.getName());
    private static final Duration LOOK = Duration.ofMinutes(1);
    private static final int LOOKS_PER_COLLECTION = 60;

    private final ContentStore content;
    private final Rows rows;
    private final Consumer<RegistryEvent> events;
    private final Rules rules;
    private final Clock clock;
    private final UploadSessions uploads;
    private final NavigableMap<String, Repository> repositories = new ConcurrentSkipListMap<>();
    private Thread tending = Thread.ofVirtual().unstarted(() -> {});

    private Registry(ContentStore content, Rows rows, Consumer<RegistryEvent> events, Rules rules, Clock clock) {
        this.content = content;
        this.rows = rows;
        this.events = events;
        this.rules = rules;
        this.clock = clock;
        this.uploads = new UploadSessions(content, rows, clock);
    }

    /**
     * The registry whose content and rows are there.
     *
     * @param content of this registry alone: what it does not need is removed
     * @param rows may hold other things too
     * @param prefix of the names of its tables in {@code rows}
     */
    public static Registry open(
            ContentStore content, Store rows, String prefix, Consumer<RegistryEvent> events, Clock clock) {
        return open(content, rows, prefix, events, Rules.none(), clock);
    }

    /** The same, by rules of its embedder's. */
    public static Registry open(
            ContentStore content, Store rows, String prefix, Consumer<RegistryEvent> events, Rules rules, Clock clock) {
        Registry registry = new Registry(content, new Rows(rows, prefix), events, rules, clock);
        registry.restore();
        return registry;
    }

    private void restore() {
        rows.manifests().forEach(row -> at(row.repository()).restore(row));
        rows.tags().forEach(row -> at(row.repository()).restore(row));
        rows.blobs().forEach(row -> at(row.repository()).restore(row, now()));
    }

    /** A repository that has something. */
    Optional<Repository> find(String name) {
        return Optional.ofNullable(repositories.get(name)).filter(repository -> !repository.isEmpty());
    }

    /** A repository, there or not: it is there with the first thing that it gets. */
    Repository at(String name) {
        return repositories.computeIfAbsent(name, _ -> new Repository(name, rows, content, events, rules));
    }

    /** What is in a repository, which may be nothing. */
    public Images images(String name) {
        return new Images(this, at(name));
    }

    /** The names of the repositories that have something, in order. */
    public Stream<String> names() {
        return names("");
    }

    /** The names of those that have something, in order, behind {@code last}. */
    Stream<String> names(String last) {
        return repositories.tailMap(last, false).values().stream()
                .filter(repository -> !repository.isEmpty())
                .map(Repository::name);
    }

    Rules rules() {
        return rules;
    }

    UploadSessions uploads() {
        return uploads;
    }

    ContentStore content() {
        return content;
    }

    void happened(RegistryEvent event) {
        events.accept(event);
    }

    long now() {
        return clock.millis();
    }

    /** Ends an upload: its bytes become a blob of its repository. */
    void complete(UploadSession upload, Digest digest) throws IOException {
        try (ContentStore.Lease _ = content.lease()) {
            upload.complete(
                    digest,
                    (stored, size) -> at(upload.repository())
                            .add(digest, stored, size, now(), changes -> changes.deleteUpload(upload.id())));
            uploads.completed(upload);
        } catch (IOException | RuntimeException e) {
            uploads.abandoned(upload);
            throw e;
        }
    }

    /** Has a repository share a blob of another one. @return false if it is not there any more */
    boolean mount(Digest digest, Repository.Blob blob, String target) {
        try (ContentStore.Lease _ = content.lease()) {
            if (!content.exists(blob.content())) {
                return false;
            }
            at(target).add(digest, blob.content(), blob.size(), now(), _ -> {});
            return true;
        }
    }

    /**
     * Removes the content that nobody needs: neither a manifest, nor somebody who has uploaded it, or was told that it is
     * here, since.
     */
    public ContentStore.Swept collect(Duration grace) throws IOException {
        long since = now() - grace.toMillis();
        repositories.values().forEach(repository -> repository.collect(since));
        return content.sweep(this::live);
    }

    private Set<Digest> live() {
        Set<Digest> live = new HashSet<>();
        repositories.values().forEach(repository -> repository.live(live));
        return live;
    }

    /** Ends uploads that nobody goes on with, and collects, until this is closed. */
    public void tend(Duration grace) {
        tending = Thread.ofVirtual().name("registry-care").start(() -> {
            try {
                for (int look = 1; ; look++) {
                    Thread.sleep(LOOK);
                    attempt(grace, look % LOOKS_PER_COLLECTION == 0);
                }
            } catch (InterruptedException _) {
                // The registry is closed.
            }
        });
    }

    private void attempt(Duration grace, boolean collect) {
        try {
            uploads.expire();
            if (collect) {
                ContentStore.Swept swept = collect(grace);
                LOG.log(
                        System.Logger.Level.INFO,
                        "collected {0} blobs, {1} bytes",
                        swept.blobs().size(),
                        swept.bytes());
            }
        } catch (IOException | RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "what nobody needs could not be removed", e);
        }
    }

    /** Uploads that go on can be gone on with after the next {@link #open}. */
    @Override
    public void close() {
        tending.interrupt();
        uploads.close();
    }
}
