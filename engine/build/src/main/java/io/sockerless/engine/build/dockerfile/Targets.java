package io.sockerless.engine.build.dockerfile;

import io.sockerless.engine.model.EngineException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Which stages a target needs, and what each begins with. */
public final class Targets {
    /** Where something is taken from. */
    public sealed interface Origin {
        /** An earlier stage. */
        record OfStage(int index) implements Origin {}

        record OfImage(String reference) implements Origin {}
    }

    /** @param platform expanded; empty without one */
    public record Planned(Dockerfile.Stage stage, Origin base, String platform) {}

    /**
     * @param stages that are needed, in the order of the file, which is one in which they can be built; the last is the
     *     target
     * @param globals {@code ARG}s before the first {@code FROM} that have a value: for {@code ARG}s of the same name
     *     without a default
     * @param missing variables of {@code FROM}s that have no value
     */
    public record Plan(List<Planned> stages, Map<String, String> globals, Set<String> missing) {}

    private final Dockerfile dockerfile;
    private final int target;

    private Targets(Dockerfile dockerfile, int target) {
        this.dockerfile = dockerfile;
        this.target = target;
    }

    /**
     * @param target a stage's name, empty for the last stage
     * @param arguments those of the client
     * @param platforms {@code BUILDPLATFORM}, {@code TARGETARCH} and the like, see {@link #platforms}
     * @throws EngineException INVALID as of dockerd 20.10's classic builder
     */
    public static Plan plan(
            Dockerfile dockerfile, String target, Map<String, String> arguments, Map<String, String> platforms) {
        return new Targets(dockerfile, find(dockerfile.stages(), target)).plan(arguments, platforms);
    }

    private static int find(List<Dockerfile.Stage> stages, String target) {
        if (stages.isEmpty()) {
            throw DockerfileError.of("No image was generated. Is your Dockerfile empty?")
                    .plain(0);
        }
        for (Dockerfile.Stage stage : stages) {
            // A number is no name for dockerd here, unlike for COPY --from
            if (!target.isEmpty() && stage.name().equalsIgnoreCase(target)) {
                return stage.index();
            }
        }
        if (!target.isEmpty()) {
            throw DockerfileError.of(
                            "failed to reach build target " + target + " in Dockerfile",
                            "target stage " + Words.quote(target) + " could not be found")
                    .plain(0);
        }
        return stages.size() - 1;
    }

    private Plan plan(Map<String, String> arguments, Map<String, String> platforms) {
        Map<String, String> known = new HashMap<>(platforms);
        Map<String, String> globals = new LinkedHashMap<>();
        Expander expander = new Expander(dockerfile.directives().escape(), known);
        for (Instruction.Arg arg : dockerfile.globals()) {
            for (Instruction.Parameter parameter : arg.parameters()) {
                String key = expander.expand(parameter.key());
                String value = arguments.containsKey(key)
                        ? arguments.get(key)
                        : parameter.value().map(expander::expand).orElse(platforms.get(key));
                if (value != null) {
                    known.put(key, value);
                    globals.put(key, value);
                }
            }
        }
        Set<String> before = new LinkedHashSet<>(expander.missing());
        List<Planned> planned = planned(expander);
        Set<String> missing = new LinkedHashSet<>(expander.missing());
        missing.removeAll(before); // a default may well be made of what is not there
        Set<Integer> needed = needed(planned);
        return new Plan(
                planned.stream().filter(p -> needed.contains(p.stage().index())).toList(), globals, missing);
    }

    private List<Planned> planned(Expander expander) {
        List<Planned> planned = new ArrayList<>();
        Set<String> names = new LinkedHashSet<>();
        for (Dockerfile.Stage stage : dockerfile.stages().subList(0, target + 1)) {
            if (!stage.name().isEmpty() && !names.add(stage.name())) {
                throw DockerfileError.of(stage.name() + " stage name already used")
                        .plain(stage.from().source().firstLine());
            }
            String image = expander.expand(stage.from().image());
            if (image.isEmpty()) {
                throw DockerfileError.of("base name (" + stage.from().image() + ") should not be blank")
                        .plain(stage.from().source().firstLine());
            }
            planned.add(new Planned(
                    stage,
                    named(image, stage.index()),
                    expander.expand(stage.from().platform())));
        }
        return planned;
    }

