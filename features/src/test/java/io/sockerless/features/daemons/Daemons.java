package io.sockerless.features.daemons;

import java.util.HashMap;
import java.util.Map;

/** The daemons that the scenarios of one run share, closed when the run ends. */
public final class Daemons {
    private static final Map<Purpose, Daemon> SHARED = new HashMap<>();

    private Daemons() {}

    private record Purpose(DaemonKind kind, boolean alone) {}

    /** @param alone for those that count all there is there or end it: of them, one runs at a time */
    public static synchronized Daemon shared(DaemonKind kind, boolean alone) {
        return SHARED.computeIfAbsent(
                new Purpose(kind, alone), _ -> Daemon.start(kind, (alone ? "alone-" : "scenarios-") + kind));
    }

    /** Ends what {@link #shared} started. */
    public static synchronized void close() {
        SHARED.values().forEach(Daemon::close);
        SHARED.clear();
    }
}
