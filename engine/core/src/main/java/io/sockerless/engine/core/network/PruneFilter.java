package io.sockerless.engine.core.network;

import io.sockerless.engine.core.filter.LabelFilter;
import io.sockerless.engine.core.filter.Until;
import io.sockerless.engine.model.EngineException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which networks a prune takes. */
record PruneFilter(Instant until, List<String> labels, List<String> withoutLabels) {
    private static final Set<String> ACCEPTED = Set.of("label", "label!", "until");

    static PruneFilter of(Map<String, List<String>> filters, Clock clock) {
        for (String name : filters.keySet()) {
            if (!ACCEPTED.contains(name)) {
                throw EngineException.invalid("Invalid filter '" + name + "'");
            }
        }
        List<String> untils = filters.getOrDefault("until", List.of());
        if (untils.size() > 1) {
            throw EngineException.invalid("more than one until filter specified");
        }
        return new PruneFilter(
                untils.isEmpty() ? Instant.MAX : Until.parse(untils.getFirst(), clock.instant()),
                filters.getOrDefault("label", List.of()),
                filters.getOrDefault("label!", List.of()));
    }

    boolean matches(Map<String, String> of, Instant created) {
        return created.isBefore(until) && LabelFilter.hasAll(of, labels) && !LabelFilter.hasAny(of, withoutLabels);
    }
}
