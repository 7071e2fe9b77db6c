package io.sockerless.engine.build;

import io.sockerless.engine.model.EngineException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/** What the stages of one build are doing, so that none does what another one does already: it waits for the result. */
final class StepsUnderWay {
    private final Map<String, CountDownLatch> steps = new ConcurrentHashMap<>();

    /** Begins a step; false if it has begun. */
    boolean begin(String step) {
        return steps.putIfAbsent(step, new CountDownLatch(1)) == null;
    }

    /** Waits until a step is not under way. */
    void await(String step) {
        CountDownLatch end = steps.get(step);
        if (end != null) {
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw EngineException.conflict("the build was interrupted");
            }
        }
    }

    void end(String step) {
        CountDownLatch end = steps.remove(step);
        if (end != null) {
            end.countDown();
        }
    }
}
