package io.sockerless.engine.build.dockerfile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sockerless.engine.model.EngineException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InstructionExpanderTest {
    private static Instruction expand(String text) {
        Instruction instruction = DockerfileParser.instructions(text).getFirst();
        return new InstructionExpander(new Expander('\\', Map.of("X", "x y", "P", "80 81"))).expand(instruction);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            quoteCharacter = '~',
            value = {
                "ENV a=\"$X\" b='$X' $X=c => [Pair[key=a, value=x y], Pair[key=b, value=$X], Pair[key=x y, value=c]]",
                "LABEL a=$X => [Pair[key=a, value=x y]]",
                "ENV a \"$X\" z => [Pair[key=a, value=x y z]]",
                "ARG a=$X => [Parameter[key=a, value=Optional[x y]]]",
                "EXPOSE $P 82/udp => [80, 81, 82/udp]",
                "VOLUME /$X /v => [/x y, /v]",
                "WORKDIR /$X => /x y",
                "USER $X => x y",
                "STOPSIGNAL $X => x y",
                "CMD echo $X => Command[shell=true, words=[echo $X]]",
                "ENTRYPOINT [\"$X\"] => Command[shell=false, words=[$X]]",
                "RUN echo \"$X\" => Command[shell=true, words=[echo \"$X\"]]",
                "ONBUILD ENV a=$X => ENV a=$X",
                "MAINTAINER $X => $X",
                "COPY --from=$X a b => $X"
            })
    void expandsWhatDockerExpands(String text, String expected) {
        Object value = switch (expand(text)) {
            case Instruction.Env env -> env.pairs();
            case Instruction.Label label -> label.pairs();
            case Instruction.Arg arg -> arg.parameters();
            case Instruction.Expose expose -> expose.ports();
            case Instruction.Volume volume -> volume.paths();
            case Instruction.Workdir workdir -> workdir.path();
            case Instruction.User user -> user.user();
            case Instruction.StopSignal stop -> stop.signal();
            case Instruction.Cmd cmd -> cmd.command();
            case Instruction.Entrypoint entrypoint -> entrypoint.command();
            case Instruction.Run run -> run.command();
            case Instruction.OnBuild onBuild -> onBuild.trigger();
            case Instruction.Maintainer maintainer -> maintainer.name();
            case Instruction.Copy copy -> copy.from();
            default -> throw new AssertionError(text);
        };
        assertEquals(expected, value.toString());
    }

    @Test
    void expandsTransfers() {
        Instruction.Add add = (Instruction.Add)
                expand("ADD --chown=$X --chmod=$X --checksum=$X a$X <<A <<'B' /$X/\n'$X'\nA\n$X\nB\n");
        assertEquals("x y", add.checksum());
        assertEquals(
                new Instruction.Transfer(
                        List.of("ax y"),
                        List.of(new Heredoc("A", false, "'x y'\n"), new Heredoc("B", false, "$X\n")),
                        "/x y/",
                        "x y",
                        "x y",
                        false,
                        false,
                        List.of()),
                add.transfer());
    }

    @Test
    void checksMountsOnceTheyAreKnown() {
        Instruction.Run run = (Instruction.Run) expand("RUN --mount=type=cache,target=/$X,sharing=$N x");
        assertEquals(List.of(new RunMount("cache", Map.of("target", "/x y", "sharing", ""))), run.mounts());
        EngineException e = assertThrows(EngineException.class, () -> expand("RUN --mount=type=$X,target=/ x"));
        assertEquals("unsupported mount type \"x y\"", e.getMessage());
    }
}
