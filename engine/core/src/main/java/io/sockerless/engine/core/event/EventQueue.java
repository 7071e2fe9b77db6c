package io.sockerless.engine.core.event;

import io.sockerless.engine.core.Events.Event;
import io.sockerless.engine.core.Events.Subscription;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** One subscriber's events that wait to be read. */
final class EventQueue implements Subscription {
    private final EventFilter filter;
    private final Optional<Instant> until;
    private final Clock clock;
    private final Consumer<EventQueue> onEnd;
    private final Deque<Event> waiting = new ArrayDeque<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean complete;

    EventQueue(EventFilter filter, Optional<Instant> until, Clock clock, Consumer<EventQueue> onEnd) {
        this.filter = filter;
        this.until = until;
        this.clock = clock;
        this.onEnd = onEnd;
    }

    void offer(Event event) {
        if (until.filter(event.time()::isAfter).isPresent() || !filter.matches(event)) {
            return;
        }
        lock.lock();
        try {
            if (complete) {
                return;
            }
            if (waiting.size() == EventLog.BACKLOG) {
                complete();
                return;
            }
            waiting.addLast(event);
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** No event comes any more; those that wait can still be read. */
    void complete() {
        lock.lock();
        try {
            complete = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        onEnd.accept(this);
    }

    @Override
    public Optional<Event> next() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (waiting.isEmpty() && !complete) {
                if (until.isEmpty()) {
                    changed.await();
                } else if (!awaitUntil(until.get())) {
                    complete();
                }
            }
            return Optional.ofNullable(waiting.pollFirst());
        } finally {
            lock.unlock();
        }
    }

    /** @return false when that time has come */
    private boolean awaitUntil(Instant end) throws InterruptedException {
        Duration left = Duration.between(clock.instant(), end);
        if (left.isNegative() || left.isZero()) {
            return false;
        }
        // Far-away ends overflow nanoseconds; waking once an hour costs nothing.
        long nanos = left.compareTo(Duration.ofHours(1)) > 0 ? TimeUnit.HOURS.toNanos(1) : left.toNanos();
        changed.awaitNanos(nanos);
        return true;
    }

    @Override
    public void close() {
        lock.lock();
        try {
            waiting.clear();
        } finally {
            lock.unlock();
        }
        complete();
    }
}
