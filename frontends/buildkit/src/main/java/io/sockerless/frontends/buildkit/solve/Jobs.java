package io.sockerless.frontends.buildkit.solve;

import io.sockerless.engine.model.EngineException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/** The builds that run, and the last ones that have ended, for clients who ask late how it went. */
final class Jobs {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int REMEMBERED = 16;

    private final Clock clock;
    private final Map<String, Job> jobs = new HashMap<>();
    private final Deque<Job> ended = new ArrayDeque<>();

    Jobs(Clock clock) {
        this.clock = clock;
    }

    synchronized Job begin(String ref, String session, String policies, boolean inlineCache) {
        if (jobs.containsKey(ref)) {
            throw EngineException.conflict("job ID " + ref + " exists");
        }
        Job job = new Job(ref, session, policies, inlineCache, clock);
        jobs.put(ref, job);
        notifyAll();
        return job;
    }

    synchronized void end(Job job) {
        job.progress().end();
        job.close();
        ended.add(job);
        if (ended.size() > REMEMBERED) {
            Job forgotten = ended.remove();
            jobs.remove(forgotten.ref(), forgotten);
        }
    }

    /** The build; one whose beginning is on its way is waited for. @throws EngineException NOT_FOUND */
    synchronized Job await(String ref) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!jobs.containsKey(ref)) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw EngineException.notFound("no such job " + ref);
            }
            wait(left);
        }
        return jobs.get(ref);
    }
}
