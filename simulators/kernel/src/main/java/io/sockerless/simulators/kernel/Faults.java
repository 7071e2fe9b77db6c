package io.sockerless.simulators.kernel;

import java.time.Clock;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** What is to go wrong, by rules. They live as long as the process: a restart is a cloud in good health. */
final class Faults {
    private final Clock clock;
    private final RandomGenerator random;
    private final Map<String, Rule> rules = new LinkedHashMap<>();
    private int made;

    private static final class Rule {
        private final FaultRule rule;
        private int met;
        private long second;
        private int inSecond;

        private Rule(FaultRule rule) {
            this.rule = rule;
        }
    }

    Faults(Clock clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    synchronized FaultRule add(FaultRule rule) {
        FaultRule named = rule.named("fault-" + ++made);
        rules.put(named.id(), new Rule(named));
        return named;
    }

    synchronized Collection<FaultRule> all() {
        return rules.values().stream().map(entry -> entry.rule).toList();
    }

    synchronized boolean remove(String id) {
        return rules.remove(id) != null;
    }

    synchronized void clear() {
        rules.clear();
    }

    /** The first rule that this call meets. */
    synchronized Optional<FaultRule> meet(Claim claim) {
        for (Rule entry : rules.values()) {
            if (entry.rule.concerns(claim) && meets(entry)) {
                entry.met++;
                if (entry.rule.times() > 0 && entry.met >= entry.rule.times()) {
                    rules.remove(entry.rule.id());
                }
                return Optional.of(entry.rule);
            }
        }
        return Optional.empty();
    }

    private boolean meets(Rule entry) {
        if (entry.rule.perSecond() > 0) {
            long now = clock.instant().getEpochSecond();
            entry.inSecond = now == entry.second ? entry.inSecond + 1 : 1;
            entry.second = now;
            if (entry.inSecond <= entry.rule.perSecond()) {
                return false;
            }
        }
        return random.nextDouble() < entry.rule.probability();
    }
}
