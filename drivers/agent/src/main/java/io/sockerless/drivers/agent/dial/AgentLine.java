package io.sockerless.drivers.agent.dial;

import io.sockerless.drivers.agent.AgentConnection;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import java.io.IOException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The way to one container's agent: its session at the time, and the conversation over it. */
final class AgentLine {
    private final String containerId;
    private final ReentrantLock dialing = new ReentrantLock(); // one connection of the agent's is taken over at a time
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private ResumableSession session;
    private AgentConnection connection;
    private boolean closed;

    AgentLine(String containerId) {
        this.containerId = containerId;
    }

    /** Tells the agent which session goes on, and how much of it was received. */
    interface Answer {
        void send(String session, long received) throws IOException;
    }

    void dialed(ResumableSession.Carrier carrier, String wanted, long received, Duration patience, Answer answer)
            throws IOException {
        ResumableSession fresh;
        dialing.lock();
        try {
            ResumableSession known = known();
            if (known != null && known.id().equals(wanted) && known.isOpen()) {
                known.resume(carrier, received, got -> answer.send(known.id(), got));
                return;
            }
            if (known != null) {
                known.close();
            }
            fresh = new ResumableSession(UUID.randomUUID().toString(), patience.toNanos());
            install(fresh);
            fresh.resume(carrier, 0, got -> answer.send(fresh.id(), got));
        } finally {
            dialing.unlock();
        }
        // Not under the lock: the greeting may have to survive a cut, too.
        AgentConnection next = AgentConnection.overVirtual(fresh.input(), fresh.output(), _ -> {});
        connected(fresh, next);
    }

    private ResumableSession known() {
        lock.lock();
        try {
            return session;
        } finally {
            lock.unlock();
        }
    }

    private void install(ResumableSession fresh) throws IOException {
        lock.lock();
        try {
            if (closed) {
                throw new IOException("nobody waits for the agent of " + containerId + " any more");
            }
            session = fresh;
        } finally {
            lock.unlock();
        }
    }

    private void connected(ResumableSession of, AgentConnection next) {
        AgentConnection unwanted;
        lock.lock();
        try {
            boolean current = session == of && !closed;
            unwanted = current ? connection : next;
            if (current) {
                connection = next;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
        if (unwanted != null) {
            unwanted.close();
        }
    }

    boolean isConnected() {
        lock.lock();
        try {
            return open();
        } finally {
            lock.unlock();
        }
    }

    private boolean open() {
        return connection != null && connection.isOpen();
    }

    boolean awaitConnected(Duration timeout) throws InterruptedException {
        long left = timeout.toNanos();
        lock.lock();
        try {
            while (!open() && !closed && left > 0) {
                left = changed.awaitNanos(left);
            }
            return open() && !closed;
        } finally {
            lock.unlock();
        }
    }

    /** The conversation, which may be waiting for the agent to dial again; UNAVAILABLE without one. */
    AgentConnection connection() {
        lock.lock();
        try {
            if (!open()) {
                throw new EngineException(
                        ErrorKind.UNAVAILABLE, "the agent of container " + containerId + " has not dialed in");
            }
            return connection;
        } finally {
            lock.unlock();
        }
    }

    /** The conversation, once there is one. */
    AgentConnection awaitConnection() throws InterruptedException {
        lock.lock();
        try {
            while (!open() && !closed) {
                // A conversation's end is not signalled here; only the next one's beginning matters.
                changed.await(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
            }
            if (closed) {
                throw new EngineException(
                        ErrorKind.UNAVAILABLE, "the agent of container " + containerId + " is no longer waited for");
            }
            return connection;
        } finally {
            lock.unlock();
        }
    }

    void close() {
        ResumableSession old;
        AgentConnection last;
        lock.lock();
        try {
            closed = true;
            old = session;
            last = connection;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (last != null) {
            last.close();
        }
        if (old != null) {
            old.close();
        }
    }
}
