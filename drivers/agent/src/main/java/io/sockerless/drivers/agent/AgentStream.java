package io.sockerless.drivers.agent;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One byte stream of a connection: a half for reading, a half for writing, each with its own end and its own credit, so
 * that a consumer that stops reading stops its producer and nobody else. Name {@link #id()} in the request that uses
 * it. One thread reads and one thread writes at a time. After a reset, or when the connection is lost, both halves
 * throw {@link IOException}.
 */
public final class AgentStream {
    /** Which halves exist; both ends know it from the operation, so that no frame is needed for the missing one. */
    enum Direction {
        READ,
        WRITE,
        BOTH
    }

    private static final byte[] NOTHING = {};

    private final AgentConnection connection;
    private final int id;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<ByteBuffer> received = new ArrayDeque<>();
    private final InputStream input = new Input();
    private final OutputStream output = new Output();
    private int buffered;
    private int owed;
    private long credit = FrameCodec.WINDOW;
    private boolean readEnd;
    private boolean writeEnd;
    private String failure = "";

    AgentStream(AgentConnection connection, int id, Direction direction) {
        this.connection = connection;
        this.id = id;
        this.readEnd = direction == Direction.WRITE;
        this.writeEnd = direction == Direction.READ;
    }

    /** The id to name in a request; odd and unique in its connection. */
    public int id() {
        return id;
    }

    /** What the agent sends; -1 after its end. Closing it early resets the stream. */
    public InputStream input() {
        return input;
    }

    /** What the agent reads; closing it is the half-close. A write waits while the consumer is behind. */
    public OutputStream output() {
        return output;
    }

    /** Ends both halves now and tells the agent why. */
    public void reset(String message) {
        if (fail("stream reset: " + message)) {
            connection.resetQuietly(id, message);
        }
    }

    /** Takes a chunk from the connection's reader, which must never wait. */
    void receive(byte[] chunk) throws ProtocolException {
        lock.lock();
        try {
            if (readEnd || !failure.isEmpty()) {
                return;
            }
            if (buffered + owed + chunk.length > FrameCodec.WINDOW) {
                throw new ProtocolException("stream " + id + " overran its credit");
            }
            received.add(ByteBuffer.wrap(chunk));
            buffered += chunk.length;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void receiveEnd() {
        update(() -> readEnd = true);
    }

    void receiveCredit(long bytes) {
        update(() -> credit += bytes);
    }

    private void update(Runnable change) {
        boolean done;
        lock.lock();
        try {
            change.run();
            changed.signalAll();
            done = readEnd && writeEnd;
        } finally {
            lock.unlock();
        }
        if (done) {
            connection.forget(id);
        }
    }

    /** Kills the stream on this side; false if it was dead or complete. Bytes received before the end stay readable. */
    boolean fail(String message) {
        boolean alive;
        lock.lock();
        try {
            alive = failure.isEmpty() && !(readEnd && writeEnd);
            if (alive) {
                failure = message;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        connection.forget(id);
        return alive;
    }

    /** The next chunk, or an empty buffer at the end. */
    private ByteBuffer take() throws IOException {
        lock.lock();
        try {
            while (received.isEmpty()) {
                if (readEnd) {
                    return ByteBuffer.wrap(NOTHING);
                }
                if (!failure.isEmpty()) {
                    throw new IOException(failure);
                }
                changed.await();
            }
            return received.peek();
        } catch (InterruptedException e) {
            throw interrupted();
        } finally {
            lock.unlock();
        }
    }

    private void consumed(ByteBuffer chunk, int bytes) throws IOException {
        int grant = 0;
        lock.lock();
        try {
            if (!chunk.hasRemaining()) {
                received.remove();
            }
            buffered -= bytes;
            owed += bytes;
            if (owed >= FrameCodec.WINDOW / 4 && !readEnd && failure.isEmpty()) {
                grant = owed;
                owed = 0;
            }
        } finally {
            lock.unlock();
        }
        if (grant > 0) {
            byte[] payload = {(byte) (grant >> 24), (byte) (grant >> 16), (byte) (grant >> 8), (byte) grant};
            connection.send(FrameType.CREDIT, id, payload, 0, 4);
        }
    }

    private int reserve(int want) throws IOException {
        lock.lock();
        try {
            while (credit == 0 && failure.isEmpty() && !writeEnd) {
                changed.await();
            }
            if (!failure.isEmpty()) {
                throw new IOException(failure);
            }
            if (writeEnd) {
                throw new IOException("write after the end of the stream");
            }
            int granted = (int) Math.min(credit, Math.min(want, FrameCodec.DATA_SIZE));
            credit -= granted;
            return granted;
        } catch (InterruptedException e) {
            throw interrupted();
        } finally {
            lock.unlock();
        }
    }

    static InterruptedIOException interrupted() {
        Thread.currentThread().interrupt();
        return new InterruptedIOException("interrupted while waiting for the agent");
    }

    static byte[] resetPayload(String message) {
        return AgentJson.MAPPER
                .createObjectNode()
                .put("message", message)
                .toString()
                .getBytes(StandardCharsets.UTF_8);
    }

    private final class Input extends InputStream {
        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, into.length);
            if (length == 0) {
                return 0;
            }
            ByteBuffer chunk = take();
            if (!chunk.hasRemaining()) {
                return -1;
            }
            int n = Math.min(length, chunk.remaining());
            chunk.get(into, offset, n);
            consumed(chunk, n);
            return n;
        }

        @Override
        public int available() {
            lock.lock();
            try {
                return buffered;
            } finally {
                lock.unlock();
            }
        }

        /** Without a copy in between. */
        @Override
        public long transferTo(OutputStream out) throws IOException {
            long total = 0;
            while (true) {
                ByteBuffer chunk = take();
                int n = chunk.remaining();
                if (n == 0) {
                    return total;
                }
                out.write(chunk.array(), chunk.position(), n);
                chunk.position(chunk.limit());
                consumed(chunk, n);
                total += n;
            }
        }

        @Override
        public void close() {
            lock.lock();
            boolean unfinished;
            try {
                unfinished = !readEnd;
            } finally {
                lock.unlock();
            }
            if (unfinished) {
                AgentStream.this.reset("closed by the reader");
            }
        }
    }

    private final class Output extends OutputStream {
        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] from, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, from.length);
            int done = 0;
            while (done < length) {
                int n = reserve(length - done);
                connection.send(FrameType.DATA, id, from, offset + done, n);
                done += n;
            }
        }

        @Override
        public void close() throws IOException {
            boolean[] first = {false};
            update(() -> {
                first[0] = !writeEnd && failure.isEmpty();
                writeEnd = true;
            });
            if (first[0]) {
                connection.send(FrameType.EOF, id, NOTHING, 0, 0);
            }
        }
    }
}
