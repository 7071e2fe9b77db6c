package io.sockerless.engine.build.dockerfile;

import io.sockerless.engine.build.dockerfile.Dockerfile.Stage;
import io.sockerless.engine.model.EngineException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Which stages a target needs. */
public final class Targets {
    private Targets() {}

    /**
     * The stage that is meant; the last one without a name.
     *
     * @throws EngineException INVALID if there is none, in dockerd's words
     */
    public static Stage find(Dockerfile file, String target) {
        if (target.isEmpty()) {
            return file.stages().getLast();
        }
        return base(file, target, file.stages().size())
                .orElseThrow(() -> DockerfileError.of(
                                "failed to reach build target " + target + " in Dockerfile",
                                "target stage " + Words.quote(target) + " could not be found")
                        .plain(0));
    }

    /** What a {@code FROM} means, if it is a stage before {@code end}: only names count there, a number is an image. */
    public static Optional<Stage> base(Dockerfile file, String name, int end) {
        return file.stages().subList(0, end).stream()
                .filter(stage -> !stage.name().isEmpty() && stage.name().equals(name.toLowerCase(Locale.ROOT)))
                .findFirst();
    }

    /** @throws EngineException INVALID if an earlier stage has the name */
    public static void requireOwnName(Dockerfile file, Stage stage) {
        if (!stage.name().isEmpty() && base(file, stage.name(), stage.index()).isPresent()) {
            throw DockerfileError.of(stage.name() + " stage name already used")
                    .plain(stage.from().source().firstLine());
        }
    }

    private static Optional<Stage> known(Dockerfile file, String name, int end) {
        try {
            return stage(file, name, end);
        } catch (EngineException _) {
            return Optional.empty();
        }
    }

    /**
     * What a {@code --from} in the stage {@code end} means, if it is an earlier stage: its name, else its number.
     *
     * @throws EngineException INVALID for a number that is not an earlier stage's
     */
    public static Optional<Stage> stage(Dockerfile file, String name, int end) {
        Optional<Stage> named = base(file, name, end);
        if (named.isPresent() || !name.matches("[+-]?[0-9]{1,18}")) {
            return named;
        }
        long index = Long.parseLong(name);
        if (index < 0 || index >= end) {
            boolean itself = index == end;
            throw DockerfileError.of(
                            "invalid from flag value " + name + ": "
                                    + (itself ? "refers to current build stage" : "index out of bounds"),
                            itself
                                    ? "circular dependency detected on stage: "
                                            + file.stages().get(end).name()
                                    : "invalid stage index " + index)
                    .plain(0);
        }
        return Optional.of(file.stages().get((int) index));
    }

    /**
     * The stages to build for this one, itself the last, in the order of the file.
     *
     * <p>What makes no sense is found by whoever carries out the instruction.
     *
     * @param expand replaces the global arguments in the name of a base
     */
    public static List<Stage> needed(Dockerfile file, Stage target, UnaryOperator<String> expand) {
        TreeSet<Integer> needed = new TreeSet<>();
        List<Stage> open = new ArrayList<>(List.of(target));
        while (!open.isEmpty()) {
            Stage stage = open.removeLast();
            if (needed.add(stage.index())) {
                Optional<Stage> base = base(file, expand.apply(stage.from().image()), stage.index());
                base.ifPresent(open::add);
                Stream.concat(stage.instructions().stream(), base.map(Targets::triggers).orElse(List.of()).stream())
                        .flatMap(instruction -> sources(instruction).stream())
                        .forEach(name -> known(file, name, stage.index()).ifPresent(open::add));
            }
        }
        return needed.stream().map(index -> file.stages().get(index)).toList();
    }

    /** What a stage leaves to do to those that begin with it. */
    private static List<Instruction> triggers(Stage stage) {
        List<Instruction> triggers = new ArrayList<>();
        for (Instruction instruction : stage.instructions()) {
            if (instruction instanceof Instruction.OnBuild trigger) {
                try {
                    triggers.addAll(DockerfileParser.instructions(trigger.trigger()));
                } catch (EngineException _) {
                    continue; // it fails when it is carried out, as it does for dockerd
                }
            }
        }
        return triggers;
    }

    /** What files of an instruction are taken from: other stages' names or numbers, or images. */
    private static List<String> sources(Instruction instruction) {
        return switch (instruction) {
            case Instruction.Copy copy when !copy.from().isEmpty() -> List.of(copy.from());
            case Instruction.Run run ->
                run.mounts().stream()
                        .map(mount -> mount.options().getOrDefault("from", ""))
                        .filter(from -> !from.isEmpty())
                        .toList();
            default -> List.of();
        };
    }
}
