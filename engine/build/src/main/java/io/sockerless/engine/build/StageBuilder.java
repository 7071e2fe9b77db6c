package io.sockerless.engine.build;

import io.sockerless.engine.build.dockerfile.DockerfileParser;
import io.sockerless.engine.build.dockerfile.Heredoc;
import io.sockerless.engine.build.dockerfile.Instruction;
import io.sockerless.engine.build.dockerfile.RunMount;
import io.sockerless.engine.core.ImageBuilding.LayerTar;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Carries out the instructions of one stage. */
final class StageBuilder {
    private final Workers workers;
    private final Steps steps;
    private final StageState stage;
    private final RunStep runs;
    private final CopyStep copies;
    private final Settings settings;
    private final Caches caches;
    private final Path work;
    private final Path memory;
    private final Function<String, Origin> origins;
    private final BuildRequest request;

    /** @param origins the files of a stage or image by its name, of the context for the empty one */
    StageBuilder(
            Workers workers,
            Steps steps,
            StageState stage,
            RunStep runs,
            CopyStep copies,
            Caches caches,
            Path work,
            Path memory,
            Function<String, Origin> origins,
            BuildRequest request) {
        this.workers = workers;
        this.steps = steps;
        this.stage = stage;
        this.runs = runs;
        this.copies = copies;
        this.settings = new Settings(stage);
        this.caches = caches;
        this.work = work;
        this.memory = memory;
        this.origins = origins;
        this.request = request;
    }

    void carryOut(Instruction instruction) throws IOException, InterruptedException {
        switch (instruction) {
            case Instruction.From from -> throw new IllegalStateException("not of a stage: " + from);
            case Instruction.Arg arg -> steps.setting(stage, settings.arg(arg));
            case Instruction.Env env -> steps.setting(stage, settings.env(env));
            case Instruction.Label label -> steps.setting(stage, settings.label(label));
            case Instruction.Maintainer name -> steps.setting(stage, settings.maintainer(name));
            case Instruction.User user -> steps.setting(stage, settings.user(user));
            case Instruction.Expose ports -> steps.setting(stage, settings.expose(ports));
            case Instruction.Volume paths -> steps.setting(stage, settings.volume(paths));
            case Instruction.Cmd cmd -> steps.setting(stage, settings.cmd(cmd));
            case Instruction.Entrypoint entrypoint -> steps.setting(stage, settings.entrypoint(entrypoint));
            case Instruction.Shell shell -> steps.setting(stage, settings.shell(shell));
            case Instruction.StopSignal signal -> steps.setting(stage, settings.stopSignal(signal));
            case Instruction.Healthcheck check -> steps.setting(stage, settings.healthcheck(check));
            case Instruction.OnBuild trigger -> steps.setting(stage, settings.onBuild(trigger));
            case Instruction.Workdir directory -> workdir(directory);
            case Instruction.Run run -> run(run);
            case Instruction.Copy copy -> copies.copy(stage, copy, origins.apply(copy.from()));
            case Instruction.Add add -> copies.add(stage, add, origins.apply(""));
        }
    }

    private void workdir(Instruction.Workdir directory) throws IOException {
        String remark = settings.workdir(directory.path());
        List<String> command = new ArrayList<>(stage.shell());
        command.add("#(nop) " + remark);
        if (steps.known(stage, command)) {
            return;
        }
        try (StageFiles files = new StageFiles(workers, stage.image())) {
            Transfers transfers = new Transfers(files, work);
            transfers.directory(stage.text("WorkingDir"), null);
            Optional<LayerTar> layer = transfers.layer().isEmpty()
                    ? Optional.empty()
                    : Optional.of(tar -> unchecked(() -> transfers.layer().writeTo(tar)));
            steps.layer(stage, command, "", command, layer);
        }
    }

    private void run(Instruction.Run run) throws IOException, InterruptedException {
        List<String> words = RunStep.words(stage, run);
        List<String> recorded = stage.arguments().recorded(stage.environmentNames());
        List<String> told =
                stage.arguments().environment(stage.environmentNames()).isEmpty()
                        ? words
                        : Stream.of(List.of("|" + recorded.size()), recorded, words)
                                .flatMap(List::stream)
                                .toList();
        Path own = Files.createTempDirectory(work, "run");
        try (Mounts mounts = new Mounts(caches, own, memory, stage, origins, request.offers())) {
            for (RunMount mount : run.mounts()) {
                mounts.add(mount);
            }
            String place = request.offers().sandbox().key();
            List<String> command = mounts.hash().isEmpty() && run.network().isEmpty() && place.isEmpty()
                    ? told
                    : Stream.concat(
                                    Stream.of(Steps.SURROUNDINGS + mounts.hash() + ",network:" + run.network() + place),
                                    told.stream())
                            .toList();
            if (steps.known(stage, command)) {
                return;
            }
            Workers.Worker worker = runs.run(stage, run, interpreted(run, words, mounts), mounts);
            String made;
            try (StageFiles before = new StageFiles(workers, stage.image())) {
                LayerTar layer = mounts.targets().isEmpty()
                        ? tar -> workers.containers().diff(worker.id(), tar)
                        : tar -> unchecked(() -> filtered(worker.id(), own, before, mounts.targets(), tar));
                made = steps.make(stage, command, worker.id(), told, Optional.of(layer));
            } finally {
                runs.end(worker, request.remove());
            }
            steps.made(stage, made);
        }
    }

    /** A script that names its own interpreter is a file. */
    private static List<String> interpreted(Instruction.Run run, List<String> words, Mounts mounts) throws IOException {
        if (run.heredocs().size() != 1 || !words.getLast().startsWith("#!")) {
            return words;
        }
        Heredoc script = run.heredocs().getFirst();
        String target = "/dev/pipes/" + script.name();
        mounts.file(target, script.content());
        return List.of(target);
    }

    private void filtered(String container, Path own, StageFiles before, List<String> targets, OutputStream tar)
            throws IOException {
        Path layer = Files.createTempFile(own, "layer", ".tar");
        try (OutputStream out = Files.newOutputStream(layer)) {
            workers.containers().diff(container, out);
        }
        LayerFilter.copy(layer, before, targets, tar);
    }

    /** Work on files within an interface that knows no checked exceptions. */
    private interface FileWork {
        void run() throws IOException;
    }

    private static void unchecked(FileWork work) {
        try {
            work.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The triggers of a base, as instructions of this stage. */
    static List<Instruction> triggers(List<String> texts) {
        return texts.stream()
                .map(DockerfileParser::instructions)
                .flatMap(List::stream)
                .toList();
    }
}
