package io.sockerless.engine.build.dockerfile;

import io.sockerless.engine.build.dockerfile.Dockerfile.Stage;
import io.sockerless.engine.model.EngineException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

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
        return stage(file, target, file.stages().size())
                .orElseThrow(
                        () -> EngineException.invalid("failed to reach build target " + target + " in Dockerfile"));
    }

    /** A stage before {@code end} by its name, the last of several, or by its number. */
    public static Optional<Stage> stage(Dockerfile file, String name, int end) {
        List<Stage> before = file.stages().subList(0, end);
        Optional<Stage> named = before.reversed().stream()
                .filter(stage -> !stage.name().isEmpty() && stage.name().equals(name.toLowerCase(Locale.ROOT)))
                .findFirst();
        if (named.isPresent() || !name.matches("[0-9]{1,6}")) {
            return named;
        }
        int index = Integer.parseInt(name);
        return index < end ? Optional.of(before.get(index)) : Optional.empty();
    }

    /**
     * The stages to build for this one, itself the last, in the order of the file.
     *
     * @param expand replaces the global arguments in the name of a base
     */
    public static List<Stage> needed(Dockerfile file, Stage target, UnaryOperator<String> expand) {
        TreeSet<Integer> needed = new TreeSet<>();
        List<Stage> open = new ArrayList<>(List.of(target));
        while (!open.isEmpty()) {
            Stage stage = open.removeLast();
            if (needed.add(stage.index())) {
                sources(stage, expand)
                        .forEach(name -> stage(file, name, stage.index()).ifPresent(open::add));
            }
        }
        return needed.stream().map(index -> file.stages().get(index)).toList();
    }

    /** What it is made from: other stages' names, or images. */
    private static List<String> sources(Stage stage, UnaryOperator<String> expand) {
        List<String> sources = new ArrayList<>(List.of(expand.apply(stage.from().image())));
        for (Instruction instruction : stage.instructions()) {
            switch (instruction) {
                case Instruction.Copy copy when !copy.from().isEmpty() -> sources.add(copy.from());
                case Instruction.Run run ->
                    run.mounts().stream()
                            .map(mount -> mount.options().getOrDefault("from", ""))
                            .filter(from -> !from.isEmpty())
                            .forEach(sources::add);
                default -> {}
            }
        }
        return sources;
    }
}
