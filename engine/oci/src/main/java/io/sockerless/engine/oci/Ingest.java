package io.sockerless.engine.oci;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.image.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;

/**
 * A blob that is being stored: write its bytes, then {@link #commit}. Used by one thread. Whoever opened it closes it;
 * after a commit that does nothing more.
 */
public final class Ingest extends OutputStream {
    private final ContentStore store;
    private final Path file;
    private final boolean resumable;
    private final Runnable release;
    private FileChannel channel;
    private MessageDigest sha256 = Digest.newSha256();
    private Digest digest;
    private long size;
    private boolean open = true;

    private Ingest(ContentStore store, Path file, boolean resumable, Runnable release) {
        this.store = store;
        this.file = file;
        this.resumable = resumable;
        this.release = release;
    }

    static Ingest fresh(ContentStore store, Path file) throws IOException {
        Ingest ingest = new Ingest(store, file, false, () -> {});
        ingest.channel = FileChannel.open(file, StandardOpenOption.WRITE);
        return ingest;
    }

    static Ingest resumed(ContentStore store, Path file, Runnable release) throws IOException {
        Ingest ingest = new Ingest(store, file, true, release);
        if (Files.exists(file)) {
            ingest.rehash();
        }
        ingest.channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        ingest.channel.position(ingest.size);
        return ingest;
    }

    private void rehash() throws IOException {
        byte[] buffer = new byte[128 << 10];
        try (InputStream in = Files.newInputStream(file)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                sha256.update(buffer, 0, n);
                size += n;
            }
        }
    }

    /** How many bytes there are: what was written, and for a resumed ingest what was there before. */
    public long size() {
        return size;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
        sha256.update(bytes, offset, length);
        size += length;
    }

    /** Makes durable what was written so far, without being a blob yet. */
    public void settle() throws IOException {
        channel.force(true);
    }

    /** Forgets all bytes, to start again from the first. */
    public void restart() throws IOException {
        channel.truncate(0);
        channel.position(0);
        sha256 = Digest.newSha256();
        size = 0;
    }

    /**
     * No more bytes will come: closes the file, but neither keeps nor forgets it.
     *
     * @return the digest of all bytes
     */
    public Digest finish() throws IOException {
        if (digest == null) {
            digest = Digest.of(sha256);
            sha256 = null; // an archive has many of these, and only this one is large
            channel.close();
        }
        return digest;
    }

    /** Reads the bytes of a {@link #finish}ed ingest, before or after it is committed. */
    public InputStream read() throws IOException {
        return open ? Files.newInputStream(file) : store.open(digest);
    }

    /** Makes the blob durable under its digest. */
    public Digest commit() throws IOException {
        finish();
        if (store.exists(digest)) {
            store.settle();
            abort();
        } else {
            try (FileChannel sync = FileChannel.open(file, StandardOpenOption.WRITE)) {
                sync.force(true);
            }
            store.publish(file, digest);
            end();
        }
        return digest;
    }

    /**
     * Makes the blob durable if it is the expected one, and forgets it otherwise.
     *
     * @throws EngineException INVALID if the bytes have another size or digest
     */
    public Digest commit(Digest expected, long expectedSize) throws IOException {
        if (size != expectedSize) {
            long got = size;
            abort();
            throw EngineException.invalid(
                    "unexpected size of " + expected + ": " + got + " bytes instead of " + expectedSize);
        }
        return commit(expected);
    }

    /** As {@link #commit(Digest, long)} where the size is not known beforehand. */
    public Digest commit(Digest expected) throws IOException {
        Digest got = finish();
        if (!got.equals(expected)) {
            abort();
            throw EngineException.invalid("filesystem layer verification failed for digest " + expected);
        }
        return commit();
    }

    /** Forgets the bytes, those of earlier tries too. */
    public void abort() throws IOException {
        if (open) {
            try {
                channel.close();
                Files.deleteIfExists(file);
            } finally {
                end();
            }
        }
    }

    /** Without a commit, forgets the bytes, or keeps them for the next {@link ContentStore#resume} of the same key. */
    @Override
    public void close() throws IOException {
        if (!open) {
            return;
        }
        if (!resumable) {
            abort();
            return;
        }
        try {
            channel.close();
        } finally {
            end();
        }
    }

    private void end() {
        open = false;
        release.run();
    }
}
