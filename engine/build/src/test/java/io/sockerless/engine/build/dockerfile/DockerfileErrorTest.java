package io.sockerless.engine.build.dockerfile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** All but the newer syntax: what POST /build of dockerd 20.10.24's classic builder answered, with status 400. */
class DockerfileErrorTest {
    @ParameterizedTest
    @MethodSource("measured")
    void saysWhatTheClassicBuilderSays(String dockerfile, String message) {
        EngineException e = assertThrows(EngineException.class, () -> DockerfileParser.parse(dockerfile));
        assertEquals(message, e.getMessage());
        assertEquals(ErrorKind.INVALID, e.kind());
    }

    static Stream<Arguments> measured() {
        return Stream.of(
                arguments("FROM scratch\n\nFOO bar\n", "dockerfile parse error line 3: unknown instruction: FOO"),
                arguments("", "the Dockerfile (Dockerfile) cannot be empty"),
                arguments("# only\n", "failed to parse Dockerfile: file with no instructions"),
                arguments("RUN x\nFROM scratch\n", "no build stage in current context"),
                arguments("ARG A\nENV a=b\nFROM scratch", "no build stage in current context"),
                arguments("FROM\n", "dockerfile parse error line 1: FROM requires either one or three arguments"),
                arguments("FROM a b\n", "dockerfile parse error line 1: FROM requires either one or three arguments"),
                arguments(
                        "FROM a as 1b\n",
                        "dockerfile parse error line 1: invalid name for build stage: \"1b\", name can't start with a number or contain symbols"),
                arguments("FROM a b c\n", "dockerfile parse error line 1: FROM requires either one or three arguments"),
                arguments("FROM scratch\nENV a\n", "failed to parse Dockerfile: ENV must have two arguments"),
                arguments("FROM scratch\nENV\n", "dockerfile parse error line 2: ENV requires at least one argument"),
                arguments(
                        "FROM scratch\nENV a=b c\n",
                        "failed to parse Dockerfile: Syntax error - can't find = in \"c\". Must be of the form: name=value"),
                arguments("FROM scratch\nENV =b\n", "dockerfile parse error line 2: ENV names can not be blank"),
                arguments(
                        "FROM scratch\nLABEL\n", "dockerfile parse error line 2: LABEL requires at least one argument"),
                arguments("FROM scratch\nLABEL a\n", "failed to parse Dockerfile: LABEL must have two arguments"),
                arguments(
                        "FROM scratch\nCOPY a\n",
                        "dockerfile parse error line 2: COPY requires at least two arguments, but only one was provided. Destination could not be determined"),
                arguments(
                        "FROM scratch\nADD a\n",
                        "dockerfile parse error line 2: ADD requires at least two arguments, but only one was provided. Destination could not be determined"),
                arguments(
                        "FROM scratch\nCOPY\n",
                        "dockerfile parse error line 2: COPY requires at least two arguments, but only one was provided. Destination could not be determined"),
                arguments("FROM scratch\nCOPY --foo=b a b\n", "dockerfile parse error line 2: Unknown flag: foo"),
                arguments(
                        "FROM scratch\nCOPY --chown a b\n",
                        "dockerfile parse error line 2: Missing a value on flag: chown"),
                arguments(
                        "FROM scratch\nCOPY --chown=a --chown=b a b\n",
                        "dockerfile parse error line 2: Duplicate flag specified: chown"),
                arguments("FROM scratch\nRUN --foo x\n", "dockerfile parse error line 2: Unknown flag: foo"),
                arguments(
                        "FROM scratch\nRUN --mount=type=foo x\n",
                        "dockerfile parse error line 2: unsupported mount type \"foo\""),
                arguments(
                        "FROM scratch\nHEALTHCHECK\n",
                        "dockerfile parse error line 2: HEALTHCHECK requires at least one argument"),
                arguments(
                        "FROM scratch\nHEALTHCHECK NONE x\n",
                        "dockerfile parse error line 2: HEALTHCHECK NONE takes no arguments"),
                arguments(
                        "FROM scratch\nHEALTHCHECK FOO x\n",
                        "dockerfile parse error line 2: Unknown type \"FOO\" in HEALTHCHECK (try CMD)"),
                arguments(
                        "FROM scratch\nHEALTHCHECK CMD\n",
                        "dockerfile parse error line 2: Missing command after HEALTHCHECK CMD"),
                arguments(
                        "FROM scratch\nHEALTHCHECK --interval=1 CMD x\n",
                        "dockerfile parse error line 2: time: missing unit in duration \"1\""),
                arguments(
                        "FROM scratch\nHEALTHCHECK --interval=1us CMD x\n",
                        "dockerfile parse error line 2: Interval \"interval\" cannot be less than 1ms"),
                arguments(
                        "FROM scratch\nHEALTHCHECK --retries=0 CMD x\n",
                        "dockerfile parse error line 2: --retries must be at least 1 (not 0)"),
                arguments(
                        "FROM scratch\nHEALTHCHECK --retries=x CMD x\n",
                        "dockerfile parse error line 2: strconv.ParseInt: parsing \"x\": invalid syntax"),
                arguments(
                        "FROM scratch\nONBUILD\n",
                        "dockerfile parse error line 2: ONBUILD requires at least one argument"),
                arguments(
                        "FROM scratch\nONBUILD ONBUILD RUN x\n",
                        "dockerfile parse error line 2: Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed"),
                arguments(
                        "FROM scratch\nONBUILD FROM x\n",
                        "dockerfile parse error line 2: FROM isn't allowed as an ONBUILD trigger"),
                arguments(
                        "FROM scratch\nONBUILD MAINTAINER x\n",
                        "dockerfile parse error line 2: MAINTAINER isn't allowed as an ONBUILD trigger"),
                arguments(
                        "FROM scratch\nEXPOSE\n",
                        "dockerfile parse error line 2: EXPOSE requires at least one argument"),
                arguments("FROM scratch\nUSER\n", "dockerfile parse error line 2: USER requires exactly one argument"),
                arguments(
                        "FROM scratch\nWORKDIR\n",
                        "dockerfile parse error line 2: WORKDIR requires exactly one argument"),
                arguments(
                        "FROM scratch\nVOLUME\n",
                        "dockerfile parse error line 2: VOLUME requires at least one argument"),
                arguments(
                        "FROM scratch\nVOLUME []\n",
                        "dockerfile parse error line 2: VOLUME requires at least one argument"),
                arguments(
                        "FROM scratch\nVOLUME [\"\"]\n",
                        "dockerfile parse error line 2: VOLUME specified can not be an empty string"),
                arguments(
                        "FROM scratch\nSTOPSIGNAL\n",
                        "dockerfile parse error line 2: STOPSIGNAL requires exactly one argument"),
                arguments("FROM scratch\nARG\n", "dockerfile parse error line 2: ARG requires at least one argument"),
                arguments("FROM scratch\nARG =x\n", "dockerfile parse error line 2: ARG names can not be blank"),
                arguments(
                        "FROM scratch\nSHELL\n", "dockerfile parse error line 2: SHELL requires at least one argument"),
                arguments(
                        "FROM scratch\nSHELL []\n",
                        "dockerfile parse error line 2: SHELL requires at least one argument"),
                arguments(
                        "FROM scratch\nSHELL sh -c\n",
                        "dockerfile parse error line 2: SHELL requires the arguments to be in JSON form"),
                arguments(
                        "FROM scratch\nMAINTAINER\n",
                        "dockerfile parse error line 2: MAINTAINER requires exactly one argument"),
                arguments(
                        "FROM scratch\nCMD [\"a\",1]\n",
                        "failed to parse Dockerfile: when using JSON array syntax, arrays must be comprised of strings only"),
                arguments(
                        "FROM scratch\nCMD [1]\n",
                        "failed to parse Dockerfile: when using JSON array syntax, arrays must be comprised of strings only"),
                arguments(
                        "# escape=x\nFROM scratch\n",
                        "failed to parse Dockerfile: invalid escape token 'x' does not match ` or \\"),
                arguments(
                        "# escape=\\\n# escape=`\nFROM scratch\n",
                        "failed to parse Dockerfile: only one escape parser directive can be used"),
                arguments(
                        "# syntax=a\n# syntax=b\nFROM scratch\n",
                        "failed to parse Dockerfile: only one syntax parser directive can be used"),
                arguments("FROM scratch\nWORKDIR --x=1 /a\n", "dockerfile parse error line 2: Unknown flag: x"),
                arguments("FROM scratch\nUSER --x a\n", "dockerfile parse error line 2: Unknown flag: x"),
                arguments("FROM scratch\nENV --x=1 a=b\n", "dockerfile parse error line 2: Unknown flag: x"),
                arguments("FROM scratch\nCMD --x a\n", "dockerfile parse error line 2: Unknown flag: x"),
                arguments(
                        "FROM scratch\nLABEL a=b c\n",
                        "failed to parse Dockerfile: Syntax error - can't find = in \"c\". Must be of the form: name=value"),
                arguments("FROM --foo=1 scratch\n", "dockerfile parse error line 1: Unknown flag: foo"),
                arguments("from scratch\nfoo bar\n", "dockerfile parse error line 2: unknown instruction: FOO"),
                arguments(
                        "FROM scratch as a\nfrom\n",
                        "dockerfile parse error line 2: FROM requires either one or three arguments"));
    }

