package io.sockerless.engine.oci.archive;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.oci.Compression;
import io.sockerless.engine.oci.ContentStore;
import io.sockerless.engine.oci.Ingest;
import io.sockerless.engine.oci.TarEntries;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;

/**
 * The files of an archive, set aside while its table of contents is yet to come. Nothing is ever unpacked under the
 * names that the archive gives: files are anonymous, links are followed in a table. So names can do no harm; those that
 * would are refused all the same.
 */
final class ArchiveEntries implements AutoCloseable {
    private static final int MOST_ENTRIES = 100_000;
    private static final int MOST_NAMES = 8 << 20;
    private static final int MOST_LINKS = 40;
    private static final int BUFFER = 256 << 10;

    private final ContentStore store;
    private final Map<String, Ingest> files = new HashMap<>();
    private final Map<String, String> links = new HashMap<>();
    private int count;
    private int namesLength;

    private ArchiveEntries(ContentStore store) {
        this.store = store;
    }

    /**
     * Reads a whole archive, compressed or not.
     *
     * @throws EngineException INVALID if it is no tar or has entries that no image archive has
     */
    static ArchiveEntries read(InputStream in, ContentStore store) throws IOException {
        ArchiveEntries entries = new ArchiveEntries(store);
        try {
            // the reader does not own the request's stream, so closes only what inflates it
            InputStream buffered = new BufferedInputStream(new Unclosed(in), BUFFER);
            try (TarEntries tar = new TarEntries(Compression.inflate(buffered))) {
                entries.readAll(tar);
            }
            return entries;
        } catch (IOException | RuntimeException e) {
            entries.close();
            throw e;
        }
    }

    private void readAll(TarEntries tar) throws IOException {
        byte[] buffer = new byte[BUFFER];
        for (Optional<TarArchiveEntry> next = tar.next(); next.isPresent(); next = tar.next()) {
            TarArchiveEntry entry = next.get();
            count(entry);
            String name = ArchivePaths.clean(entry.getName());
            if (entry.isSymbolicLink()) {
                forget(name);
                links.put(name, ArchivePaths.resolve(ArchivePaths.parent(name), entry.getLinkName()));
            } else if (entry.isLink()) {
                forget(name);
                links.put(name, ArchivePaths.clean(entry.getLinkName()));
            } else if (isRegular(entry)) {
                forget(name);
                files.put(name, store(tar, buffer));
            } else if (!entry.isDirectory()) {
                throw EngineException.invalid("invalid archive: " + name + " is neither a file nor a directory");
            }
        }
        if (count == 0) {
            throw EngineException.invalid("unexpected EOF");
        }
    }

    /** What is kept of an entry in memory has its limits too. */
    private void count(TarArchiveEntry entry) {
        if (++count > MOST_ENTRIES) {
            throw EngineException.invalid("invalid archive: more than " + MOST_ENTRIES + " entries");
        }
        namesLength += entry.getName().length() + entry.getLinkName().length();
        if (namesLength > MOST_NAMES) {
            throw EngineException.invalid("invalid archive: its names are longer than " + MOST_NAMES + " characters");
        }
    }

    /** Sparse files count as special: their holes are a way to write far more than was sent. */
    private static boolean isRegular(TarArchiveEntry entry) {
        return entry.isFile()
                && !entry.isSparse()
                && !entry.isCharacterDevice()
                && !entry.isBlockDevice()
                && !entry.isFIFO();
    }

    private Ingest store(TarEntries tar, byte[] buffer) throws IOException {
        Ingest ingest = store.ingest();
        try {
            for (int n = tar.read(buffer); n >= 0; n = tar.read(buffer)) {
                ingest.write(buffer, 0, n);
            }
            ingest.finish();
            return ingest;
        } catch (IOException | RuntimeException e) {
            ingest.abort();
            throw e;
        }
    }

    /** The later of two entries with one name counts, as when a tar is unpacked. */
    private void forget(String name) throws IOException {
        links.remove(name);
        Ingest before = files.remove(name);
        if (before != null) {
            before.abort();
        }
    }

    boolean has(String name) {
        return find(name).isPresent();
    }

    /**
     * The file with this name, through links; not committed yet.
     *
     * @throws EngineException INVALID if there is none
     */
    Ingest file(String name) {
        return find(ArchivePaths.clean(name))
                .orElseThrow(() -> EngineException.invalid("invalid archive: does not contain " + name));
    }

    /** The bytes of a small file. */
    byte[] bytes(String name, int max) throws IOException {
        Ingest file = file(name);
        if (file.size() > max) {
            throw EngineException.invalid("invalid archive: " + name + " is longer than " + max + " bytes");
        }
        try (InputStream in = file.read()) {
            return in.readAllBytes();
        }
    }

    private Optional<Ingest> find(String name) {
        String at = name;
        for (int i = 0; i < MOST_LINKS; i++) {
            Ingest file = files.get(at);
            if (file != null) {
                return Optional.of(file);
            }
            Optional<String> next = follow(at);
            if (next.isEmpty()) {
                return Optional.empty();
            }
            at = next.get();
        }
        return Optional.empty();
    }

    /** Where a link, or a link that stands for one of the directories of the name, leads to. */
    private Optional<String> follow(String name) {
        Deque<String> rest = new ArrayDeque<>();
        for (String at = name; !at.isEmpty(); at = ArchivePaths.parent(at)) {
            String target = links.get(at);
            if (target != null) {
                String tail = rest.stream().map(part -> "/" + part).collect(Collectors.joining());
                return Optional.of(target + tail);
            }
            rest.addFirst(at.substring(at.lastIndexOf('/') + 1));
        }
        return Optional.empty();
    }

    /** Forgets all files that were not committed. */
    @Override
    public void close() throws IOException {
        for (Ingest file : files.values()) {
            file.abort();
        }
    }
}
