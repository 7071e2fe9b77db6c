package io.sockerless.engine.build;

import io.sockerless.engine.core.filter.Until;
import io.sockerless.engine.model.EngineException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * {@code docker builder prune}, by dockerd's filters. It takes labels, too, for {@code docker system prune} hands them to
 * all that it prunes, and no cache has any.
 *
 * @param unused how long a cache has not been used
 * @param filters those about the caches themselves
 * @param keep how many bytes may stay, the last used first
 */
record CachePruning(Optional<Duration> unused, Map<String, List<String>> filters, long keep) {
    private static final Set<String> TIMES = Set.of("until", "unused-for");
    private static final Set<String> FIELDS =
            Set.of("id", "parent", "type", "description", "inuse", "shared", "private", "label", "label!");

    static CachePruning of(Map<String, List<String>> filters, long keep) {
        for (String name : filters.keySet()) {
            if (!TIMES.contains(name) && !FIELDS.contains(name)) {
                throw refused("Invalid filter '" + name + "'");
            }
        }
        if (filters.keySet().containsAll(TIMES)) {
            throw refused("conflicting filters: \"until\" and \"unused-for\"");
        }
        Optional<Duration> unused = Optional.empty();
        for (String name : TIMES) {
            List<String> values = filters.getOrDefault(name, List.of());
            if (values.size() > 1) {
                throw refused("\"" + name + "\" filter expects only one value");
            }
            if (!values.isEmpty()) {
                String text = values.getFirst();
                unused = Optional.of(Until.duration(text)
                        .orElseThrow(() -> refused("\"" + name
                                + "\" filter expects a duration (e.g., '24h'): time: invalid duration \"" + text
                                + "\"")));
            }
        }
        return new CachePruning(unused, filters, keep);
    }

    private static EngineException refused(String why) {
        return EngineException.invalid("failed to prune build cache: " + why);
    }

    Caches.Pruned carryOut(Caches caches, Instant now) throws IOException {
        List<Caches.Cache> meant = new ArrayList<>();
        long kept = 0;
        for (Caches.Cache cache : caches.list()) {
            boolean old = unused.isEmpty() || cache.used().isBefore(now.minus(unused.get()));
            if (!cache.inUse() && old && fits(cache)) {
                meant.add(cache);
            } else {
                kept += cache.size();
            }
        }
        meant.sort(Comparator.comparing(Caches.Cache::used).reversed());
        List<String> ids = new ArrayList<>();
        long bytes = 0;
        for (Caches.Cache cache : meant) {
            if (kept + cache.size() <= keep) {
                kept += cache.size();
            } else if (caches.remove(cache.id())) {
                ids.add(cache.id());
                bytes += cache.size();
            }
        }
        return new Caches.Pruned(ids, bytes);
    }

    private boolean fits(Caches.Cache cache) {
        return any("id", id -> cache.id().startsWith(id))
                && any("type", Caches.TYPE::equals)
                && any("description", Caches.DESCRIPTION::contains)
                && any("inuse", value -> !isTrue(value))
                && any("shared", value -> !isTrue(value))
                && any("private", CachePruning::isTrue)
                && any("parent", _ -> false);
    }

    private boolean any(String filter, java.util.function.Predicate<String> test) {
        List<String> values = filters.getOrDefault(filter, List.of());
        return values.isEmpty() || values.stream().anyMatch(test);
    }

    private static boolean isTrue(String text) {
        return text.equals("true") || text.equals("1");
    }
}
