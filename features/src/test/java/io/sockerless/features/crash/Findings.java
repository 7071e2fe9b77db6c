package io.sockerless.features.crash;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What a campaign counts and what it finds wrong. Thread-safe. */
final class Findings {
    private long acknowledged;
    private long created;
    private final List<String> lost = new ArrayList<>();
    private final List<String> leaked = new ArrayList<>();

    synchronized void acknowledge() {
        acknowledged++;
        notifyAll();
    }

    synchronized void created() {
        created++;
    }

    /** Waits for so many more writes, but not forever. */
    synchronized void awaitWrites(int more, Duration patience) throws InterruptedException {
        long enough = acknowledged + more;
        long deadline = System.nanoTime() + patience.toNanos();
        for (long left = patience.toMillis(); acknowledged < enough && left > 0; ) {
            wait(left);
            left = (deadline - System.nanoTime()) / 1_000_000;
        }
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
        return "Crash campaign: %d kills, %d containers, %d acknowledged writes, lost = %d, leaked = %d"
                .formatted(kills, created, acknowledged, lost.size(), leaked.size());
    }
}
