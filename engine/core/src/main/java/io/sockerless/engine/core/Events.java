package io.sockerless.engine.core;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What happened, in order; published only after the change is durable. */
public interface Events {
    /**
     * @param type container, image, volume, network, daemon
     * @param action for example start, or {@code exec_create: ls}
     * @param actorId id or name of the thing
     */
    record Event(String type, String action, String actorId, Map<String, String> attributes, Instant time) {}

    /** @param filters Docker's event filters */
    record Query(Optional<Instant> since, Optional<Instant> until, Map<String, List<String>> filters) {}

    /** A subscription: past events that are still remembered, then new ones. */
    interface Subscription extends AutoCloseable {
        /** The next event; waits for it; empty when {@code until} has passed or the subscription was closed. */
        Optional<Event> next() throws InterruptedException;

        @Override
        void close();
    }

    Subscription subscribe(Query query);

    void publish(Event event);

    /** How many subscriptions are open. */
    int listeners();
}
