package io.sockerless.engine.core.event;

import io.sockerless.engine.core.Events.Event;
import io.sockerless.engine.core.filter.LabelFilter;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Docker's event filters: values of one name are alternatives, except labels, which must all match. */
record EventFilter(Map<String, List<String>> filters) {
    /** Names that match the beginning of an actor's id or name. */
    private static final List<String> ACTORS = List.of("container", "plugin", "volume", "network", "daemon");

    /** Actions that carry more after a colon, so that a filter names their beginning. */
    private static final List<String> LONG_ACTIONS = List.of("health_status", "exec_create", "exec_start");

    boolean matches(Event event) {
        return any("type", event.type()::equals)
                && any("scope", "local"::equals)
                && matchesAction(event)
                && ACTORS.stream().allMatch(type -> matchesActor(type, event))
                && matchesImage(event)
                && LabelFilter.hasAll(event.attributes(), values("label"));
    }

    private List<String> values(String name) {
        return filters.getOrDefault(name, List.of());
    }

    private boolean any(String name, Predicate<String> condition) {
        List<String> values = values(name);
        return values.isEmpty() || values.stream().anyMatch(condition);
    }

    private boolean matchesAction(Event event) {
        boolean byPrefix = values("event").stream().anyMatch(LONG_ACTIONS::contains);
        return any("event", byPrefix ? event.action()::startsWith : event.action()::equals);
    }

    private boolean matchesActor(String type, Event event) {
        if (values(type).isEmpty()) {
            return true;
        }
        return event.type().equals(type)
                && any(
                        type,
                        value -> event.actorId().startsWith(value)
                                || event.attributes().getOrDefault("name", "").startsWith(value));
    }

    private boolean matchesImage(Event event) {
        String name = event.attributes().getOrDefault(event.type().equals("image") ? "name" : "image", "");
        return any(
                "image",
                value -> value.equals(event.actorId())
                        || value.equals(name)
                        || value.equals(withoutTag(event.actorId()))
                        || value.equals(withoutTag(name)));
    }

    private static String withoutTag(String image) {
        int colon = image.lastIndexOf(':');
        return colon > image.lastIndexOf('/') ? image.substring(0, colon) : image;
    }
}
