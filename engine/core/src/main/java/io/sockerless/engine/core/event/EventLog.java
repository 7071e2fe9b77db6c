package io.sockerless.engine.core.event;

import io.sockerless.engine.core.Events;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The last 256 events and everyone who listens. Publishing never waits for a reader: one that falls behind by
 * {@value #BACKLOG} events loses its subscription, at a clear end of the stream rather than with a hole in it.
 */
public final class EventLog implements Events {
    /** As many as dockerd remembers. */
    static final int REMEMBERED = 256;

    static final int BACKLOG = 4096;

    private final Clock clock;
    private final Deque<Event> past = new ArrayDeque<>(REMEMBERED);
    private final Set<EventQueue> queues = ConcurrentHashMap.newKeySet();

    /** Orders publishing against subscribing, so that no event is seen twice or missed between past and future. */
    private final ReentrantLock lock = new ReentrantLock();

    public EventLog(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Subscription subscribe(Query query) {
        EventFilter filter = new EventFilter(query.filters());
        EventQueue queue = new EventQueue(filter, query.until(), clock, queues::remove);
        lock.lock();
        try {
            if (query.since().isPresent() || query.until().isPresent()) {
                remembered(query).forEach(queue::offer);
            }
            if (query.until().isPresent() && !query.until().get().isAfter(clock.instant())) {
                queue.complete();
            } else {
                queues.add(queue);
            }
        } finally {
            lock.unlock();
        }
        return queue;
    }

    private List<Event> remembered(Query query) {
        Instant since = query.since().orElse(Instant.MIN);
        Instant until = query.until().orElse(Instant.MAX);
        List<Event> found = new ArrayList<>();
        for (Event event : past) {
            if (!event.time().isBefore(since) && !event.time().isAfter(until)) {
                found.add(event);
            }
        }
        return found;
    }

    @Override
    public int listeners() {
        return queues.size();
    }

    @Override
    public void publish(Event event) {
        lock.lock();
        try {
            if (past.size() == REMEMBERED) {
                past.removeFirst();
            }
            past.addLast(event);
            queues.forEach(queue -> queue.offer(event));
        } finally {
            lock.unlock();
        }
    }
}
