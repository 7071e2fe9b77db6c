package io.sockerless.simulators.aws.lambda;

import java.util.Optional;
import java.util.Set;

/** An extension that has registered, and what it does. Guarded by {@link Extensions}. */
final class Extension {
    static final String INVOKE = "INVOKE";
    static final String SHUTDOWN = "SHUTDOWN";

    private final String name;
    private final String id;
    private final boolean external;
    private final Set<String> events;
    private Optional<ExtensionEvent> offered = Optional.empty();
    private boolean waiting;
    private long polls;

    /** @param external whether it is a program of its own, and not a part of the runtime's */
    Extension(String name, String id, boolean external, Set<String> events) {
        this.name = name;
        this.id = id;
        this.external = external;
        this.events = Set.copyOf(events);
    }

    String name() {
        return name;
    }

    String id() {
        return id;
    }

    boolean external() {
        return external;
    }

    Set<String> events() {
        return events;
    }

    void offer(ExtensionEvent event) {
        if (events.contains(event.type())) {
            offered = Optional.of(event);
        }
    }

    /** It asks for an event. @return by which it knows whether it has asked again since */
    long poll() {
        waiting = true;
        return ++polls;
    }

    boolean polls(long mine) {
        return polls == mine;
    }

    /** Takes the event, if there is one. */
    Optional<ExtensionEvent> take() {
        Optional<ExtensionEvent> taken = offered;
        offered = Optional.empty();
        waiting = taken.isEmpty();
        return taken;
    }

    /** Whether it waits for an event, and there is none. */
    boolean rests() {
        return waiting && offered.isEmpty();
    }
}
