package io.sockerless.features.crash;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The named volumes of one worker: whether each exists, as far as is known. */
final class Volumes {
    enum Presence {
        THERE,
        GONE,
        UNKNOWN
    }

    private final Api api;
    private final Map<String, Presence> known = new HashMap<>();

    Volumes(Api api) {
        this.api = api;
    }

    /** A name for a container's volume, which the container's creation makes if it does not exist. */
    String some(String fresh) {
        var name = known.keySet().stream().findFirst().orElse(fresh);
        known.put(name, known.get(name) == Presence.THERE ? Presence.THERE : Presence.UNKNOWN);
        return name;
    }

    /** A container that uses it was made. */
    void made(String name) {
        known.put(name, Presence.THERE);
    }

    /** Makes one, or removes one; it may be in use. */
    void step(String fresh) {
        var name = known.keySet().stream().findAny().orElse(fresh);
        if (known.size() < 3) {
            make(fresh);
        } else {
            remove(name);
        }
    }

    private void make(String name) {
        var reply = api.ask("POST", "/volumes/create", "{\"Name\":\"" + name + "\"}");
        known.put(name, reply.isPresent() ? Presence.THERE : Presence.UNKNOWN);
        reply.filter(r -> r.status() != 201)
                .ifPresent(r -> api.findings().lost("create of volume " + name + ": " + r.status() + " " + r.text()));
    }

    private void remove(String name) {
        var reply = api.ask("DELETE", "/volumes/" + name, "");
        int status = reply.map(r -> r.status()).orElse(0);
        switch (status) {
            case 204 -> known.put(name, Presence.GONE);
            case 0, 409 -> known.merge(name, Presence.UNKNOWN, (old, now) -> status == 0 ? now : old);
            case 404 -> {
                if (known.get(name) == Presence.THERE) {
                    api.findings().lost("volume " + name);
                }
                known.put(name, Presence.GONE);
            }
            default ->
                api.findings()
                        .lost("remove of volume " + name + ": " + status + " "
                                + reply.get().text());
        }
        if (known.get(name) == Presence.GONE) {
            known.remove(name);
        }
    }

    /** Compares with what the daemon has, and believes that from now on. @return those of ours that exist */
    Set<String> audit(Set<String> there) {
        known.replaceAll((name, presence) -> {
            if (presence == Presence.THERE && !there.contains(name)) {
                api.findings().lost("volume " + name);
            }
            return there.contains(name) ? Presence.THERE : Presence.GONE;
        });
        known.values().removeIf(presence -> presence == Presence.GONE);
        return known.keySet();
    }

    void removeAll() {
        Set.copyOf(known.keySet()).forEach(this::remove);
    }
}
