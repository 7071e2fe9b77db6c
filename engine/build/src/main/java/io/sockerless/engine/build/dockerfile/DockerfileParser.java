package io.sockerless.engine.build.dockerfile;

import io.sockerless.engine.model.EngineException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads Dockerfiles: the whole of the current language, whose errors are told as dockerd 20.10's classic builder does.
 * What that builder does not know (here-documents, newer flags) is accepted all the same.
 */
public final class DockerfileParser {
    private DockerfileParser() {}

    /** @throws EngineException INVALID in dockerd's words, with a {@link DockerfileError} as its cause */
    public static Dockerfile parse(byte[] text) {
        return parse(new String(text, StandardCharsets.UTF_8));
    }

    /** @throws EngineException INVALID in dockerd's words, with a {@link DockerfileError} as its cause */
    public static Dockerfile parse(String text) {
        return parse(text, "Dockerfile");
    }

    /**
     * @param name of the file, for messages
     * @throws EngineException INVALID in dockerd's words, with a {@link DockerfileError} as its cause
     */
    public static Dockerfile parse(String text, String name) {
        if (text.isEmpty()) {
            throw DockerfileError.of("the Dockerfile (" + name + ") cannot be empty", "the Dockerfile cannot be empty")
                    .plain(0);
        }
        String marked = text.startsWith("\uFEFF") ? text.substring(1) : text;
        Statements statements = Statements.read(marked);
        List<Instruction.Arg> globals = new ArrayList<>();
        List<Dockerfile.Stage> stages = new ArrayList<>();
        List<Instruction> current = new ArrayList<>();
        for (Statement statement : statements.all()) {
            Instruction instruction = instruction(statement);
            if (instruction instanceof Instruction.From from) {
                current = new ArrayList<>();
                stages.add(new Dockerfile.Stage(stages.size(), from.alias(), from, current));
            } else if (!stages.isEmpty()) {
                current.add(instruction);
            } else if (instruction instanceof Instruction.Arg arg) {
                globals.add(arg);
            } else {
                throw DockerfileError.of("no build stage in current context")
                        .plain(statement.source().firstLine());
            }
        }
        return new Dockerfile(
                statements.directives(), List.copyOf(globals), List.copyOf(stages), statements.warnings());
    }

    /**
     * Instructions without a stage of their own, as of {@code docker commit --change} or triggers of {@code ONBUILD}.
     *
     * @throws EngineException INVALID in dockerd's words, with a {@link DockerfileError} as its cause
     */
    public static List<Instruction> instructions(String text) {
        return Statements.read(text).all().stream()
                .map(DockerfileParser::instruction)
                .toList();
    }

    private static Instruction instruction(Statement statement) {
        try {
            return Instructions.of(statement);
        } catch (DockerfileError e) {
            throw e.invalid(statement.source().firstLine());
        }
    }

    /** What a text consists of, before it is known what that means. */
    private record Statements(
            Dockerfile.Directives directives, List<Statement> all, List<Dockerfile.Warning> warnings) {
        static Statements read(String text) {
            List<String> physical = LogicalLines.split(text);
            Dockerfile.Directives directives;
            try {
                directives = DirectiveLines.parse(text, physical);
            } catch (DockerfileError e) {
                throw e.unreadable(0);
            }
            LogicalLines lines = new LogicalLines(physical, directives.escape());
            List<Statement> all = new ArrayList<>();
            List<Dockerfile.Warning> warnings = new ArrayList<>();
            while (lines.hasNext()) {
                LogicalLines.Line line = lines.next();
                Statement statement;
                try {
                    statement = statement(line, lines, directives.escape());
                } catch (DockerfileError e) {
                    throw e.unreadable(line.number());
                }
                all.add(statement);
                warning(line, statement).ifPresent(warnings::add);
            }
            if (all.isEmpty()) {
                throw DockerfileError.of("file with no instructions").unreadable(0);
            }
            return new Statements(directives, all, List.copyOf(warnings));
        }

        private static Statement statement(LogicalLines.Line line, LogicalLines lines, char escape) {
            Statement statement = Statement.split(line.text(), escape);
            List<Heredoc> documents = statement.takesHeredocs(escape)
                    ? HeredocMarks.read(HeredocMarks.in(statement.source().text()), lines)
                    : List.of();
            return statement.with(line.number(), lines.read(), documents);
        }

        private static Optional<Dockerfile.Warning> warning(LogicalLines.Line line, Statement statement) {
            return line.hollow()
                    ? Optional.of(new Dockerfile.Warning(
                            statement.source(),
                            "Empty continuation line found in: "
                                    + statement.source().text()))
                    : Optional.empty();
        }
    }
}
