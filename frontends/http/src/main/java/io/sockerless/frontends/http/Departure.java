package io.sockerless.frontends.http;

import java.util.ArrayList;
import java.util.List;

/** The moment in which nobody waits for an answer any more, and what is to be done then. */
final class Departure {
    private final WireInput input;
    private final List<Runnable> actions = new ArrayList<>();
    private boolean watching;
    private boolean happened;
    private boolean over;

    Departure(WireInput input) {
        this.input = input;
    }

    /** @param watch whether the end of the client's bytes means that it left */
    void add(Runnable action, boolean watch) {
        boolean now;
        boolean begin;
        synchronized (this) {
            now = happened && !over;
            if (!now) {
                actions.add(action);
            }
            begin = watch && !watching;
            watching |= watch;
        }
        if (now) {
            action.run();
        } else if (begin) {
            input.watch(this::happen);
        }
    }

    /** Runs under the lock, so that {@link #end} waits for actions that have begun. */
    synchronized void happen() {
        if (!happened && !over) {
            happened = true;
            List.copyOf(actions).forEach(Runnable::run);
        }
    }

    synchronized boolean happened() {
        return happened;
    }

    /** The exchange has ended: nothing is run any more when this has returned. */
    void end() {
        synchronized (this) {
            over = true;
            actions.clear();
        }
        if (watching) {
            input.unwatch();
        }
    }
}
