package io.sockerless.engine.oci;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import io.sockerless.engine.model.image.Digest;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Content-addressed files in one directory: {@code blobs/sha256/<hex>} as in an OCI image layout. A blob appears whole,
 * verified and durable, or not at all: bytes go to a temporary file that is hashed on the way, fsynced, renamed, and the
 * directory is fsynced. One process owns the directory. Safe for use by many threads.
 *
 * <p>Who stores blobs and will refer to them later (from a row in a database) holds a {@link #lease()} meanwhile, or a
 * concurrent {@link #sweep} could take them.
 */
public final class ContentStore {
    /** An interrupted resumable ingest is kept this long for someone to go on with it. */
    public static final Duration PARTIAL_LIFETIME = Duration.ofHours(24);

    private final Path blobs;
    private final Path temporary;
    private final Path partial;
    private final Clock clock;
    private final LayerIndex layers;
    private final Map<String, Key> keys = new ConcurrentHashMap<>();

    /** Guards {@link #leases} and {@link #touched}, and with them the decision to delete. */
    private final ReentrantLock sweeping = new ReentrantLock();

    private final Set<Digest> touched = new HashSet<>();
    private int leases;

    private ContentStore(Path root, Clock clock) {
        this.blobs = root.resolve("blobs/sha256");
        this.temporary = root.resolve("ingest/temporary");
        this.partial = root.resolve("ingest/partial");
        this.clock = clock;
        this.layers = new LayerIndex(root.resolve("layers"), this);
    }

    /** What a {@link #sweep} removed. */
    public record Swept(List<Digest> blobs, long bytes) {}

    /** Protects every blob that is stored, opened or found while it is open from {@link #sweep}. */
    public interface Lease extends AutoCloseable {
        @Override
        void close();
    }

    /** Opens the store in this directory, making it if need be, and removes what a crash left half-written. */
    public static ContentStore open(Path root) throws IOException {
        return open(root, Clock.systemUTC());
    }

    static ContentStore open(Path root, Clock clock) throws IOException {
        ContentStore store = new ContentStore(root, clock);
        for (Path directory : List.of(store.blobs, store.temporary, store.partial, store.layers.directory())) {
            Files.createDirectories(directory);
        }
        for (Path leftover : list(store.temporary)) {
            Files.delete(leftover);
        }
        return store;
    }

    /** Starts to store bytes whose digest is not known yet. Closing without a commit forgets them. */
    public Ingest ingest() throws IOException {
        return Ingest.fresh(this, Files.createTempFile(temporary, "blob", ""));
    }

    /**
     * Starts to store bytes, or goes on where an earlier ingest with the same key was closed without a commit, even in
     * an earlier process: see {@link Ingest#size()}. Waits while another thread has the key; an interrupt ends that.
     *
     * @param key letters, digits, dashes; a digest's hex is a good one
     */
    public Ingest resume(String key) throws IOException {
        if (!key.matches("[A-Za-z0-9_-]{1,200}")) {
            throw new IllegalArgumentException("bad ingest key: " + key);
        }
        Key held = Key.hold(keys, key);
        try {
            return Ingest.resumed(this, partial.resolve(key), held::release);
        } catch (IOException | RuntimeException e) {
            held.release();
            throw e;
        }
    }

    /** Stores these bytes and returns their digest. */
    public Digest put(byte[] bytes) throws IOException {
        Digest digest = Digest.sha256(bytes);
        if (exists(digest)) {
            settle();
            return digest;
        }
        try (Ingest ingest = ingest()) {
            ingest.write(bytes);
            return ingest.commit();
        }
    }

    /**
     * The blob's bytes.
     *
     * @throws EngineException NOT_FOUND if it is not here
     */
    public InputStream open(Digest digest) throws IOException {
        touch(digest);
        try {
            return new BufferedInputStream(Files.newInputStream(path(digest)), 128 << 10);
        } catch (NoSuchFileException e) {
            throw missing(digest, e);
        }
    }

    /**
     * The whole of a small blob.
     *
     * @throws EngineException NOT_FOUND if it is not here, INVALID if it is longer than {@code max} bytes
     */
    public byte[] read(Digest digest, int max) throws IOException {
        try (InputStream in = open(digest)) {
            byte[] bytes = in.readNBytes(max + 1);
            if (bytes.length > max) {
                throw EngineException.invalid("content " + digest + " is longer than " + max + " bytes");
            }
            return bytes;
        }
    }

    /** The blob's size in bytes; empty if it is not here. */
    public OptionalLong size(Digest digest) throws IOException {
        touch(digest);
        try {
            return OptionalLong.of(Files.size(path(digest)));
        } catch (NoSuchFileException _) {
            return OptionalLong.empty();
        }
    }

    public boolean exists(Digest digest) {
        touch(digest);
        return Files.isRegularFile(path(digest));
    }

    /** The file of a blob that is here, to be read only. */
    public Optional<Path> file(Digest digest) {
        return exists(digest) ? Optional.of(path(digest)) : Optional.empty();
    }

    /** Keeps blobs from being swept until it is closed. */
    public Lease lease() {
        sweeping.lock();
        try {
            leases++;
        } finally {
            sweeping.unlock();
        }
        return new Lease() {
            private boolean open = true;

            @Override
            public void close() {
                sweeping.lock();
                try {
                    if (open) {
                        open = false;
                        leases--;
                        if (leases == 0) {
                            touched.clear();
                        }
                    }
                } finally {
                    sweeping.unlock();
                }
            }
        };
    }

    /**
     * Removes every blob that is not live, and resumable ingests that nobody went on with for
     * {@link #PARTIAL_LIFETIME}.
     *
     * @param live asked for the blobs to keep while no lease can end, so that what a lease's holder made durable before
     *     closing it is seen
     */
    public Swept sweep(Supplier<Set<Digest>> live) throws IOException {
        sweeping.lock();
        try {
            Set<Digest> keep = new HashSet<>(live.get());
            keep.addAll(touched);
            List<Digest> removed = new ArrayList<>();
            long bytes = 0;
            for (Path blob : list(blobs)) {
                if (!blob.getFileName().toString().matches("[0-9a-f]{64}")) {
                    continue; // not ours
                }
                Digest digest = Digest.ofSha256Hex(blob.getFileName().toString());
                if (!keep.contains(digest)) {
                    bytes += Files.size(blob);
                    Files.delete(blob);
                    removed.add(digest);
                }
            }
            dropOldPartials();
            layers.prune();
            return new Swept(List.copyOf(removed), bytes);
        } finally {
            sweeping.unlock();
        }
    }

    private void dropOldPartials() throws IOException {
        Instant oldest = clock.instant().minus(PARTIAL_LIFETIME);
        for (Path file : list(partial)) {
            Optional<Key> free = Key.tryHold(keys, file.getFileName().toString());
            if (free.isPresent()) {
                try {
                    // Whoever had the key may have finished it since it was listed.
                    if (Files.exists(file)
                            && Files.getLastModifiedTime(file).toInstant().isBefore(oldest)) {
                        Files.delete(file);
                    }
                } finally {
                    free.get().release();
                }
            }
        }
    }

    /** Which stored blobs hold which uncompressed layers. */
    public LayerIndex layers() {
        return layers;
    }

    /** Makes a finished and synced temporary file the blob with this digest. */
    void publish(Path file, Digest digest) throws IOException {
        sweeping.lock();
        try {
            touch(digest);
            Files.move(file, path(digest), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            sweeping.unlock();
        }
        settle();
    }

    /** Makes durable what was published, perhaps a moment ago and by another thread. */
    void settle() throws IOException {
        try (FileChannel directory = FileChannel.open(blobs, StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    private void touch(Digest digest) {
        sweeping.lock();
        try {
            if (leases > 0) {
                touched.add(digest);
            }
        } finally {
            sweeping.unlock();
        }
    }

    Path path(Digest digest) {
        if (!digest.algorithm().equals("sha256")) {
            throw EngineException.invalid("content is stored under sha256, not " + digest.algorithm());
        }
        return blobs.resolve(digest.hex());
    }

    private static EngineException missing(Digest digest, IOException cause) {
        return new EngineException(ErrorKind.NOT_FOUND, "content " + digest + ": not found", cause);
    }

    private static List<Path> list(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }
}
