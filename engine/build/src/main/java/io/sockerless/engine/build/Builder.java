package io.sockerless.engine.build;

import io.sockerless.engine.build.dockerfile.Dockerfile;
import io.sockerless.engine.build.dockerfile.Dockerfile.Stage;
import io.sockerless.engine.build.dockerfile.DockerfileParser;
import io.sockerless.engine.build.dockerfile.Instruction;
import io.sockerless.engine.build.dockerfile.Targets;
import io.sockerless.engine.core.Containers;
import io.sockerless.engine.core.ImageBuilding;
import io.sockerless.engine.core.Images;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.image.ImageReference;
import io.sockerless.engine.model.image.Platform;
import io.sockerless.engine.oci.Compression;
import io.sockerless.engine.oci.Image;
import io.sockerless.engine.oci.OciJson;
import io.sockerless.engine.oci.ShellWords;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** Builds images of Dockerfiles. What runs, runs in containers of the engine. */
public final class Builder {
    private final Workers workers;
    private final Images images;
    private final ImageBuilding building;
    private final Platform machine;
    private final Path directory;
    private final Path memory;
    private final Caches caches;

    /**
     * @param platform what containers here run on
     * @param directory for contexts and caches
     * @param memory for secrets while they are used
     */
    public Builder(
            Containers containers,
            Images images,
            ImageBuilding building,
            Platform platform,
            Path directory,
            Path memory,
            Clock clock) {
        this.workers = new Workers(containers, directory.resolve("containers"));
        this.images = images;
        this.building = building;
        this.machine = platform;
        this.directory = directory.resolve("work");
        this.memory = memory;
        this.caches = new Caches(directory.resolve("caches"), clock);
    }

    /** Removes what builds of an earlier process left. */
    public void recover() throws IOException {
        Trees.remove(directory);
        Trees.remove(memory);
        workers.recover();
    }

    /** The directories that steps keep from build to build. */
    public Caches caches() {
        return caches;
    }

    /**
     * Takes a context in: a tar, compressed or not.
     *
     * @throws EngineException INVALID if it is none
     */
    public TarTree context(InputStream tar) throws IOException {
        Files.createDirectories(directory);
        try (InputStream plain = Compression.inflate(tar)) {
            return TarTree.read(plain, directory);
        }
    }

    /**
     * Takes the context of a URL in: a repository of git, a tar, or else a Dockerfile, then all there is.
     *
     * @param dockerfile the name that it gets
     * @param keepGit whether {@code .git} of a repository is part of it
     * @throws EngineException INVALID if it cannot be had
     */
    public TarTree remote(String url, String dockerfile, boolean keepGit, Cancellation cancellation)
            throws IOException, InterruptedException {
        Files.createDirectories(directory);
        if (GitSource.names(url)) {
            return Checkout.of(GitSource.parse(url), "", keepGit, directory, cancellation);
        }
        return Downloads.context(url, dockerfile, directory);
    }

    /**
     * Builds.
     *
     * @param context stays the caller's
     * @return the image's id; it has its names
     * @throws EngineException INVALID for a Dockerfile that cannot be carried out
     * @throws FailedCommand if a command failed
     */
    public String build(BuildRequest request, TarTree context, BuildLog log) throws IOException, InterruptedException {
        return build(request, SentDockerfile.text(request, context), context, log)
                .image();
    }

    /**
     * Builds a Dockerfile that need not be in the context, of which nothing is left out.
     *
     * @see #build(BuildRequest, TarTree, BuildLog)
     */
    public BuildOutcome build(BuildRequest request, byte[] dockerfile, TarTree context, BuildLog log)
            throws IOException, InterruptedException {
        Dockerfile file = DockerfileParser.parse(dockerfile);
        Platform platform = request.platform().isEmpty() ? machine : Platform.parse(request.platform());
        Files.createDirectories(directory);
        Path work = Files.createTempDirectory(directory, "build");
        try {
            return new Run(request, file, platform, context, log, work).all();
        } finally {
            Trees.remove(work);
        }
    }

    /** What containers here run on. */
    public Platform platform() {
        return machine;
    }

    /** One build. */
    private final class Run {
        private final BuildRequest request;
        private final Dockerfile file;
        private final Platform platform;
        private final BuildLog log;
        private final Path work;
        private final BuildArguments arguments;
        private final StepsUnderWay underWay = new StepsUnderWay();
        private final Origin context;
        private final Map<String, Origin> origins = new ConcurrentHashMap<>();
        private Stages stages;

