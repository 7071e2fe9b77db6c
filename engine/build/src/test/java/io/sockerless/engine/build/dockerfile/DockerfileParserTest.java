package io.sockerless.engine.build.dockerfile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DockerfileParserTest {
    private static Instruction only(String instruction) {
        Dockerfile file = DockerfileParser.parse("FROM scratch\n" + instruction);
        List<Instruction> all = file.stages().getFirst().instructions();
        assertEquals(1, all.size(), all.toString());
        return all.getFirst();
    }

    @Test
    void readsStagesGlobalsAndDirectives() {
        String text = "\uFEFF# Syntax = docker/dockerfile:1 x\r\n#escape=`\r\n# check=skip=all\r\n"
                + "ARG A=1 B\r\nfrom --platform=$BUILDPLATFORM a:$A AS One\r\nRun x `\r\n  y\r\nFROM b\r\n";
        Dockerfile file = DockerfileParser.parse(text.getBytes(StandardCharsets.UTF_8));
        assertEquals(new Dockerfile.Directives('`', "docker/dockerfile:1", "skip=all"), file.directives());
        assertEquals(
                List.of(
                        new Instruction.Parameter("A", Optional.of("1")),
                        new Instruction.Parameter("B", Optional.empty())),
                file.globals().getFirst().parameters());
        assertEquals(2, file.stages().size());
        Dockerfile.Stage one = file.stages().getFirst();
        assertEquals("one", one.name());
        assertEquals("$BUILDPLATFORM", one.from().platform());
        assertEquals("a:$A", one.from().image());
        assertEquals(
                new Source(6, 7, "Run x   y"), one.instructions().getFirst().source());
        assertEquals("", file.stages().getLast().name());
    }

    @ParameterizedTest
    @MethodSource("syntaxes")
    void findsTheSyntaxInOtherLanguages(String text, String syntax) {
        assertEquals(
                syntax,
                DockerfileParser.parse(text + "\nFROM scratch").directives().syntax());
    }

    static Stream<Arguments> syntaxes() {
        return Stream.of(
                arguments("# syntax=a", "a"),
                arguments("#!/bin/x\n# syntax=a", "a"),
                arguments("# other=b\n# syntax=a", ""),
                arguments("# a comment\n# syntax=a", ""),
                arguments("\n# syntax=a", ""),
                arguments("# escape=\\\n# syntax=a", "a"));
    }

    @Test
    void joinsLines() {
        assertEquals(
                "RUN a   b c",
                only("RUN a \\\n# comment\n  b\\  \n  # more\n c # kept\\no")
                        .source()
                        .text()
                        .substring(0, 11));
        assertEquals("RUN a \\\\", only("RUN a \\\\").source().text());
        assertEquals("RUN a", only("RUN a\\").source().text(), "an end of file ends a continuation");
        assertEquals("RUN #a", only("\\\nRUN #a").source().text());
    }

    @Test
    void warnsOfEmptyContinuationLines() {
        Dockerfile file = DockerfileParser.parse("FROM scratch\nENV a=b\\\n\n c=d\n");
        assertEquals(
                List.of("Empty continuation line found in: ENV a=b c=d"),
                file.warnings().stream().map(Dockerfile.Warning::text).toList());
        assertEquals(new Source(2, 4, "ENV a=b c=d"), file.warnings().getFirst().source());
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void readsPairs(String arguments, List<String> pairs) {
        Instruction.Env env = assertInstanceOf(Instruction.Env.class, only("ENV " + arguments));
        assertEquals(
                pairs,
                env.pairs().stream().flatMap(p -> Stream.of(p.key(), p.value())).toList());
        Instruction.Label label = assertInstanceOf(Instruction.Label.class, only("LABEL " + arguments));
        assertEquals(env.pairs(), label.pairs());
    }

    static Stream<Arguments> pairs() {
        return Stream.of(
                arguments("a=b c='d e' f=g\\ h", List.of("a", "b", "c", "'d e'", "f", "g\\ h")),
                arguments("a b=c  d", List.of("a", "b=c  d")),
                arguments("a \"b\"  ", List.of("a", "\"b\"")),
                arguments("a= b=\"\" ", List.of("a", "", "b", "\"\"")),
                arguments("a=b=c", List.of("a", "b=c")),
                arguments("\"a b\"=c", List.of("\"a b\"", "c")));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void readsCommands(String arguments, Command command) {
        assertEquals(
                command,
                assertInstanceOf(Instruction.Cmd.class, only("CMD " + arguments))
                        .command());
        assertEquals(
                command,
                assertInstanceOf(Instruction.Run.class, only("RUN " + arguments))
                        .command());
        assertEquals(
                command,
                assertInstanceOf(Instruction.Entrypoint.class, only("ENTRYPOINT " + arguments))
                        .command());
        if (!command.words().isEmpty()) {
            List<String> test = new ArrayList<>(command.words());
            test.addFirst(command.shell() ? "CMD-SHELL" : "CMD");
            assertEquals(
                    Map.of("Test", test),
                    assertInstanceOf(Instruction.Healthcheck.class, only("HEALTHCHECK CMD " + arguments))
                            .value());
        }
    }

    static Stream<Arguments> commands() {
        return Stream.of(
                arguments("a  b", new Command(true, List.of("a  b"))),
                arguments("[\"a\", \"b c\"]", new Command(false, List.of("a", "b c"))),
                arguments("[\"\\u0041\"]", new Command(false, List.of("A"))),
                arguments("['a']", new Command(true, List.of("['a']"))),
                arguments("[ -f x ] && y", new Command(true, List.of("[ -f x ] && y"))),
                // dockerd 20.10 passes over what follows; BuildKit of today takes it for the shell's
                arguments("[\"a\"] x", new Command(false, List.of("a"))),
                arguments("[]", new Command(false, List.of())),
                arguments("", new Command(true, List.of())));
    }

    @Test
    void readsFlags() {
        assertEquals(
                new Instruction.Copy(
                        new Source(
                                2,
                                2,
                                "COPY --from=x --chown=1:2 --chmod=644 --link --parents --exclude=a --exclude=b s t d"),
                        new Instruction.Transfer(
                                List.of("s", "t"), List.of(), "d", "1:2", "644", true, true, List.of("a", "b")),
                        "x"),
                only("COPY --from=x --chown=1:2 --chmod=644 --link --parents --exclude=a --exclude=b s t d"));
        Instruction.Add add = assertInstanceOf(
                Instruction.Add.class,
                only("ADD --checksum=sha256:x --keep-git-dir=true --unpack=false --link=false [\"a b\", \"c\"]"));
        assertEquals("sha256:x", add.checksum());
        assertEquals(true, add.keepGitDir());
        assertEquals(Optional.of(false), add.unpack());
        assertEquals(false, add.transfer().link());
        assertEquals(List.of("a b"), add.transfer().sources());
        assertEquals("c", add.transfer().destination());
        assertEquals(
                "--x",
                assertInstanceOf(Instruction.Cmd.class, only("CMD -- --x"))
                        .command()
                        .words()
                        .getFirst());
        assertEquals(
                "a b",
                assertInstanceOf(Instruction.Copy.class, only("COPY --from='a b' x y"))
                        .from());
    }

    @Test
    void readsMounts() {
        Instruction.Run run = assertInstanceOf(
                Instruction.Run.class,
                only(
                        "RUN --network=none --security=sandbox --mount=type=Cache,dst=/c,id=i,sharing=locked,mode=0755,uid=1,gid=2"
                                + " --mount=from=s,src=/a,target=/b,rw --mount='type=secret,\"id=a,b\",required,env=E'"
                                + " --mount=type=tmpfs,target=/t,size=$S --mount=type=ssh cmd"));
        assertEquals("none", run.network());
        assertEquals("sandbox", run.security());
        assertEquals(
                List.of(
                        new RunMount(
                                "cache",
                                Map.of(
                                        "target", "/c", "id", "i", "sharing", "locked", "mode", "0755", "uid", "1",
                                        "gid", "2")),
                        new RunMount("bind", Map.of("from", "s", "source", "/a", "target", "/b", "readonly", "false"))),
                run.mounts().subList(0, 2));
        assertEquals(
                List.of("bind", "tmpfs", "ssh").getLast(),
                run.mounts().getLast().type());
        assertEquals(new Command(true, List.of("cmd")), run.command());
        assertEquals(5, run.mounts().size());
        assertEquals("$S", run.mounts().get(3).options().get("size"));
    }

    @Test
    void readsHeredocs() {
        Dockerfile file =
                DockerfileParser.parse("FROM scratch\nRUN <<EOF cat <<-'TWO' - x\n# one $x\n\nEOF\n\ttwo\n\tTWO\n"
                        + "COPY <<a \"<<b c\" /d/\n1\n<<b\na\nCOPY --chown=1 <<\"a\" <<-b e /d/\n1\\\na\n\t2\nb\n"
                        + "ONBUILD RUN <<EOF\nx\nEOF\nCMD cat <<EOF\nENV z=<<EOF\n");
        List<Instruction> all = file.stages().getFirst().instructions();
        Instruction.Run run = assertInstanceOf(Instruction.Run.class, all.getFirst());
        assertEquals(
                List.of(new Heredoc("EOF", true, "# one $x\n\n"), new Heredoc("TWO", false, "two\n")), run.heredocs());
        assertEquals(new Command(true, List.of("<<EOF cat <<-'TWO' - x")), run.command());
        assertEquals(new Source(2, 7, "RUN <<EOF cat <<-'TWO' - x"), run.source());
        Instruction.Copy copy = assertInstanceOf(Instruction.Copy.class, all.get(2));
        assertEquals(
                List.of(new Heredoc("a", false, "1\\\n"), new Heredoc("b", true, "2\n")),
                copy.transfer().files());
        assertEquals(List.of("e"), copy.transfer().sources());
        assertEquals(
                "RUN <<EOF\nx\nEOF",
                assertInstanceOf(Instruction.OnBuild.class, all.get(3)).trigger());
        assertInstanceOf(Instruction.Cmd.class, all.get(4));
        assertInstanceOf(Instruction.Env.class, all.get(5));
    }

    @Test
    void readsTheRest() {
        assertEquals(
                List.of("53/udp", "80"),
                assertInstanceOf(Instruction.Expose.class, only("EXPOSE 80 53/udp"))
                        .ports());
        assertEquals(
                List.of("/a", "/b"),
                assertInstanceOf(Instruction.Volume.class, only("VOLUME /a /b")).paths());
        assertEquals(
                List.of("/a b"),
                assertInstanceOf(Instruction.Volume.class, only("VOLUME [\" /a b \"]"))
                        .paths());
        assertEquals(
                "/a b",
                assertInstanceOf(Instruction.Workdir.class, only("workdir  /a b "))
                        .path());
        assertEquals(
                "u:g",
                assertInstanceOf(Instruction.User.class, only("USER u:g")).user());
        assertEquals(
                "SIGTERM",
                assertInstanceOf(Instruction.StopSignal.class, only("STOPSIGNAL SIGTERM"))
                        .signal());
        assertEquals(
                "a b <c>",
                assertInstanceOf(Instruction.Maintainer.class, only("MAINTAINER a b <c>"))
                        .name());
        assertEquals(
                List.of("a", "b"),
                assertInstanceOf(Instruction.Shell.class, only("SHELL [\"a\",\"b\"]"))
                        .words());
        assertEquals(
                "FOO x",
                assertInstanceOf(Instruction.OnBuild.class, only("ONBUILD FOO x"))
                        .trigger());
        assertEquals(
                Map.of("Test", List.of("NONE")),
                assertInstanceOf(Instruction.Healthcheck.class, only("HEALTHCHECK none"))
                        .value());
        assertEquals(
                Map.of(
                        "Test",
                        List.of("CMD-SHELL", "x"),
                        "Interval",
                        90_000_000_000L,
                        "StartInterval",
                        5_000_000_000L,
                        "Retries",
                        3),
                assertInstanceOf(
                                Instruction.Healthcheck.class,
                                only("HEALTHCHECK --interval=1m30s --start-interval=5s --retries=3 --timeout= CMD x"))
                        .value());
    }
}
