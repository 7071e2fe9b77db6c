package io.sockerless.features.crash;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What is known about one container: what was acknowledged of it, and what may be as well. Owned by one worker. */
final class Subject {
    enum Phase {
        ABSENT,
        CREATED,
        RUNNING,
        PAUSED,
        ENDED
    }

    /** How often a line was printed at least, and at most. */
    record Count(int least, int most) {
        Count plus(boolean certain) {
            return new Count(least + (certain ? 1 : 0), most + 1);
        }
    }

    final Shape shape;
    final Set<String> names = new TreeSet<>();
    final Map<String, Count> lines = new HashMap<>();

    /** Files put into it: name and content. */
    final Map<String, String> files = new HashMap<>();

    /** Execs that have ended: id and exit code. The next daemon need not know them. */
    final Map<String, Integer> execs = new LinkedHashMap<>();

    /** Execs that can be started: id and the word that they print. */
    final Map<String, String> startable = new LinkedHashMap<>();

    final Set<Integer> codes = new TreeSet<>();
    String id = "";
    String port = "";

    /** 0 when it is to be found out. */
    long pid;

    /** Somebody may have begun to end it. */
    boolean doomed;

    /** Its run has begun for certain, but nobody knows yet whether it has come far enough to print that it is up. */
    private boolean coming;

    private Set<Phase> phases = EnumSet.of(Phase.ABSENT);

    Subject(Shape shape) {
        this.shape = shape;
        names.add(shape.nonce());
    }

    /** How to name it in a request. */
    String reference() {
        return id.isEmpty() ? shape.nonce() : id;
    }

    Set<Phase> phases() {
        return phases;
    }

    /** It is in this phase, or in one of these. */
    void is(Phase first, Phase... others) {
        phases = EnumSet.of(first, others);
    }

    /** It may be in one of these now as well as in those of before. */
    void maybe(Phase... more) {
        phases.addAll(Set.of(more));
    }

    boolean in(Phase phase) {
        return phases.equals(EnumSet.of(phase));
    }

    /** Its run has ended or will soon: one that removes itself goes. */
    void ended(int code) {
        codes.clear();
        codes.add(code);
        is(shape.autoRemove() ? Phase.ABSENT : Phase.ENDED);
        pid = 0;
        port = "";
        doomed = false;
        startable.clear();
    }

    void maybeEnded(int code) {
        codes.add(code);
        maybe(shape.autoRemove() ? Phase.ABSENT : Phase.ENDED);
        doomed = true;
    }

    /** A start is acknowledged before the program has printed anything, and a kill may come first. */
    boolean coming() {
        return coming;
    }

    /** It has answered, so that it was up before. */
    void answered() {
        if (coming) {
            lines.computeIfPresent(shape.up(), (_, count) -> new Count(count.least() + 1, count.most()));
            coming = false;
        }
    }

    void printed(String line, boolean certain) {
        lines.put(line, lines.getOrDefault(line, new Count(0, 0)).plus(certain));
    }

    /** A run has begun, or may have. */
    void began(boolean certain) {
        if (shape.lasting()) {
            printed(shape.up(), false);
            coming = certain;
        } else {
            printed(shape.nonce() + "-out", certain);
            printed(shape.nonce() + "-err", certain);
        }
        pid = 0;
        port = "";
        startable.clear();
    }

    @Override
    public String toString() {
        return shape.nonce() + " " + reference() + " (" + phases + (shape.autoRemove() ? ", auto-remove" : "") + ")";
    }
}