    @ParameterizedTest
    @MethodSource("newer")
    void refusesNewerSyntaxInBuildkitsWords(String instruction, String message) {
        EngineException e = assertThrows(
                EngineException.class, () -> DockerfileParser.parse("FROM scratch\n" + instruction + "\n"));
        assertEquals(message, e.getMessage());
    }

    static Stream<Arguments> newer() {
        String line = "dockerfile parse error line 2: ";
        return Stream.of(
                arguments("COPY --link=x a b", line + "Expecting boolean value for flag link, not: x"),
                arguments("COPY --link= a b", line + "Missing a value on flag: link"),
                arguments("COPY --checksum=x a b", line + "Unknown flag: checksum"),
                arguments("COPY a <<EOF\nEOF", line + "COPY cannot accept a heredoc as a destination"),
                arguments("COPY <<EOF /a\nx", "failed to parse Dockerfile: unterminated heredoc"),
                arguments("RUN --network=x a", line + "invalid network mode \"x\""),
                arguments("RUN --security=x a", line + "security \"x\" is not valid"),
                arguments(
                        "RUN --device=x a",
                        line + "RUN --device is not supported: there are no devices of the Container Device Interface"),
                arguments("RUN --mount=foo a", line + "invalid field 'foo' must be a key=value pair"),
                arguments("RUN --mount=foo=1 a", line + "unexpected key 'foo' in 'foo=1'"),
                arguments("RUN --mount=target=/a,required a", line + "unexpected key 'required' for mount type 'bind'"),
                arguments("RUN --mount=target=/a,size=1 a", line + "unexpected key 'size' for mount type 'bind'"),
                arguments("RUN --mount=target=/a,ro=x a", line + "invalid value for ro: x"),
                arguments("RUN --mount=target=/a,mode=7 a", line + "mode not allowed for \"bind\" type mounts"),
                arguments("RUN --mount=type=cache,target=/a,mode=8 a", line + "invalid value 8 for mode"),
                arguments("RUN --mount=type=cache,target=/a,uid=x a", line + "invalid value x for uid"),
                arguments("RUN --mount=type=cache,sharing=x a", line + "unsupported sharing value \"x\""),
                arguments("RUN --mount=target=/a,sharing=shared a", line + "invalid cache sharing set for bind mount"),
                arguments("RUN --mount=type=secret,from=x,id=a a", line + "secret mount should not have a from"),
                arguments("RUN --mount=type=secret a", line + "invalid secret mount. one of source, target required"),
                arguments("RUN --mount=type=secret,id=a,src=b a", line + "both source and id can't be set"),
                arguments(
                        "RUN --mount=from=$x,target=/a a",
                        line + "'from' doesn't support variable expansion, define alias stage instead"));
    }

