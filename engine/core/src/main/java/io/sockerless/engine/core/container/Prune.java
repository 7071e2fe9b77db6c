package io.sockerless.engine.core.container;

import io.sockerless.engine.core.Containers.Pruned;
import io.sockerless.engine.core.filter.LabelFilter;
import io.sockerless.engine.core.filter.Until;
import io.sockerless.engine.model.Container;
import io.sockerless.engine.model.EngineException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Removes all stopped containers that the filters allow. */
final class Prune {
    private static final System.Logger LOG = System.getLogger(Prune.class.getName());
    private static final Set<String> ACCEPTED = Set.of("label", "label!", "until");

    private final Context context;
    private final Removals removals;

    Prune(Context context, Removals removals) {
        this.context = context;
        this.removals = removals;
    }

    Pruned prune(Map<String, List<String>> filters) {
        for (String name : filters.keySet()) {
            if (!ACCEPTED.contains(name)) {
                throw EngineException.invalid("Invalid filter '" + name + "'");
            }
        }
        List<String> untils = filters.getOrDefault("until", List.of());
        if (untils.size() > 1) {
            throw EngineException.invalid("more than one until filter specified");
        }
        Instant until = untils.isEmpty()
                ? Instant.MAX
                : Until.parse(untils.getFirst(), context.clock().instant());
        List<String> deleted = new ArrayList<>();
        long reclaimed = 0;
        for (ContainerLife life : List.copyOf(context.index().all())) {
            Container container = life.container();
            if (ListFilter.stopped(container) && container.created().isBefore(until) && labelled(container, filters)) {
                long size = ContainerFiles.writable(context, life);
                if (remove(life)) {
                    deleted.add(container.id());
                    reclaimed += size;
                }
            }
        }
        context.events().pruned(reclaimed);
        return new Pruned(deleted, reclaimed);
    }

    private static boolean labelled(Container container, Map<String, List<String>> filters) {
        Map<String, String> labels = container.config().labels();
        return LabelFilter.hasAll(labels, filters.getOrDefault("label", List.of()))
                && !LabelFilter.hasAny(labels, filters.getOrDefault("label!", List.of()));
    }

    /** One that was started or removed meanwhile stays as it is. */
    private boolean remove(ContainerLife life) {
        try {
            removals.remove(life, false, false);
            return true;
        } catch (EngineException e) {
            LOG.log(System.Logger.Level.WARNING, "failed to prune container " + life.id() + ": " + e.getMessage());
            return false;
        }
    }
}
