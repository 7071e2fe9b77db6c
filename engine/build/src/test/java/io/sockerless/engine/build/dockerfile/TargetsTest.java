package io.sockerless.engine.build.dockerfile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.sockerless.engine.model.EngineException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetsTest {
    private static List<Integer> needed(String text, String target) {
        Dockerfile file = DockerfileParser.parse(text);
        return Targets.needed(file, Targets.find(file, target), word -> word).stream()
                .map(Dockerfile.Stage::index)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("needs")
    void findsTheStagesThatAreNeeded(String text, String target, List<Integer> stages) {
        assertEquals(stages, needed(text, target));
    }

    static Stream<Arguments> needs() {
        String chain = "FROM scratch AS a\nFROM scratch AS b\nFROM a AS c\nCOPY --from=1 x y\nFROM scratch AS d\n";
        return Stream.of(
                arguments(chain, "", List.of(3)),
                arguments(chain, "C", List.of(0, 1, 2)),
                arguments(chain, "b", List.of(1)),
                arguments("FROM x AS a\nFROM 0\n", "", List.of(1)),
                arguments("FROM x AS a\nFROM y AS b\nRUN --mount=from=A,target=/x true\n", "", List.of(0, 1)),
                arguments("FROM b AS a\nFROM scratch AS b\n", "a", List.of(0)),
                arguments("FROM x AS a\nFROM x AS b\nONBUILD COPY --from=a x y\nFROM b\n", "", List.of(0, 1, 2)),
                arguments("FROM x AS a\nFROM x AS b\nONBUILD COPY --from=a x y\n", "b", List.of(1)));
    }

    /** dockerd 20.10.24, classic, as all that is refused here. */
    @ParameterizedTest
    @ValueSource(strings = {"zz", "0", "-1"})
    void findsTargetsByTheirNames(String target) {
        EngineException e =
                assertThrows(EngineException.class, () -> needed("FROM scratch AS a\nFROM scratch\n", target));
        assertEquals("failed to reach build target " + target + " in Dockerfile", e.getMessage());
    }

    @ParameterizedTest
    @CsvSource({"1,refers to current build stage", "7,index out of bounds", "-1,index out of bounds"})
    void refusesNumbersOfNoEarlierStage(String from, String why) {
        Dockerfile file = DockerfileParser.parse("FROM scratch AS a\nFROM scratch\n");
        EngineException e = assertThrows(EngineException.class, () -> Targets.stage(file, from, 1));
        assertEquals("invalid from flag value " + from + ": " + why, e.getMessage());
    }

    @Test
    void refusesANameThatIsTaken() {
        Dockerfile file = DockerfileParser.parse("FROM scratch as x\nFROM scratch as X\n");
        Targets.requireOwnName(file, file.stages().getFirst());
        EngineException e = assertThrows(
                EngineException.class,
                () -> Targets.requireOwnName(file, file.stages().getLast()));
        assertEquals("x stage name already used", e.getMessage());
    }

    @Test
    void saysItInBuildkitsWords() {
        EngineException e = assertThrows(EngineException.class, () -> needed("FROM scratch", "zz"));
        assertEquals(
                "target stage \"zz\" could not be found",
                DockerfileError.of(e).orElseThrow().buildkit());
    }

    /** dockerd 20.10.24, classic: the stage itself and later ones are no stages yet, so their names are images'. */
    @Test
    void takesOtherNamesForImages() {
        Dockerfile file = DockerfileParser.parse("FROM scratch AS a\nFROM scratch AS b\nFROM scratch AS c\n");
        Optional<Dockerfile.Stage> first = Optional.of(file.stages().getFirst());
        assertEquals(first, Targets.stage(file, "A", 1));
        assertEquals(first, Targets.stage(file, "0", 1));
        assertEquals(Optional.empty(), Targets.base(file, "0", 1));
        assertEquals(Optional.empty(), Targets.stage(file, "b", 1));
        assertEquals(Optional.empty(), Targets.stage(file, "c", 1));
        assertEquals(Optional.empty(), Targets.stage(file, "busybox:1", 1));
    }
}
