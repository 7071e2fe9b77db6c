package io.sockerless.drivers.agent;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The outgoing half of a connection. Callers copy frames into a buffer and a thread of the connection writes it: an
 * interrupted caller would otherwise close the channel for everybody, and small frames travel together.
 */
final class FrameWriter {
    private static final int SMALL = 8 << 10;
    private static final int LARGE = 2 * (FrameCodec.DATA_SIZE + FrameCodec.HEADER) + SMALL;

    private final Transport transport;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private ByteBuffer filling;
    private ByteBuffer spare;
    private boolean closed;

    FrameWriter(Transport transport) {
        this.transport = transport;
        this.filling = transport.buffer(SMALL);
        this.spare = transport.buffer(SMALL);
    }

    /** Hands one frame over; waits while the peer does not read. */
    void send(FrameType type, int stream, byte[] payload, int offset, int length) throws IOException {
        if (length > FrameCodec.MAX_PAYLOAD) {
            throw new ProtocolException(type + " of " + length + " bytes is longer than " + FrameCodec.MAX_PAYLOAD);
        }
        try {
            lock.lockInterruptibly();
        } catch (InterruptedException e) {
            throw AgentStream.interrupted();
        }
        try {
            int need = FrameCodec.HEADER + length;
            while (!closed && filling.remaining() < need && filling.position() > 0) {
                changed.await();
            }
            if (closed) {
                throw new IOException(AgentConnection.LOST);
            }
            if (filling.remaining() < need) {
                filling = transport.buffer(Math.max(need, LARGE));
            }
            FrameCodec.encode(filling, type, stream, length);
            filling.put(payload, offset, length);
            changed.signalAll();
        } catch (InterruptedException e) {
            throw AgentStream.interrupted();
        } finally {
            lock.unlock();
        }
    }

    /** Writes what {@link #send} collects until {@link #close}; runs on a thread of its own. */
    void run() throws IOException {
        while (true) {
            ByteBuffer full;
            lock.lock();
            try {
                while (!closed && filling.position() == 0) {
                    changed.awaitUninterruptibly();
                }
                if (closed) {
                    return;
                }
                full = filling;
                filling = spare;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
            full.flip();
            transport.write(full);
            spare = full.clear();
        }
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
