package io.sockerless.frontends.buildkit.engine;

import io.sockerless.engine.build.BuildOutcome;
import io.sockerless.engine.build.BuildRequest;
import io.sockerless.engine.build.Builder;
import io.sockerless.engine.build.Cancellation;
import io.sockerless.engine.build.FailedCommand;
import io.sockerless.engine.build.Offers;
import io.sockerless.engine.build.TarTree;
import io.sockerless.engine.core.ImageBuilding;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.image.Platform;
import io.sockerless.engine.oci.Image;
import io.sockerless.frontends.buildkit.session.ClientAgents;
import io.sockerless.frontends.buildkit.session.ClientSecrets;
import io.sockerless.frontends.buildkit.session.Session;
import io.sockerless.frontends.buildkit.solve.Attributes;
import io.sockerless.frontends.buildkit.solve.Built;
import io.sockerless.frontends.buildkit.solve.Dockerfiles;
import io.sockerless.frontends.buildkit.solve.Fetched;
import io.sockerless.frontends.buildkit.solve.Progress;
import io.sockerless.frontends.buildkit.solve.Recipe;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** The engine's builder. */
public final class EngineDockerfiles implements Dockerfiles {
    private final Builder builder;
    private final ImageBuilding images;
    private final Path run;

    /** @param run a directory for sockets */
    public EngineDockerfiles(Builder builder, ImageBuilding images, Path run) {
        this.run = run;
        this.builder = builder;
        this.images = images;
    }

    @Override
    public List<Platform> platforms() {
        return builder.platform().runnable();
    }

    @Override
    public Fetched fetch(String url, String filename, boolean keepGit) throws InterruptedException {
        Cancellation cancellation = new Cancellation();
        return untilInterrupted(
                cancellation, () -> new EngineFiles(builder.remote(url, filename, keepGit, cancellation)));
    }

    @Override
    public Fetched unpack(InputStream tar) {
        try {
            return new EngineFiles(builder.context(tar));
        } catch (IOException e) {
            throw EngineException.internal("cannot take the archive in: " + e.getMessage(), e);
        }
    }

    @Override
    public Built build(Recipe recipe, Progress progress) throws InterruptedException {
        Cancellation cancellation = new Cancellation();
        VertexLog log = new VertexLog(progress, recipe);
        BuildRequest request = request(recipe, cancellation);
        Optional<Instant> time = recipe.attributes().sourceDate();
        BuildOutcome made = untilInterrupted(cancellation, () -> run(request, recipe, log));
        String id = time.map(at -> images.dated(made.image(), at)).orElse(made.image());
        Image image = images.image(id);
        return new Built(id, image.platform(), image.config().json(), made.image(), made.stages());
    }

    private BuildOutcome run(BuildRequest request, Recipe recipe, VertexLog log)
            throws IOException, InterruptedException {
        try {
            BuildOutcome made = builder.build(request, recipe.dockerfile(), tree(recipe.context()), log);
            log.end();
            return made;
        } catch (FailedCommand e) {
            throw log.failed(EngineException.invalid(
                    "process \"" + e.command() + "\" did not complete successfully: exit code: " + e.code()));
        } catch (EngineException e) {
            throw log.failed(e);
        }
    }

    /** The builder is not to be interrupted, but told. */
    private static <T> T untilInterrupted(Cancellation cancellation, Callable<T> work) throws InterruptedException {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = Thread.ofVirtual().name("build").start(task);
        try {
            return task.get();
        } catch (InterruptedException e) {
            // On a thread of its own: this one may be interrupted again, for the same reason.
            awaitEnd(Thread.ofVirtual().name("build").start(cancellation::cancel));
            awaitEnd(thread);
            throw e;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw EngineException.internal(String.valueOf(e.getCause().getMessage()), e.getCause());
        }
    }

    /** The build's directories are its own until it has really ended. */
    private static void awaitEnd(Thread thread) {
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException _) {
                // It is on its way already.
            }
        }
    }

    private BuildRequest request(Recipe recipe, Cancellation cancellation) {
        Attributes attributes = recipe.attributes();
        Map<String, Optional<String>> arguments = new LinkedHashMap<>();
        attributes.beginning("build-arg:").forEach((name, value) -> arguments.put(name, Optional.of(value)));
        return new BuildRequest(
                recipe.filename(),
                List.of(),
                attributes.target().orElse(""),
                arguments,
                attributes.beginning("label:"),
                attributes.get("platform").isEmpty()
                        ? ""
                        : recipe.platform().map(Platform::toString).orElse(""),
                attributes.noCache(),
                attributes.pull(),
                recipe.cacheFrom(),
                true,
                true,
                HostSettings.of(attributes),
                reference -> SessionCredentials.of(recipe.session(), reference),
                offers(recipe),
                cancellation);
    }

    private Offers offers(Recipe recipe) {
        Optional<Session> session = recipe.session();
        Map<String, Offers.Named> contexts = new LinkedHashMap<>();
        recipe.contexts().forEach((name, context) -> contexts.put(name, named(context)));
        Set<String> fresh = new HashSet<>(recipe.attributes().list("no-cache"));
        return new Offers(
                id -> session.flatMap(client -> ClientSecrets.get(client, id)),
                id -> session.isPresent()
                        ? ClientAgents.open(session.get(), id, run).map(EngineDockerfiles::agent)
                        : Optional.empty(),
                contexts,
                fresh,
                HostSettings.sandbox(recipe.attributes()),
                Attributes.UNDERSTOOD,
                recipe.gate());
    }

    private static Offers.Named named(Recipe.Named context) {
        return switch (context) {
            case Recipe.Named.Image(String reference) -> new Offers.Named.Image(reference);
            case Recipe.Named.Files files -> new Offers.Named.Tree(tree(files));
        };
    }

    /** Closed by whoever has the files. */
    private static TarTree tree(Recipe.Named.Files files) {
        return switch (files) {
            case Recipe.Named.Tree(EngineFiles(TarTree tree)) -> tree;
            case Recipe.Named.Tree(Fetched other) -> throw new IllegalArgumentException("not fetched here: " + other);
            case Recipe.Named.Directory(var path) -> {
                try {
                    yield TarTree.of(path);
                } catch (IOException e) {
                    throw EngineException.internal("cannot read " + path + ": " + e.getMessage(), e);
                }
            }
        };
    }

    private static Offers.Agent agent(ClientAgents.Agent agent) {
        return new Offers.Agent() {
            @Override
            public Path socket() {
                return agent.socket();
            }

            @Override
            public void close() throws IOException {
                agent.close();
            }
        };
    }
}
