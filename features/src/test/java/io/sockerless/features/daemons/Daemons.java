package io.sockerless.features.daemons;

import java.util.EnumMap;
import java.util.Map;

/** The daemons that the scenarios of one run share, closed when the run ends. */
public final class Daemons {
    private static final Map<DaemonKind, Daemon> SHARED = new EnumMap<>(DaemonKind.class);

    private Daemons() {}

    public static synchronized Daemon shared(DaemonKind kind) {
        return SHARED.computeIfAbsent(kind, _ -> Daemon.start(kind, "scenarios-" + kind));
    }

    /** Ends what {@link #shared} started. */
    public static synchronized void close() {
        SHARED.values().forEach(Daemon::close);
        SHARED.clear();
    }
}