        Run(BuildRequest request, Dockerfile file, Platform platform, TarTree context, BuildLog log, Path work) {
            this.request = request;
            this.file = file;
            this.platform = platform;
            this.log = log;
            this.work = work;
            this.arguments = new BuildArguments(request.arguments(), platform);
            this.context = new Origin.Context(context);
        }

        BuildOutcome all() throws IOException, InterruptedException {
            for (Instruction.Arg arg : file.globals()) {
                arg.parameters()
                        .forEach(parameter -> arguments.global(
                                parameter.key(), parameter.value().map(this::global)));
            }
            Stage target = Targets.find(file, request.target());
            List<Stage> needed = Targets.needed(file, target, this::global);
            List<Integer> before = new ArrayList<>(List.of(0));
            needed.forEach(stage ->
                    before.add(before.getLast() + 1 + stage.instructions().size()));
            int total = before.getLast() + request.labels().size();
            stages = new Stages(
                    needed,
                    stage -> Targets.needed(file, stage, this::global).stream()
                            .filter(other -> other != stage)
                            .toList(),
                    request.cancellation(),
                    log);
            try {
                stages.build((stage, place, told) ->
                        stage(stage, new Numbers(before.get(place), total), stage == target, told));
            } finally {
                origins.values().forEach(Origin::close);
            }
            String id = stages.result(target.index()).image();
            if (id.isEmpty()) {
                throw EngineException.invalid("No image was generated. Is your Dockerfile empty?");
            }
            List<String> unused = arguments.unused().stream()
                    .filter(name -> !request.offers().understood().contains(name))
                    .toList();
            if (!unused.isEmpty()) {
                log.remark("[Warning] One or more build-args " + unused + " were not consumed\n");
            }
            request.tags().forEach(tag -> building.name(id, tag));
            return new BuildOutcome(
                    id,
                    needed.stream()
                            .map(stage -> stages.result(stage.index()).image())
                            .filter(image -> !image.isEmpty() && !image.equals(id))
                            .distinct()
                            .toList());
        }

        private String global(String word) {
            return ShellWords.expand(
                    word, arguments.globals(), file.directives().escape());
        }

        private StageState stage(Stage stage, Numbers numbers, boolean last, BuildLog log)
                throws IOException, InterruptedException {
            request.cancellation().check();
            log.stage(stage, file.stages().size());
            log.step(numbers.next(), numbers.total, stage.from().source().text());
            Targets.requireOwnName(file, stage);
            String base = global(stage.from().image());
            Optional<Stage> earlier =
                    named(base).isPresent() ? Optional.empty() : Targets.base(file, base, stage.index());
            StageState state;
            if (earlier.isPresent()) {
                state = state(stages.result(earlier.get().index()).image());
            } else if (base.equals("scratch") || named(base).orElse(null) instanceof Offers.Named.Tree) {
                state = new StageState(
                        "", Map.of(), arguments.stage(), file.directives().escape());
            } else {
                state = state(base(base, global(stage.from().platform()), log));
            }
            List<String> triggers = state.image().isEmpty()
                    ? List.of()
                    : OciJson.strings(building.image(state.image()).config().config(), "OnBuild");
            if (!state.image().isEmpty()) {
                log.image(state.image());
            }
            carryOut(state, triggers, stage, numbers, last, log);
            return state;
        }

        private StageState state(String image) {
            Map<String, Object> config =
                    image.isEmpty() ? Map.of() : building.image(image).config().config();
            return new StageState(
                    image, config, arguments.stage(), file.directives().escape());
        }

