package io.sockerless.simulators.aws.logs;

import io.sockerless.engine.store.Batch;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.kernel.Documents;
import io.sockerless.simulators.kernel.Rounds;
import io.sockerless.simulators.kernel.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The filters of groups, and what they have still to deliver: in the order in which it came, at least once. What functions
 * refuse is told in the simulator's log only.
 */
final class Subscriptions {
    private static final System.Logger LOG = System.getLogger(Subscriptions.class.getName());
    /** Before what failed is tried again, in milliseconds. */
    private static final long LATER = 1000;

    private final Documents<SubscriptionFilter> filters;
    private final Documents<Delivery> deliveries;
    private final Map<String, FilterPattern> patterns = new ConcurrentHashMap<>();
    private final Rounds rounds = new Rounds("logs-subscriptions", this::round);
    private final AtomicReference<Subscriber> functions = new AtomicReference<>();

    Subscriptions(State state) {
        filters = state.documents("logs-filter", SubscriptionFilter.class, SubscriptionFilter::key);
        deliveries = state.documents("logs-delivery", Delivery.class, Delivery::key);
    }

    List<SubscriptionFilter> of(String group) {
        return filters.page(group + ":", group + ":", Integer.MAX_VALUE);
    }

    Optional<SubscriptionFilter> find(String key) {
        return filters.get(key);
    }

    void put(SubscriptionFilter filter) {
        filters.put(filter);
    }

    void delete(String key) {
        filters.delete(key);
    }

    /** With their group. */
    void delete(Batch changes, LogGroup group) {
        of(group.key()).forEach(filter -> filters.delete(changes, filter.key()));
    }

    /** What of a batch is for whom. */
    List<Delivery> due(LogStream stream, LogBatch batch) {
        List<Delivery> due = new ArrayList<>();
        for (SubscriptionFilter filter : of(stream.group())) {
            FilterPattern pattern = patterns.computeIfAbsent(filter.pattern(), FilterPattern::parse);
            List<Delivery.Matched> matched = batch.positions()
                    .filter(one -> pattern.test(one.event().message()))
                    .map(one -> new Delivery.Matched(one.position().id(), one.event()))
                    .toList();
            if (!matched.isEmpty()) {
                due.add(new Delivery(filter, batch.number(), stream.name(), matched));
            }
        }
        return due;
    }

    void put(Batch changes, Delivery delivery) {
        deliveries.put(changes, delivery);
    }

    void poke() {
        rounds.poke();
    }

    /** Begins to deliver, what a predecessor left first. */
    void begin(Subscriber subscriber) {
        functions.set(subscriber);
        rounds.begin();
    }

    /** Nothing is delivered when it returns. */
    void end() throws InterruptedException {
        rounds.end();
    }

    private long round() {
        long wait = 0;
        for (Delivery delivery : deliveries.all(_ -> true)) {
            try {
                deliver(delivery);
                deliveries.delete(delivery.key());
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.ERROR, delivery.filter().key() + " is delivered later", e);
                wait = LATER;
            }
        }
        return wait;
    }

    private void deliver(Delivery delivery) {
        SubscriptionFilter filter = delivery.filter();
        Subscriber subscriber = functions.get();
        Caller owner = filter.owner();
        String service = principal(subscriber, owner, filter.destination(), filter.source());
        try {
            for (byte[] payload : delivery.payloads()) {
                subscriber.invokeLater(owner, filter.destination(), service, filter.source(), "", payload);
            }
        } catch (AwsException e) {
            String why = e.code() + ": " + e.getMessage();
            LOG.log(
                    System.Logger.Level.WARNING,
                    "{0}: {1} is not invoked: {2}",
                    filter.key(),
                    filter.destination(),
                    why);
        }
    }

    /** By which of its names a function's policy knows the service: that of the region, or the one of all. */
    private static String principal(Subscriber functions, Caller owner, String function, String source) {
        String regional = "logs." + owner.region() + ".amazonaws.com";
        return functions.lets(owner, function, regional, source) ? regional : "logs.amazonaws.com";
    }

    /** Whether a function could be delivered to. */
    boolean deliverable(SubscriptionFilter filter) {
        Subscriber subscriber = functions.get();
        String service = principal(subscriber, filter.owner(), filter.destination(), filter.source());
        return subscriber.lets(filter.owner(), filter.destination(), service, filter.source());
    }
}
