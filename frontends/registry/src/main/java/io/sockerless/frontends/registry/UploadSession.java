package io.sockerless.frontends.registry;

import io.sockerless.engine.model.image.Digest;
import io.sockerless.engine.oci.ContentStore;
import io.sockerless.engine.oci.Ingest;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** An upload, of one request after the other. Its bytes outlive the process; it is forgotten when it has ended. */
final class UploadSession {
    /** A client whose connection broke may come again before we have noticed. */
    private static final long PATIENCE_SECONDS = 10;

    private static final int BUFFER = 256 << 10;

    private final ContentStore content;
    private final UploadRow row;
    private final ReentrantLock writing = new ReentrantLock();
    /** What is open between two requests, so that a chunk costs no second look at those before it. */
    private Ingest ingest;

    private volatile boolean ended;
    private volatile Instant touched;

    UploadSession(ContentStore content, UploadRow row, Instant now) {
        this.content = content;
        this.row = row;
        this.touched = now;
    }

    /** What becomes of a complete upload. */
    @FunctionalInterface
    interface Acceptance {
        void accept(Digest stored, long size);
    }

    String id() {
        return row.id();
    }

    String repository() {
        return row.repository();
    }

    Instant touched() {
        return touched;
    }

    /** How many bytes are here. */
    long size(Instant now) throws IOException {
        acquire();
        try {
            touched = now;
            return open().size();
        } finally {
            writing.unlock();
        }
    }

    /**
     * Adds what the client sends. What has come stays, even if the connection breaks in the middle.
     *
     * @param range where it says that these bytes belong
     * @return how many bytes are here now
     * @throws RegistryException RANGE_INVALID if they do not follow those that are here, SIZE_INVALID if there are more or
     *     fewer than it says
     */
    long append(InputStream body, ChunkRange range, Instant now) throws IOException {
        acquire();
        try {
            touched = now;
            Ingest open = open();
            if (range.isGiven() && range.first() != open.size()) {
                throw new RegistryException(
                        ErrorCode.RANGE_INVALID, "the chunk does not follow what is here", "0-" + (open.size() - 1));
            }
            long end = range.isGiven() ? range.last() + 1 : Long.MAX_VALUE;
            byte[] buffer = new byte[BUFFER];
            while (true) {
                int wanted = (int) Math.min(buffer.length, end - open.size());
                // One byte beyond the end is looked for, and not taken.
                int count = body.read(buffer, 0, Math.max(1, wanted));
                if (count < 0) {
                    break;
                }
                if (wanted == 0) {
                    throw new RegistryException(ErrorCode.SIZE_INVALID, "the chunk is longer than its range");
                }
                write(open, buffer, count);
            }
            if (range.isGiven() && open.size() != end) {
                throw new RegistryException(ErrorCode.SIZE_INVALID, "the chunk is shorter than its range");
            }
            return open.size();
        } finally {
            writing.unlock();
        }
    }

    /**
     * Of a write that fails a part may be there, which must not be overlooked: the next request looks again. What a full
     * disk has no room for must not keep it full: such an upload begins anew.
     */
    private void write(Ingest open, byte[] buffer, int count) throws IOException {
        try {
            open.write(buffer, 0, count);
        } catch (IOException e) {
            ingest = null;
            if (FullDisk.isBehind(e)) {
                open.abort();
            } else {
                open.close();
            }
            throw e;
        }
    }

    /** Makes durable what has come, for a client that is told how much that is. */
    void settle() throws IOException {
        acquire();
        try {
            open().settle();
        } finally {
            writing.unlock();
        }
    }

    /**
     * Makes the bytes a blob, which {@code acceptance} is told of before it can be collected; the caller has a lease.
     *
     * @throws RegistryException DIGEST_INVALID if they are other ones; then they are forgotten
     */
    void complete(Digest expected, Acceptance acceptance) throws IOException {
        acquire();
        try {
            Ingest open = open();
            ended = true;
            try {
                complete(open, expected, acceptance);
            } catch (IOException | RuntimeException e) {
                open.abort();
                throw e;
            }
        } finally {
            writing.unlock();
        }
    }

    private static void complete(Ingest open, Digest expected, Acceptance acceptance) throws IOException {
        Digest sha256 = open.finish();
        boolean same = expected.algorithm().equals("sha256")
                ? sha256.equals(expected)
                : Digests.sha512(open.read()).equals(expected);
        if (!same) {
            throw new RegistryException(
                    ErrorCode.DIGEST_INVALID, "provided digest did not match uploaded content", expected.toString());
        }
        acceptance.accept(open.commit(), open.size());
    }

    /** Forgets the bytes. */
    void cancel() throws IOException {
        acquire();
        try {
            open().abort();
            ended = true;
        } finally {
            writing.unlock();
        }
    }

    boolean isEnded() {
        return ended;
    }

    /** Gives back what an upload holds that nobody writes to just now. */
    void rest() throws IOException {
        if (writing.tryLock()) {
            try {
                if (ingest != null && !ended) {
                    ingest.close();
                    ingest = null;
                }
            } finally {
                writing.unlock();
            }
        }
    }

    private Ingest open() throws IOException {
        if (ended) {
            throw new RegistryException(ErrorCode.BLOB_UPLOAD_UNKNOWN, "blob upload unknown to registry", id());
        }
        if (ingest == null) {
            ingest = content.resume(id());
        }
        return ingest;
    }

    private void acquire() {
        try {
            if (!writing.tryLock(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new RegistryException(
                        ErrorCode.BLOB_UPLOAD_INVALID, "another request writes to this upload", id());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RegistryException(ErrorCode.UNAVAILABLE, "the registry stops");
        }
    }
}
