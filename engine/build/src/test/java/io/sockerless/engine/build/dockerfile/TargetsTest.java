package io.sockerless.engine.build.dockerfile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.sockerless.engine.model.EngineException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TargetsTest {
    private static Targets.Plan plan(String text, String target, Map<String, String> arguments) {
        return Targets.plan(
                DockerfileParser.parse(text), target, arguments, Targets.platforms("linux/amd64", "linux/arm/v7"));
    }

    @ParameterizedTest
    @MethodSource("needs")
    void findsTheStagesThatAreNeeded(String text, String target, List<Integer> stages) {
        assertEquals(
                stages,
                plan(text, target, Map.of()).stages().stream()
                        .map(p -> p.stage().index())
                        .toList());
    }

    static Stream<Arguments> needs() {
        String chain = "FROM scratch AS a\nFROM scratch AS b\nFROM a AS c\nCOPY --from=1 x y\nFROM scratch AS d\n";
        return Stream.of(
                arguments(chain, "", List.of(3)),
                arguments(chain, "C", List.of(0, 1, 2)),
                arguments(chain, "b", List.of(1)),
                arguments("FROM x AS a\nFROM y AS b\nRUN --mount=from=A,target=/x true\n", "", List.of(0, 1)),
                arguments("FROM b AS a\nFROM scratch AS b\n", "a", List.of(0)),
                arguments("FROM x AS a\nFROM x AS b\nONBUILD COPY --from=a x y\nFROM b\n", "", List.of(0, 1, 2)),
                arguments("FROM x AS a\nFROM x AS b\nONBUILD COPY --from=a x y\n", "b", List.of(1)));
    }

    @Test
    void expandsWhatStagesBeginWith() {
        Targets.Plan plan = plan(
                "ARG V=1\nARG I=img:$V\nARG W\nARG N\nFROM --platform=$BUILDPLATFORM $I-$TARGETARCH$TARGETVARIANT AS a\n"
                        + "FROM A\nFROM ${I}${W}${N}${O:+x}\nCOPY --from=0 x y\nCOPY --from=1 x y\n",
                "",
                Map.of("V", "2", "W", "-w", "U", "u"));
        assertEquals(
                List.of(
                        new Targets.Origin.OfImage("img:2-armv7"),
                        new Targets.Origin.OfStage(0),
                        new Targets.Origin.OfImage("img:2-w")),
                plan.stages().stream().map(Targets.Planned::base).toList());
        assertEquals("linux/amd64", plan.stages().getFirst().platform());
        assertEquals(Map.of("V", "2", "I", "img:2", "W", "-w"), plan.globals());
        assertEquals(Set.of("N", "O"), plan.missing());
    }

    /** dockerd 20.10.24, classic. */
    @ParameterizedTest
    @MethodSource("refusals")
    void refuses(String text, String target, String message) {
        EngineException e = assertThrows(EngineException.class, () -> plan(text, target, Map.of()));
        assertEquals(message, e.getMessage());
    }

    static Stream<Arguments> refusals() {
        String two = "FROM scratch AS a\nFROM scratch\n";
        return Stream.of(
                arguments(two, "zz", "failed to reach build target zz in Dockerfile"),
                arguments(two, "0", "failed to reach build target 0 in Dockerfile"),
                arguments("FROM scratch as x\nFROM scratch as X\n", "", "x stage name already used"),
                arguments("FROM $x\n", "", "base name ($x) should not be blank"),
                arguments("FROM ${x?no}\n", "", "failed to process \"${x?no}\": x: no"),
                arguments("ARG x=${y\nFROM scratch\n", "", "failed to process \"${y\": missing ':' in substitution"),
                arguments(
                        "FROM scratch\nCOPY --from=0 x y\n",
                        "",
                        "invalid from flag value 0: refers to current build stage"),
                arguments("FROM scratch\nCOPY --from=7 x y\n", "", "invalid from flag value 7: index out of bounds"),
                arguments("FROM scratch\nCOPY --from=-1 x y\n", "", "invalid from flag value -1: index out of bounds"));
    }

    @Test
    void saysItInBuildkitsWords() {
        EngineException e = assertThrows(EngineException.class, () -> plan("FROM scratch", "zz", Map.of()));
        assertEquals(
                "target stage \"zz\" could not be found",
                DockerfileError.of(e).orElseThrow().buildkit());
    }

    /** dockerd 20.10.24, classic: the stage itself and later ones are no stages yet, so their names are images'. */
    @Test
    void takesOtherNamesForImages() {
        Dockerfile file = DockerfileParser.parse("FROM scratch AS a\nFROM scratch AS b\nFROM scratch AS c\n");
        assertEquals(new Targets.Origin.OfStage(0), Targets.origin(file, 1, "A"));
        assertEquals(new Targets.Origin.OfStage(0), Targets.origin(file, 1, "0"));
        assertEquals(new Targets.Origin.OfImage("b"), Targets.origin(file, 1, "b"));
        assertEquals(new Targets.Origin.OfImage("c"), Targets.origin(file, 1, "c"));
        assertEquals(new Targets.Origin.OfImage("busybox:1"), Targets.origin(file, 1, "busybox:1"));
    }
}
