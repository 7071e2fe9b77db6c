package io.sockerless.simulators.aws.ecs;

import io.sockerless.simulators.kernel.Rounds;
import io.sockerless.simulators.kernel.State;

/** Keeps services as they should be: it looks at all of them whenever something of a task or a service has changed. */
final class Scheduler {
    private static final System.Logger LOG = System.getLogger(Scheduler.class.getName());
    private static final double MILLIS = 1000;
    private static final long RETRY = 1000;

    private final Resources resources;
    private final ServicePass pass;
    private final Rounds rounds = new Rounds("ecs-services", this::round);

    Scheduler(Resources resources, State state, Launch launch, TaskRuns runs) {
        this.resources = resources;
        this.pass = new ServicePass(resources, state, launch, runs);
    }

    void poke() {
        rounds.poke();
    }

    void begin() {
        rounds.begin();
    }

    void end() throws InterruptedException {
        rounds.end();
    }

    /** @return how long to wait for a poke, in milliseconds; zero for without a limit */
    private long round() {
        double next = Double.POSITIVE_INFINITY;
        for (EcsService service : resources.services().all(EcsService::live)) {
            try {
                next = Math.min(next, pass.over(service.arn()));
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.ERROR, "the service " + service.arn() + " is looked after later", e);
                next = Math.min(next, resources.now() + RETRY / MILLIS);
            }
        }
        return Double.isInfinite(next) ? 0 : Math.max(1, (long) ((next - resources.now()) * MILLIS));
    }
}
