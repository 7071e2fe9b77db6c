package io.sockerless.engine.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class StageLogsTest {
    private final List<String> told = Collections.synchronizedList(new ArrayList<>());

    /** Of all that a log is told it keeps the texts. */
    private final BuildLog log = (BuildLog) Proxy.newProxyInstance(
            BuildLog.class.getClassLoader(), new Class<?>[] {BuildLog.class}, (_, _, arguments) -> {
                told.add(String.valueOf(arguments[arguments.length - 1]));
                return null;
            });

    @Test
    void oneStageAfterTheOther() {
        var logs = new StageLogs(log, 3);
        logs.of(1).remark("b1");
        logs.of(2).remark("c1");
        logs.of(0).remark("a1");
        assertEquals(List.of("a1"), told);
        logs.ended(2);
        logs.ended(0);
        assertEquals(List.of("a1", "b1"), told);
        logs.of(1).step(1, 2, "b2");
        assertEquals(List.of("a1", "b1", "b2"), told);
        logs.ended(1);
        assertEquals(List.of("a1", "b1", "b2", "c1"), told);
    }

    @Test
    void aFailureIsToldAtOnceAndNothingAfterIt() {
        var logs = new StageLogs(log, 3);
        logs.of(0).remark("a1");
        logs.of(1).remark("b1");
        logs.of(2).remark("c1");
        logs.failed(2);
        logs.of(0).remark("a2");
        logs.failed(1);
        logs.ended(0);
        assertEquals(List.of("a1", "c1"), told);
    }

    @Test
    void whoTellsTooMuchTooEarlyWaitsForItsTurn() throws Exception {
        var logs = new StageLogs(log, 2);
        int many = 10_000;
        var eager = Thread.ofVirtual().start(() -> {
            for (int i = 0; i < many; i++) {
                logs.of(1).remark("b" + i);
            }
        });
        while (eager.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        assertTrue(told.isEmpty());
        logs.of(0).remark("a");
        logs.ended(0);
        eager.join();
        assertEquals(many + 1, told.size());
        assertEquals("a", told.getFirst());
        assertEquals("b" + (many - 1), told.getLast());
    }
}
