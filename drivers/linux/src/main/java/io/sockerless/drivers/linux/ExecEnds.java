package io.sockerless.drivers.linux;

import io.sockerless.engine.model.ExitStatus;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/** The ends of a task's execs. One is expected before it is asked for, since its end may overtake its start's answer. */
final class ExecEnds {
    /** What containerd reports for a process whose supervisor was lost. */
    static final int LOST = 137;

    /** One end to wait for. */
    static final class End {
        private final CountDownLatch done = new CountDownLatch(1);
        private volatile ExitStatus status;

        ExitStatus await() throws InterruptedException {
            done.await();
            return status;
        }

        boolean known() {
            return done.getCount() == 0;
        }

        private void set(ExitStatus status) {
            this.status = status;
            done.countDown();
        }
    }

    private final Map<String, End> ends = new ConcurrentHashMap<>();
    private final Clock clock;

    ExecEnds(Clock clock) {
        this.clock = clock;
    }

    End expect(String execId) {
        return ends.computeIfAbsent(execId, _ -> new End());
    }

    void forget(String execId) {
        ends.remove(execId);
    }

    void ended(String execId, int code) {
        End end = ends.remove(execId);
        if (end != null) {
            end.set(new ExitStatus(code, false, clock.instant()));
        }
    }

    /** Nobody will tell any more. */
    void lost() {
        ends.keySet().forEach(id -> ended(id, LOST));
    }
}
