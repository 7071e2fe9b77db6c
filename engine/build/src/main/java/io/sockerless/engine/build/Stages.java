package io.sockerless.engine.build;

import io.sockerless.engine.build.dockerfile.Dockerfile.Stage;
import io.sockerless.engine.model.EngineException;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/** Builds the stages of a file, those at the same time that need nothing of each other. */
final class Stages {
    /** Builds one stage. */
    interface Work {
        StageState build(Stage stage, int place, BuildLog log) throws IOException, InterruptedException;
    }

    private final List<Stage> stages;
    private final Function<Stage, List<Stage>> needs;
    private final Cancellation cancellation;
    private final StageLogs logs;
    private final Map<Integer, FutureTask<StageState>> results = new HashMap<>();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    /**
     * @param stages in the order of the file
     * @param needs the ones before that a stage is made of
     * @param cancellation that ends the others when one fails
     */
    Stages(List<Stage> stages, Function<Stage, List<Stage>> needs, Cancellation cancellation, BuildLog log) {
        this.stages = stages;
        this.needs = needs;
        this.cancellation = cancellation;
        this.logs = new StageLogs(log, stages.size());
    }

    /** @throws IOException what the first stage to fail threw, as do the others */
    void build(Work work) throws IOException, InterruptedException {
        for (int i = 0; i < stages.size(); i++) {
            int place = i;
            Stage stage = stages.get(i);
            results.put(stage.index(), new FutureTask<>(() -> one(stage, place, work)));
        }
        List<Thread> threads = stages.stream()
                .map(stage ->
                        Thread.ofVirtual().name("build-stage-" + stage.index()).start(results.get(stage.index())))
                .toList();
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                    cancellation.cancel(); // nothing of a build goes on without it
                }
            }
        }
        if (interrupted) {
            throw new InterruptedException();
        }
        switch (failure.get()) {
            case null -> {}
            case IOException e -> throw e;
            case InterruptedException e -> throw e;
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case Throwable e -> throw new IllegalStateException(e);
        }
    }

    private StageState one(Stage stage, int place, Work work) throws Exception {
        try {
            for (Stage needed : needs.apply(stage)) {
                result(needed.index());
            }
            StageState state = work.build(stage, place, logs.of(place));
            logs.ended(place);
            return state;
        } catch (Exception | Error e) {
            if (failure.compareAndSet(null, e)) {
                cancellation.cancel();
                logs.failed(place);
            }
            throw e;
        }
    }

    /** What became of a stage, when it is done. */
    StageState result(int index) {
        FutureTask<StageState> result = results.get(index);
        if (result == null) {
            throw EngineException.invalid("stage " + index + " is not among those built");
        }
        try {
            return result.get();
        } catch (ExecutionException e) {
            throw EngineException.conflict("a stage that this one needs has failed");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw EngineException.conflict("the build was interrupted");
        }
    }
}
