package io.sockerless.frontends.buildkit.engine;

import com.google.protobuf.ByteString;
import io.grpc.StatusRuntimeException;
import io.sockerless.engine.build.BuildLog;
import io.sockerless.engine.build.dockerfile.Dockerfile;
import io.sockerless.engine.build.dockerfile.DockerfileError;
import io.sockerless.engine.build.dockerfile.Instruction;
import io.sockerless.engine.build.dockerfile.Source;
import io.sockerless.engine.core.Images;
import io.sockerless.engine.model.EngineException;
import io.sockerless.frontends.buildkit.solve.Progress;
import io.sockerless.frontends.buildkit.solve.Recipe;
import io.sockerless.frontends.buildkit.solve.SolveFailure;
import io.sockerless.frontends.buildkit.solve.Step;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** A build's steps as BuildKit's clients show them: those that make files, counted in their stage. */
final class VertexLog implements BuildLog {
    private final Progress progress;
    private final Recipe recipe;
    private final Map<String, Step.Part> parts = new HashMap<>();
    private final Deque<Instruction> coming = new ArrayDeque<>();
    private String stage = "";
    private int number;
    private int total;
    private Optional<Step> current = Optional.empty();
    private Optional<Source> source = Optional.empty();
    private List<String> inputs = List.of();

    VertexLog(Progress progress, Recipe recipe) {
        this.progress = progress;
        this.recipe = recipe;
    }

    @Override
    public void stage(Dockerfile.Stage begun, int stages) {
        end();
        String own = begun.name().isEmpty() ? "stage-" + begun.index() : begun.name();
        stage = stages > 1 ? own + " " : "";
        inputs = List.of();
        number = 0;
        total = 1
                + (int) begun.instructions().stream()
                        .filter(VertexLog::makesFiles)
                        .count();
        coming.clear();
        coming.add(begun.from());
        coming.addAll(begun.instructions());
    }

    private static boolean makesFiles(Instruction instruction) {
        return switch (instruction) {
            case Instruction.From _, Instruction.Run _, Instruction.Copy _, Instruction.Add _, Instruction.Workdir _ ->
                true;
            case Instruction.Arg _,
                    Instruction.Env _,
                    Instruction.Label _,
                    Instruction.Expose _,
                    Instruction.Volume _,
                    Instruction.Cmd _,
                    Instruction.Entrypoint _,
                    Instruction.Shell _,
                    Instruction.StopSignal _,
                    Instruction.Healthcheck _,
                    Instruction.OnBuild _,
                    Instruction.User _,
                    Instruction.Maintainer _ -> false;
        };
    }

    @Override
    public void step(int ofBuild, int all, String text) {
        end();
        Instruction instruction = coming.poll();
        source = Optional.ofNullable(instruction).map(Instruction::source);
        if (instruction == null || !makesFiles(instruction)) {
            return;
        }
        Step step = Step.of(
                progress,
                Step.digest(UUID.randomUUID().toString()),
                "[" + stage + ++number + "/" + total + "] " + text,
                inputs);
        step.start();
        inputs = List.of(step.digest());
        current = Optional.of(step);
    }

    @Override
    public void cached() {
        current.ifPresent(step -> step.complete(true));
        current = Optional.empty();
    }

    @Override
    public void running(String container) {
        // Clients of BuildKit see no containers.
    }

    @Override
    public void removed(String container) {
        // Clients of BuildKit see no containers.
    }

    @Override
    public void image(String id) {
        // Nor what a single step makes.
    }

    @Override
    public void output(byte[] bytes, boolean error) {
        current.ifPresent(step -> step.log(error ? 2 : 1, ByteString.copyFrom(bytes)));
    }

    @Override
    public void pulling(Images.Progress pulled) {
        if (current.isEmpty() || pulled.id().isEmpty()) {
            return;
        }
        Step.Part part = parts.computeIfAbsent(pulled.id(), current.get()::part);
        part.at(pulled.current(), pulled.total());
        if (pulled.status().equals("Pull complete") || pulled.status().equals("Already exists")) {
            part.complete();
        }
    }

    @Override
    public void remark(String text) {
        String warning = "[Warning] ";
        if (text.startsWith(warning)) {
            Step step = current.orElseGet(() -> Step.of(progress, "[internal] build arguments"));
            step.warn(text.substring(warning.length()).strip(), List.of(), "");
            step.complete(false);
        }
    }

    /** The step that runs has succeeded. */
    void end() {
        parts.values().forEach(Step.Part::complete);
        parts.clear();
        current.ifPresent(step -> step.complete(false));
        current = Optional.empty();
    }

    /** What the client is told of a failure: where it stands in the Dockerfile, if that is known. */
    StatusRuntimeException failed(EngineException failure) {
        Optional<DockerfileError> error = DockerfileError.of(failure);
        String message = error.map(DockerfileError::buildkit).orElse(failure.getMessage());
        current.ifPresent(step -> step.fail(message));
        current = Optional.empty();
        return error.filter(known -> known.line() > 0)
                .map(known -> new Source(known.line(), known.line(), ""))
                .or(() -> source)
                .map(lines -> SolveFailure.at(
                        message, recipe.filename(), recipe.dockerfile(), lines.firstLine(), lines.lastLine()))
                .orElseGet(() -> SolveFailure.of(message));
    }
}
