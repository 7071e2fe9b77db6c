package io.sockerless.simulators.aws.codebuild;

import io.sockerless.simulators.kernel.docker.DockerEngine;
import io.sockerless.simulators.kernel.docker.DockerException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** The builds that are being run, and their containers at the engine, which have a label by which they are found again. */
record BuildRuns(RunMeans means, Map<String, BuildRun> live) {
    static final String LABEL = "io.sockerless.simulator.codebuild";
    private static final System.Logger LOG = System.getLogger(BuildRuns.class.getName());

    BuildRuns(RunMeans means) {
        this(means, new ConcurrentHashMap<>());
    }

    void begin(Build build) {
        BuildRun run = new BuildRun(means, build);
        live.put(build.arn(), run);
        run.begin(() -> live.remove(build.arn(), run));
    }

    void stop(Build build) {
        means.builds().change(build.arn(), one -> one.ending(Build.STOPPED));
        BuildRun run = live.get(build.arn());
        if (run != null) {
            run.end(Build.STOPPED);
        }
    }

    void resume() {
        List<Build> going = means.builds().all(Build::live);
        going.forEach(this::begin);
        Set<String> needed = going.stream().map(Build::container).collect(Collectors.toSet());
        Thread.ofVirtual().name("codebuild-sweep").start(() -> {
            try {
                // Also those of builds that began meanwhile.
                for (String name : containers()) {
                    if (!needed.contains(name)
                            && means.builds()
                                    .all(one -> one.live() && one.container().equals(name))
                                    .isEmpty()) {
                        means.engine().docker().remove(name);
                    }
                }
            } catch (IOException | DockerException e) {
                LOG.log(System.Logger.Level.WARNING, "containers of earlier builds may be left: {0}", e.toString());
            }
        });
    }

    private List<String> containers() throws IOException {
        DockerEngine docker = means.engine().docker();
        return docker.labelled(LABEL, means.marks().get(LABEL));
    }

    /** Ends all, and leaves nothing at the engine. */
    void clear() throws InterruptedException {
        close();
        try {
            for (String name : containers()) {
                means.engine().docker().remove(name);
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "containers are left at the engine: {0}", e.toString());
        }
    }

    /** Stops looking after them; they run on. */
    void close() throws InterruptedException {
        for (BuildRun run : List.copyOf(live.values())) {
            run.abandon();
        }
        live.clear();
    }
}