    @Test
    void knowsLineAndWordsOfBuildkit() {
        assertEquals(
                "3 dockerfile parse error on line 3: unknown instruction: foo",
                buildkit("FROM scratch\n\nfoo \\\n bar\n"));
        assertEquals(
                "2 dockerfile parse error on line 2: unknown flag: --foo",
                buildkit("FROM scratch\nCOPY --foo=b a b\n"));
        assertEquals("2 ENV must have two arguments", buildkit("FROM scratch\nENV a\n"));
        assertEquals("0 the Dockerfile cannot be empty", buildkit(""));
    }

    private static String buildkit(String dockerfile) {
        EngineException e = assertThrows(EngineException.class, () -> DockerfileParser.parse(dockerfile));
        DockerfileError error = DockerfileError.of(e).orElseThrow();
        return error.line() + " " + error.buildkit();
    }

    @Test
    void namesTheFileThatIsEmpty() {
        EngineException e = assertThrows(EngineException.class, () -> DockerfileParser.parse("", "x/Other"));
        assertEquals("the Dockerfile (x/Other) cannot be empty", e.getMessage());
    }

    @Test
    void isNotOverwhelmedByTriggersOfTriggers() {
        String dockerfile = "FROM scratch\n" + "ONBUILD ".repeat(100_000) + "RUN x\n";
        EngineException e = assertThrows(EngineException.class, () -> DockerfileParser.parse(dockerfile));
        assertEquals(
                "dockerfile parse error line 2: Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed", e.getMessage());
    }
}
