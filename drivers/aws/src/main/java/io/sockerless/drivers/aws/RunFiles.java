package io.sockerless.drivers.aws;

import io.sockerless.drivers.agent.TarIn;
import io.sockerless.drivers.agent.dial.DialedAgent;
import io.sockerless.drivers.spi.TaskSpec;
import io.sockerless.drivers.trees.ContainerTrees;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Brings a container's files to its task and back: a task begins with nothing but the image, and all that it has goes with
 * it. In between they are trees on this machine. What it binds of this machine goes with them.
 *
 * @param readable the same container, with layers that can be read although its image is not here
 */
record RunFiles(ContainerTrees trees, Binds binds, UnaryOperator<TaskSpec> readable, Delivery delivery) {
    private static final System.Logger LOG = System.getLogger(RunFiles.class.getName());
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final int TRIES = 4;
    private static final Duration PAUSE = Duration.ofMillis(300);

    /** Those of a driver, in its state; what there is of containers that it does not know is removed. */
    static RunFiles in(Path state, Repository repository, Delivery delivery) {
        Claims claims = Claims.in(state);
        ContainerTrees trees = ContainerTrees.in(state.resolve("files"));
        trees.retainContainers(new HashSet<>(claims.ids()));
        return new RunFiles(
                trees,
                new Binds(state),
                spec -> claims.read(spec.id())
                        .map(claim -> repository.readable(spec, claim.image()))
                        .orElseThrow(() -> EngineException.notFound("No such container: " + spec.id())),
                delivery);
    }

    /** What earlier runs and copies have made of the files, before the command runs. */
    void bringThere(TaskSpec spec, DialedAgent agent) {
        binds.begin(spec, agent);
        ensure(spec);
        trees.start(spec.id());
        try {
            delivery.bring(trees, spec, agent);
        } catch (IOException e) {
            throw EngineException.internal("the files of container " + spec.id() + ": " + e.getMessage(), e);
        }
    }

    /** A container of an earlier version has none, and one that was taken over from another daemon. */
    private void ensure(TaskSpec spec) {
        if (!trees.has(spec.id())) {
            trees.create(readable.apply(spec));
            trees.start(spec.id());
        }
    }

    /** Whom files belong to that its user makes. */
    TarIn.Owner owner(TaskSpec spec) {
        ensure(spec);
        return delivery.owner(trees, spec);
    }

    /** Whether anybody can want them after the run. */
    static boolean areKept(TaskSpec spec) {
        return !spec.host().bool("AutoRemove") && !spec.host().bool("ReadonlyRootfs");
    }

    /** What a running command has made of its files so far. */
    void bringHere(TaskSpec spec, DialedAgent agent) {
        String id = spec.id();
        ensure(spec);
        try (InputStream changed = agent.changed()) {
            trees.take(id, changed, agent::tarOut);
        } catch (IOException | UncheckedIOException e) {
            throw new EngineException(
                    ErrorKind.UNAVAILABLE, "the files of container " + id + " did not come: " + e.getMessage(), e);
        }
    }

    /**
     * What an ended command has made of its files, through lost connections.
     *
     * @return why they are lost; empty when they are here, or nobody can want them
     */
    String keep(TaskSpec spec, DialedAgent agent) throws InterruptedException {
        Optional<String> own = areKept(spec) ? stubbornly(spec, agent, () -> bringHere(spec, agent)) : Optional.empty();
        Optional<String> bound = stubbornly(spec, agent, () -> binds.bringHere(spec, agent));
        return both(
                own.map(why -> lostOwn(spec, why)).orElse(""),
                bound.map(why -> lostBound(spec, why)).orElse(""));
    }

    private static String both(String one, String other) {
        return one.isEmpty() || other.isEmpty() ? one + other : one + "; " + other;
    }

    /** Does something with an agent through lost connections. @return why it could not be done */
    static Optional<String> stubbornly(TaskSpec spec, DialedAgent agent, Runnable work) throws InterruptedException {
        for (int tries = 1; ; tries++) {
            try {
                work.run();
                return Optional.empty();
            } catch (RuntimeException e) {
                if (tries == TRIES || !agent.awaitConnected(PATIENCE)) {
                    LOG.log(System.Logger.Level.WARNING, "the last run''s files of container " + spec.id(), e);
                    return Optional.of(String.valueOf(e.getMessage()));
                }
            }
            Thread.sleep(PAUSE.multipliedBy(tries));
        }
    }

    /** Nobody is shown files of before in their place. @return what is to be said of it */
    String lost(TaskSpec spec, String why) {
        return both(lostOwn(spec, why), lostBound(spec, why));
    }

    private static String lostBound(TaskSpec spec, String why) {
        return Bind.of(spec).stream().allMatch(bind -> bind.mount().readOnly())
                ? ""
                : "what this run has made of its binds since its last exec is lost: " + why;
    }

    private String lostOwn(TaskSpec spec, String why) {
        if (!areKept(spec)) {
            return "";
        }
        try {
            ensure(spec);
            trees.lost(spec.id(), why);
        } catch (EngineException e) {
            // Then there is nothing here that anybody could take for them.
            LOG.log(System.Logger.Level.WARNING, "the files of container " + spec.id(), e);
        }
        return "the files of this run are lost: " + why;
    }
}
