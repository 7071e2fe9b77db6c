package io.sockerless.benchmarks.outside;

import io.sockerless.benchmarks.outside.Scenario.Target;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * Containers of the driver ecs that take a task which waits, beside such that have one started, at a cloud that takes its time to
 * start one.
 */
final class EcsWarm {
    static final String IMAGE = "busybox:waits";
    private static final String FAULTS = "/_sockerless/faults";
    private static final int COLD_MILLIS = 5000;

    private final AwsClouds clouds;

    private EcsWarm(AwsClouds clouds) {
        this.clouds = clouds;
    }

    static Scenario scenario(boolean quick, AwsClouds clouds) {
        EcsWarm warm = new EcsWarm(clouds);
        return new Scenario(
                "ecs-warm",
                "`docker run --rm busybox true` with driver ecs, RunTask takes " + COLD_MILLIS
                        + " ms: a task waits (beside: none does)",
                "ms",
                true,
                Target.of(1000),
                warm::prepare,
                warm::run,
                quick ? 3 : 7);
    }

    private void prepare(Peer peer) throws IOException, InterruptedException {
        clouds.local(peer);
        Peer driven = clouds.driven();
        driven.docker("tag", "busybox", IMAGE);
        driven.docker("run", "--rm", IMAGE, "true"); // from now on one waits
    }

    private double run(Peer peer) throws IOException, InterruptedException {
        Peer driven = clouds.driven();
        awaitOne(driven);
        AwsHttp cloud = clouds.of(clouds.local()).http();
        cloud.control(
                FAULTS,
                "{\"service\":\"ecs\",\"operation\":\"RunTask\",\"probability\":1,\"latencyMillis\":" + COLD_MILLIS
                        + "}");
        try {
            // No task of that size waits.
            String memory = peer.ours() ? "0" : "1g";
            return Commands.time(driven.cli("run", "--rm", "-m", memory, IMAGE, "true"));
        } finally {
            cloud.control(FAULTS);
        }
    }

    private static void awaitOne(Peer driven) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        while (!driven.docker("info", "--format", "{{.DriverStatus}}").contains(IMAGE + " 1 of 1")) {
            if (System.nanoTime() - begin > 60e9) {
                throw new IOException("no task waits: " + driven.docker("info"));
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }
}