        private void carryOut(
                StageState state, List<String> triggers, Stage stage, Numbers numbers, boolean last, BuildLog log)
                throws IOException, InterruptedException {
            boolean fresh =
                    request.noCache() || request.offers().fresh().stream().anyMatch(stage.name()::equalsIgnoreCase);
            Steps steps = new Steps(building, log, platform, sources(), underWay, fresh);
            CopyStep copies = new CopyStep(
                    workers,
                    steps,
                    work,
                    request.cancellation(),
                    request.offers().gate());
            try {
                String base = global(stage.from().image());
                if (named(base).orElse(null) instanceof Offers.Named.Tree) {
                    copies.copy(state, everything(stage, base), origin(base, stage.index(), log));
                }
                StageBuilder builder = new StageBuilder(
                        workers,
                        steps,
                        state,
                        new RunStep(workers, request, log),
                        copies,
                        caches,
                        work,
                        memory,
                        name -> origin(name, stage.index(), log),
                        request);
                if (!triggers.isEmpty()) {
                    log.remark("# Executing " + triggers.size() + " build trigger" + (triggers.size() > 1 ? "s" : "")
                            + "\n");
                    for (Instruction instruction : StageBuilder.triggers(triggers)) {
                        builder.carryOut(instruction);
                    }
                }
                for (Instruction instruction : stage.instructions()) {
                    request.cancellation().check();
                    log.step(numbers.next(), numbers.total, instruction.source().text());
                    builder.carryOut(instruction);
                }
                if (last) {
                    for (Map.Entry<String, String> label : new TreeMap<>(request.labels()).entrySet()) {
                        log.step(numbers.next(), numbers.total, "LABEL " + label.getKey() + "=" + label.getValue());
                        steps.setting(state, new Settings(state).label(Map.of(label.getKey(), label.getValue())));
                    }
                }
            } finally {
                steps.close();
                copies.close();
            }
        }

        /** What the client means by a name, before anything else does. */
        private Optional<Offers.Named> named(String name) {
            return request.offers().context(name);
        }

        private static Instruction.Copy everything(Stage stage, String from) {
            return new Instruction.Copy(
                    stage.from().source(),
                    new Instruction.Transfer(List.of("."), List.of(), "/", "", "", false, false, List.of()),
                    from);
        }

        private Optional<CacheSources> sources() {
            return request.cacheFrom().isEmpty()
                    ? Optional.empty()
                    : Optional.of(new CacheSources(
                            building,
                            request.cacheFrom().stream()
                                    .map(images::find)
                                    .flatMap(Optional::stream)
                                    .map(found -> building.image(found.id()))
                                    .toList()));
        }

        /** Each stage has its own view of others. */
        private Origin origin(String name, int before, BuildLog log) {
            if (name.isEmpty()) {
                return context;
            }
            if (named(name).orElse(null) instanceof Offers.Named.Tree tree) {
                return new Origin.Context(tree.files());
            }
            Optional<Stage> stage = named(name).isPresent() ? Optional.empty() : Targets.stage(file, name, before);
            String key =
                    before + " " + stage.map(found -> "stage " + found.index()).orElse(name);
            Origin known = origins.get(key);
            if (known == null) {
                String image =
                        stage.map(found -> stages.result(found.index()).image()).orElseGet(() -> fromImage(name, log));
                known = new Origin.Stage(workers, image, work);
                origins.put(key, known);
            }
            return known;
        }

        private String fromImage(String name, BuildLog log) {
            try {
                return base(name, "", log);
            } catch (EngineException e) {
                throw new EngineException(e.kind(), "invalid from flag value " + name + ": " + e.getMessage(), e);
            }
        }

        /** An image by its name, pulled if it is not here. */
        private String base(String written, String platformOfBase, BuildLog log) {
            String name = named(written).orElse(null) instanceof Offers.Named.Image image ? image.reference() : written;
            String wanted = platformOfBase.isEmpty() ? request.platform() : platformOfBase;
            Platform needed = wanted.isEmpty() ? platform : Platform.parse(wanted);
            ImageReference reference = ImageReference.parse(name).withDefaultTag();
            if (!name.startsWith("sha256:")) {
                request.offers().gate().accept("docker-image://" + reference);
            }
            Optional<Images.Image> here = images.find(name);
            boolean fits = here.isPresent() && runs(needed, here.get());
            if (request.pull() && !name.startsWith("sha256:") || !fits) {
                images.pull(
                        reference.toString(),
                        "",
                        needed.toString(),
                        request.credentials().apply(reference),
                        log::pulling);
            }
            return images.get(name).id();
        }

        private boolean runs(Platform needed, Images.Image image) {
            Image here = building.image(image.id());
            return needed.runs(here.platform());
        }
    }

    /** Counts steps. */
    private static final class Numbers {
        private final int total;
        private int done;

        Numbers(int done, int total) {
            this.done = done;
            this.total = total;
        }

        int next() {
            return ++done;
        }
    }
}
