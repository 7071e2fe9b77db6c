package io.sockerless.features.crash;

import io.sockerless.features.crash.Volumes.Presence;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The networks of one worker: one that its containers use, and others that come and go. */
final class OwnNetworks {
    private static final int MOST = 2;

    /** Of so many workers the networks find room in Docker's default pools; others name a range. */
    private static final int POOLED = 5;

    private final Api api;
    private final int worker;
    private final String home;
    private int made;
    private final Map<String, Presence> known = new HashMap<>();

    /** To be called while nobody kills the daemon. */
    OwnNetworks(Api api, int worker) {
        this.api = api;
        this.worker = worker;
        this.home = "w" + worker + "-home";
        api.sure("POST", "/networks/create", json(home));
    }

    private String json(String name) {
        if (worker < POOLED) {
            return "{\"Name\":\"" + name + "\"}";
        }
        return "{\"Name\":\"%s\",\"IPAM\":{\"Config\":[{\"Subnet\":\"10.%d.%d.0/24\"}]}}"
                .formatted(name, 100 + worker, made++ % 256);
    }

    String home() {
        return home;
    }

    /** Makes one, or removes one. */
    void step(String fresh) {
        if (known.size() < MOST) {
            var reply = api.ask("POST", "/networks/create", json(fresh));
            known.put(fresh, reply.isPresent() ? Presence.THERE : Presence.UNKNOWN);
            reply.filter(r -> r.status() != 201)
                    .ifPresent(r -> api.findings().lost("create of network " + fresh + ": " + r.text()));
        } else {
            remove(known.keySet().iterator().next());
        }
    }

    private void remove(String name) {
        int status =
                api.ask("DELETE", "/networks/" + name, "").map(r -> r.status()).orElse(0);
        if (status == 204 || status == 404 && known.get(name) == Presence.UNKNOWN) {
            known.remove(name);
        } else if (status == 0) {
            known.put(name, Presence.UNKNOWN);
        } else {
            api.findings().lost("remove of network " + name + ": " + status);
        }
    }

    /** Compares with what the daemon has, and believes that from now on. @return those of ours that exist */
    Set<String> audit(Set<String> there) {
        if (!there.contains(home)) {
            api.findings().lost("network " + home);
        }
        known.forEach((name, presence) -> {
            if (presence == Presence.THERE && !there.contains(name)) {
                api.findings().lost("network " + name);
            }
        });
        known.keySet().retainAll(there);
        known.replaceAll((_, _) -> Presence.THERE);
        Set<String> ours = new java.util.HashSet<>(known.keySet());
        ours.add(home);
        return ours;
    }

    void removeAll() {
        Set.copyOf(known.keySet()).forEach(this::remove);
        remove(home);
    }
}