    /** By name only: {@code FROM 0} is an image. A stage that comes later is none yet, so its name is an image's. */
    private Origin named(String name, int before) {
        for (Dockerfile.Stage stage : dockerfile.stages().subList(0, before)) {
            if (!stage.name().isEmpty() && stage.name().equals(name.toLowerCase(Locale.ROOT))) {
                return new Origin.OfStage(stage.index());
            }
        }
        return new Origin.OfImage(name);
    }

    /**
     * What a {@code --from} of {@code COPY} or of a mount of {@code RUN} means: the name of an earlier stage, else the
     * number of one, else an image. It is never expanded.
     *
     * @param stage the number of the stage that the instruction stands in
     * @throws EngineException INVALID for a number that is not of an earlier stage
     */
    public static Origin origin(Dockerfile dockerfile, int stage, String from) {
        Origin origin = new Targets(dockerfile, stage).named(from, stage);
        if (origin instanceof Origin.OfStage || !from.matches("[+-]?[0-9]{1,18}")) {
            return origin;
        }
        long index = Long.parseLong(from);
        if (index < 0 || index >= stage) {
            String why = index == stage ? "refers to current build stage" : "index out of bounds";
            String buildkit = index == stage
                    ? "circular dependency detected on stage: "
                            + dockerfile.stages().get(stage).name()
                    : "invalid stage index " + index;
            throw DockerfileError.of("invalid from flag value " + from + ": " + why, buildkit)
                    .plain(0);
        }
        return new Origin.OfStage((int) index);
    }

    private Set<Integer> needed(List<Planned> planned) {
        Set<Integer> needed = new TreeSet<>(Set.of(target));
        for (int i = target; i >= 0; i--) { // what is needed comes before what needs it
            if (needed.contains(i)) {
                Planned stage = planned.get(i);
                add(needed, stage.base());
                for (Instruction instruction : stage.stage().instructions()) {
                    for (String from : references(instruction)) {
                        add(needed, origin(dockerfile, i, from));
                    }
                }
                for (String from : inherited(stage.base())) {
                    add(needed, origin(dockerfile, i, from));
                }
            }
        }
        return needed;
    }

    /** What triggers of the stage before refer to. */
    private List<String> inherited(Origin base) {
        if (!(base instanceof Origin.OfStage(int index))) {
            return List.of();
        }
        List<String> found = new ArrayList<>();
        for (Instruction instruction : dockerfile.stages().get(index).instructions()) {
            if (instruction instanceof Instruction.OnBuild trigger) {
                try {
                    DockerfileParser.instructions(trigger.trigger()).forEach(inner -> found.addAll(references(inner)));
                } catch (EngineException _) {
                    continue; // it fails when it is carried out, as it does for dockerd
                }
            }
        }
        return found;
    }

    private static void add(Set<Integer> needed, Origin origin) {
        if (origin instanceof Origin.OfStage(int index)) {
            needed.add(index);
        }
    }

    private static List<String> references(Instruction instruction) {
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

    /** The predefined arguments for a platform that builds, and one that is built for: {@code os/arch[/variant]}. */
    public static Map<String, String> platforms(String build, String target) {
        Map<String, String> all = new LinkedHashMap<>();
        Map.of("BUILD", build, "TARGET", target).forEach((prefix, platform) -> {
            String[] parts = platform.split("/");
            all.put(prefix + "PLATFORM", platform);
            all.put(prefix + "OS", parts[0]);
            all.put(prefix + "ARCH", parts.length > 1 ? parts[1] : "");
            all.put(prefix + "VARIANT", parts.length > 2 ? parts[2] : "");
        });
        return all;
    }
}
