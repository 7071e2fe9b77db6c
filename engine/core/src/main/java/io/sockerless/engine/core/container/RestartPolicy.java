package io.sockerless.engine.core.container;

import io.sockerless.engine.model.Container;
import io.sockerless.engine.model.ExitStatus;
import java.time.Duration;

/**
 * Docker's restart policies and their back-off: 100 ms, doubled with each restart up to a minute, from the beginning again
 * once a run has lasted ten seconds. Guarded by the lock of its container.
 */
final class RestartPolicy {
    private static final Duration FIRST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final Duration STEADY = Duration.ofSeconds(10);

    private Duration delay = Duration.ZERO;

    /** Whether a container that ended is to run again. */
    static boolean wants(Container container, ExitStatus exit, boolean manuallyStopped) {
        return switch (container.host().restartPolicy()) {
            case "always" -> true;
            case "unless-stopped" -> !manuallyStopped;
            case "on-failure" -> {
                long most = container.host().restartMaximumRetryCount();
                yield exit.code() != 0 && (most == 0 || container.restartCount() < most);
            }
            default -> false;
        };
    }

    /** How long to wait before the next restart, after a run of this length. */
    Duration next(Duration run) {
        if (delay.isZero() || run.compareTo(STEADY) >= 0) {
            delay = FIRST;
        } else {
            delay = delay.multipliedBy(2);
        }
        if (delay.compareTo(LONGEST) > 0) {
            delay = LONGEST;
        }
        return delay;
    }

    void reset() {
        delay = Duration.ZERO;
    }
}
