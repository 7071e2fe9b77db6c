package io.sockerless.simulators.aws.events;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.simulators.kernel.Rounds;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Fires rules when their time has come. When that is next is reckoned from the clock alone: nothing of it is durable, so what
 * was missed while no simulator ran is not made up for, and neither is what a machine slept through, but for the one fire that
 * was waited for.
 */
final class Firing {
    private static final System.Logger LOG = System.getLogger(Firing.class.getName());
    /** How long it waits for a time before it looks at the clock again, which may have been put forward. */
    private static final long LOOK = 1000;

    private final Registry registry;
    private final Delivery delivery;
    private final Map<String, Due> due = new HashMap<>();
    private Instant begun = Instant.MAX;
    private final Rounds rounds = new Rounds("events-schedules", this::round);

    /** @param since as the rule's: another one is another beginning */
    private record Due(String schedule, long since, Optional<Instant> at) {
        boolean of(Rule rule) {
            return schedule.equals(rule.schedule()) && since == rule.since();
        }
    }

    Firing(Registry registry, Delivery delivery) {
        this.registry = registry;
        this.delivery = delivery;
    }

    void poke() {
        rounds.poke();
    }

    void begin() {
        begun = registry.clock().instant();
        rounds.begin();
    }

    void end() throws InterruptedException {
        rounds.end();
    }

    /** @return how long to wait for a poke, in milliseconds; zero for without a limit */
    private long round() {
        Set<String> scheduled = new HashSet<>();
        long wait = 0;
        for (Rule rule :
                registry.rules().all(one -> one.enabled() && !one.schedule().isEmpty())) {
            scheduled.add(rule.key());
            Optional<Instant> next = looked(rule);
            if (next.isPresent()) {
                long left =
                        Duration.between(registry.clock().instant(), next.get()).toMillis();
                long until = Math.clamp(left, 1, LOOK);
                wait = wait == 0 ? until : Math.min(wait, until);
            }
        }
        due.keySet().retainAll(scheduled);
        return wait;
    }

    /** Whatever is wrong with one, the others fire. */
    private Optional<Instant> looked(Rule rule) {
        try {
            return over(rule);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, rule.arn() + " is looked after later", e);
            return Optional.of(registry.clock().instant().plusMillis(LOOK));
        }
    }

    /** Fires it if it is time. @return when it will be again */
    private Optional<Instant> over(Rule rule) {
        Instant since = Instant.ofEpochMilli(rule.since());
        Instant start = since.isAfter(begun) ? since : begun;
        Schedule schedule = Schedule.parse(rule.schedule());
        Due known = due.get(rule.key());
        if (known == null || !known.of(rule)) {
            known = new Due(rule.schedule(), rule.since(), schedule.next(start, since));
        }
        Instant now = registry.clock().instant();
        if (known.at().filter(at -> !at.isAfter(now)).isPresent()) {
            fire(rule, known.at().get());
            known = new Due(rule.schedule(), rule.since(), schedule.next(now, since));
        }
        due.put(rule.key(), known);
        return known.at();
    }

    private void fire(Rule rule, Instant at) {
        ObjectNode event = Entries.event(rule.owner(), "Scheduled Event", "aws.events", at);
        event.withArray("resources").add(rule.arn());
        delivery.deliver(rule, event, "");
    }
}
