package io.sockerless.frontends.http;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Accepts the connections of one listener, each on a virtual thread of its own. At the limit, and when the process has no
 * descriptor left, the connection that has waited longest for its client makes room. Nothing but {@link #close} ends a
 * listener.
 */
final class Acceptor {
    private static final System.Logger LOG = System.getLogger(Acceptor.class.getName());
    /** Longest time until a failed accept is tried again when no connection ends before. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private static final Duration COMPLAINTS = Duration.ofMinutes(1);
    /** Given to connections after they were cut. */
    private static final Duration LAST = Duration.ofSeconds(1);

    private final ServerSocketChannel channel;
    private final Optional<Tls> tls;
    private final Service service;
    private final Limits limits;
    private final Allowance allowance;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Set<HttpConnection> connections = new HashSet<>();
    private boolean closing;
    private long complained = System.nanoTime() - COMPLAINTS.toNanos();

    Acceptor(ServerSocketChannel channel, Optional<Tls> tls, Service service, Limits limits, Allowance allowance) {
        this.channel = channel;
        this.tls = tls;
        this.service = service;
        this.limits = limits;
        this.allowance = allowance;
    }

    void start(String name) {
        // Not a daemon thread: the process lives as long as it listens.
        Thread.ofPlatform().daemon(false).name("accept-" + name).start(this::accept);
        Thread.ofVirtual().name("idle-" + name).start(this::endIdle);
    }

    private void accept() {
        while (awaitRoom()) {
            try {
                serve(channel.accept());
            } catch (ClosedChannelException e) {
                LOG.log(System.Logger.Level.DEBUG, "the listener has ended", e);
                return;
            } catch (IOException e) {
                pause(e);
            }
        }
    }

    /** @return false when no more connections are wanted */
    private boolean awaitRoom() {
        lock.lock();
        try {
            while (!closing && connections.size() >= limits.connections()) {
                makeRoom();
                changed.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
            }
            return !closing;
        } catch (InterruptedException e) {
            LOG.log(System.Logger.Level.WARNING, "the listener was interrupted", e);
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** Descriptors may be short for a while; whoever is waiting in the backlog still gets its turn. */
    private void pause(IOException cause) {
        long now = System.nanoTime();
        if (now - complained > COMPLAINTS.toNanos()) {
            complained = now;
            LOG.log(System.Logger.Level.WARNING, "a connection could not be accepted: " + cause.getMessage());
        }
        lock.lock();
        try {
            makeRoom();
            if (!closing) {
                changed.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    private void makeRoom() {
        connections.stream().max(Comparator.comparing(HttpConnection::idleTime)).ifPresent(HttpConnection::endIfIdle);
    }

    private void serve(SocketChannel accepted) throws IOException {
        HttpConnection connection;
        try {
            if (accepted.supportedOptions().contains(StandardSocketOptions.TCP_NODELAY)) {
                accepted.setOption(StandardSocketOptions.TCP_NODELAY, true);
                accepted.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
            }
            Wire wire = tls.<Wire>map(side -> new TlsWire(accepted, side)).orElseGet(() -> new PlainWire(accepted));
            connection = new HttpConnection(accepted, wire, service, limits, allowance);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a connection broke at once", e);
            accepted.close();
            return;
        }
        Thread thread = Thread.ofVirtual().name("connection").unstarted(() -> {
            try (accepted) {
                connection.handle();
            } catch (IOException e) {
                LOG.log(System.Logger.Level.DEBUG, "a connection broke while it was closed", e);
            } catch (RuntimeException | Error e) {
                LOG.log(System.Logger.Level.WARNING, "a connection failed", e);
            } finally {
                ended(connection);
            }
        });
        connection.runOn(thread);
        lock.lock();
        try {
            connections.add(connection);
        } finally {
            lock.unlock();
        }
        thread.start();
    }

    private void ended(HttpConnection connection) {
        lock.lock();
        try {
            connections.remove(connection);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void endIdle() {
        lock.lock();
        try {
            while (!closing) {
                changed.awaitNanos(limits.idle().dividedBy(2).toNanos());
                connections.stream()
                        .filter(connection -> connection.idleTime().compareTo(limits.idle()) > 0)
                        .forEach(HttpConnection::endIfIdle);
            }
        } catch (InterruptedException e) {
            LOG.log(System.Logger.Level.DEBUG, "nobody looks after idle connections any more", e);
        } finally {
            lock.unlock();
        }
    }

    /** Stops accepting, tells what waits or streams to end, and cuts what has not ended within the grace period. */
    void close(Duration grace) throws InterruptedException {
        lock.lock();
        try {
            closing = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            channel.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "a listener could not be closed", e);
        }
        all().forEach(connection -> connection.close(false));
        if (!awaitEnd(grace)) {
            all().forEach(connection -> connection.close(true));
            awaitEnd(LAST);
        }
    }

    private List<HttpConnection> all() {
        lock.lock();
        try {
            return List.copyOf(connections);
        } finally {
            lock.unlock();
        }
    }

    private boolean awaitEnd(Duration patience) throws InterruptedException {
        lock.lock();
        try {
            long left = patience.toNanos();
            while (!connections.isEmpty() && left > 0) {
                left = changed.awaitNanos(left);
            }
            return connections.isEmpty();
        } finally {
            lock.unlock();
        }
    }
}
