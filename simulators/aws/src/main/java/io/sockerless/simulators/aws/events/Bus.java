package io.sockerless.simulators.aws.events;

import io.sockerless.simulators.aws.wire.Caller;
import java.util.Map;

/**
 * An event bus that somebody made; the one called default is there without having been made.
 *
 * @param created in milliseconds since 1970, as is the time of the last change
 */
record Bus(Caller owner, String name, String description, long created, long changed, Map<String, String> tags) {
    static final String DEFAULT = "default";

    Bus {
        tags = Map.copyOf(tags);
    }

    static Bus defaultOf(Caller caller, Map<String, String> tags) {
        return new Bus(caller, DEFAULT, "", 0, 0, tags);
    }

    static String place(Caller caller) {
        return caller.account() + "/" + caller.region() + "/";
    }

    static String key(Caller caller, String name) {
        return place(caller) + name;
    }

    String key() {
        return key(owner, name);
    }

    String arn() {
        return owner.arn("events", "event-bus/" + name);
    }

    Bus tagged(Map<String, String> other) {
        return new Bus(owner, name, description, created, changed, other);
    }

    Bus described(String other, long now) {
        return new Bus(owner, name, other, created, now, tags);
    }
}
