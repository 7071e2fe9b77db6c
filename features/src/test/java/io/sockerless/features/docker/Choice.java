package io.sockerless.features.docker;

import io.sockerless.features.daemons.DaemonKind;
import org.opentest4j.TestAbortedException;

/** Which targets this run drives. */
public final class Choice {
    private Choice() {}

    public static void require(DaemonKind kind) {
        if (!DaemonKind.chosen().contains(kind)) {
            throw new TestAbortedException("not asked for: run with -Dtargets=" + kind);
        }
        kind.obstacle().ifPresent(why -> {
            System.out.println("SCENARIOS SKIPPED: " + kind + " cannot run here: " + why);
            throw new TestAbortedException(why);
        });
    }
}
