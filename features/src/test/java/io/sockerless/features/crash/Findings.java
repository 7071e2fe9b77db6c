package io.sockerless.features.crash;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** What a campaign counts and what it finds wrong. Thread-safe. */
final class Findings {
    private final AtomicLong acknowledged = new AtomicLong();
    private final List<String> lost = new ArrayList<>();
    private final List<String> leaked = new ArrayList<>();

    void acknowledge() {
        acknowledged.incrementAndGet();
    }

    /** Something that was acknowledged is not so, or an answer that cannot be explained. */
    synchronized void lost(String what) {
        lost.add(what);
        System.out.println("LOST " + what);
    }

    /** Something is there that nobody was told of or that was removed. */
    synchronized void leaked(String what) {
        leaked.add(what);
        System.out.println("LEAKED " + what);
    }

    synchronized List<String> all() {
        var all = new ArrayList<>(lost);
        all.addAll(leaked);
        return all;
    }

    synchronized String report(int kills) {
        return "Crash campaign: %d kills, %d acknowledged writes, lost = %d, leaked = %d"
                .formatted(kills, acknowledged.get(), lost.size(), leaked.size());
    }
}
