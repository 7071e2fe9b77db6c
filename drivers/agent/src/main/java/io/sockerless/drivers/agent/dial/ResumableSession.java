package io.sockerless.drivers.agent.dial;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A pair of byte streams that outlives the connections which carry it. Both ends count the bytes; what the peer has not
 * acknowledged is kept and sent again over the next connection, from where the peer got to. A writer waits while
 * {@link #WINDOW} bytes are unacknowledged. A session that has had no connection for a while ends.
 *
 * <p>Records on the wire: u8 type, u32 length, payload. 1 bytes of the stream; 2 an acknowledgement, u64: all that was
 * received; 3 ping and 4 pong, empty; 5 the sender leaves for good, empty.
 */
final class ResumableSession {
    /** Bytes that may be on their way. */
    static final int WINDOW = 1 << 20;

    private static final int BYTES = 1;
    private static final int ACKNOWLEDGED = 2;
    private static final int PING = 3;
    private static final int PONG = 4;
    private static final int LEAVING = 5;
    private static final int CHUNK = 64 << 10;
    private static final int SMALL_CHUNK = 4 << 10;
    private static final int ACKNOWLEDGE_EVERY = 128 << 10;

    /** What carries a session for a while. {@code close} ends blocked reads and writes at once. */
    interface Carrier {
        DataInputStream in();

        DataOutputStream out();

        void close();
    }

    private final String id;
    private final long patienceNanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Kept unacknowledged = new Kept();
    private final InputStream input = new Input();
    private final OutputStream output = new Output();
    private Carrier carrier; // none while cut
    private boolean reading; // from the carrier, without the lock
    private boolean closed;
    private boolean pongDue;
    private long sent;
    private long received;
    private long told; // of what was received
    private int left; // of the record at hand; the reader's own

    ResumableSession(String id, long patienceNanos) {
        this.id = id;
        this.patienceNanos = patienceNanos;
    }

    String id() {
        return id;
    }

    InputStream input() {
        return input;
    }

    OutputStream output() {
        return output;
    }

    boolean isOpen() {
        lock.lock();
        try {
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    /** Says, over the new carrier, how much was received. */
    interface Answer {
        void send(long received) throws IOException;
    }

    /**
     * Goes on over another connection; an earlier one is dropped.
     *
     * @param peerReceived how much the peer got of what was written here
     */
    void resume(Carrier next, long peerReceived, Answer answer) throws IOException {
        lock.lock();
        try {
            drop(carrier);
            while (reading) {
                changed.awaitUninterruptibly();
            }
            if (closed) {
                throw new IOException("the session has ended");
            }
            if (peerReceived < unacknowledged.begin() || peerReceived > unacknowledged.end()) {
                throw new IOException("the peer claims " + peerReceived + " bytes of " + unacknowledged.begin() + " to "
                        + unacknowledged.end());
            }
            unacknowledged.forget(peerReceived);
            sent = peerReceived;
            left = 0;
            told = received;
            answer.send(received);
            carrier = next;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        Thread.ofVirtual().name("agent-session").start(() -> sendAll(next));
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            drop(carrier);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The caller holds the lock. */
    private void drop(Carrier gone) {
        if (gone != null) {
            gone.close();
            if (carrier == gone) {
                carrier = null;
                changed.signalAll();
            }
        }
    }

    private void lost(Carrier gone) {
        lock.lock();
        try {
            drop(gone);
        } finally {
            lock.unlock();
        }
    }

    private void sendAll(Carrier to) {
        byte[] chunk = new byte[SMALL_CHUNK];
        try {
            while (true) {
                int length;
                long acknowledge = -1;
                boolean pong;
                lock.lock();
                try {
                    while (carrier == to
                            && sent == unacknowledged.end()
                            && !pongDue
                            && received - told < ACKNOWLEDGE_EVERY) {
                        changed.awaitUninterruptibly();
                    }
                    if (carrier != to) {
                        return;
                    }
                    pong = pongDue;
                    pongDue = false;
                    if (received > told) {
                        told = received;
                        acknowledge = received;
                    }
                    if (unacknowledged.end() - sent > SMALL_CHUNK != chunk.length > SMALL_CHUNK) {
                        chunk = new byte[chunk.length > SMALL_CHUNK ? SMALL_CHUNK : CHUNK];
                    }
                    length = unacknowledged.copy(sent, chunk);
                    sent += length;
                } finally {
                    lock.unlock();
                }
                write(to.out(), acknowledge, pong, chunk, length);
            }
        } catch (IOException _) {
            lost(to); // the agent dials again
        }
    }

    private static void write(DataOutputStream out, long acknowledge, boolean pong, byte[] chunk, int length)
            throws IOException {
        if (acknowledge >= 0) {
            out.writeByte(ACKNOWLEDGED);
            out.writeInt(Long.BYTES);
            out.writeLong(acknowledge);
        }
        if (pong) {
            out.writeByte(PONG);
            out.writeInt(0);
        }
        if (length > 0) {
            out.writeByte(BYTES);
            out.writeInt(length);
            out.write(chunk, 0, length);
        }
        out.flush();
    }

    /** Waits for a carrier and marks it as being read; empty-handed only by exception. */
    private Carrier takeForReading() throws IOException {
        lock.lock();
        try {
            long patience = patienceNanos;
            while (carrier == null && !closed) {
                if (patience <= 0) {
                    closed = true;
                    changed.signalAll();
                    throw new IOException("the agent did not come back");
                }
                patience = changed.awaitNanos(patience);
            }
            if (closed) {
                throw new IOException("the session has ended");
            }
            reading = true;
            return carrier;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while the agent was away");
        } finally {
            lock.unlock();
        }
    }

    private final class Input extends InputStream {
        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            while (true) {
                Carrier from = takeForReading();
                int n = 0;
                boolean failed = false;
                try {
                    n = left == 0 ? record(from.in()) : from.in().read(into, offset, Math.min(length, left));
                    failed = n < 0 && isOpen();
                } catch (IOException _) {
                    failed = true; // the agent dials again
                }
                lock.lock();
                try {
                    reading = false;
                    changed.signalAll();
                    if (failed) {
                        drop(from);
                    } else if (n > 0) {
                        left -= n;
                        received += n;
                        return n;
                    } else if (n < 0) {
                        return -1;
                    }
                } finally {
                    lock.unlock();
                }
            }
        }

        /** Deals with one record's head; 0, or -1 when the peer has left. */
        private int record(DataInputStream in) throws IOException {
            int type = in.readUnsignedByte();
            int length = in.readInt();
            switch (type) {
                case BYTES -> {
                    if (length <= 0 || length > CHUNK) {
                        throw new IOException("a record of " + length + " bytes");
                    }
                    left = length;
                }
                case ACKNOWLEDGED -> acknowledge(in.readLong());
                case PING -> ping();
                case PONG -> {}
                case LEAVING -> {
                    close0();
                    return -1;
                }
                default -> throw new IOException("a record of type " + type);
            }
            return 0;
        }

        private void close0() {
            ResumableSession.this.close();
        }

        private void ping() {
            lock.lock();
            try {
                pongDue = true;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }

        private void acknowledge(long upTo) throws IOException {
            lock.lock();
            try {
                if (upTo < unacknowledged.begin() || upTo > sent) {
                    throw new IOException("an acknowledgement of what was not sent");
                }
                unacknowledged.forget(upTo);
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() {
            close0();
        }
    }

    private final class Output extends OutputStream {
        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] from, int offset, int length) throws IOException {
            int done = 0;
            lock.lock();
            try {
                while (done < length) {
                    while (!closed && unacknowledged.end() - unacknowledged.begin() == WINDOW) {
                        changed.awaitUninterruptibly();
                    }
                    if (closed) {
                        throw new IOException("the session has ended");
                    }
                    int room = (int) (WINDOW - (unacknowledged.end() - unacknowledged.begin()));
                    int n = Math.min(room, length - done);
                    unacknowledged.append(from, offset + done, n);
                    done += n;
                    changed.signalAll();
                }
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() {
            ResumableSession.this.close();
        }
    }
}
