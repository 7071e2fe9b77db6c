package io.sockerless.engine.build.dockerfile;

import io.sockerless.engine.build.dockerfile.Dockerfile.Directives;
import io.sockerless.engine.build.dockerfile.Dockerfile.Stage;
import io.sockerless.engine.model.EngineException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** From the text of a Dockerfile to its stages. */
public final class DockerfileParser {
    private static final Pattern DIRECTIVE = Pattern.compile("^#\\s*([a-zA-Z][a-zA-Z0-9]*)\\s*=\\s*(.+?)\\s*$");
    private static final Set<String> DIRECTIVES = Set.of("escape", "syntax", "check");
    private static final Pattern STAGE = Pattern.compile("[a-z][a-z0-9_.-]*");

    private DockerfileParser() {}

    /** @throws EngineException INVALID in dockerd's words */
    public static Dockerfile parse(byte[] text) {
        return parse(new String(text, StandardCharsets.UTF_8));
    }

    public static Dockerfile parse(String text) {
        Directives directives = directives(text);
        Lines lines = Lines.of(text, directives.escape());
        if (lines.all().isEmpty()) {
            throw Faults.text("file with no instructions");
        }
        InstructionParser parser = new InstructionParser(directives.escape());
        List<Instruction.Arg> globals = new ArrayList<>();
        List<Stage> stages = new ArrayList<>();
        for (Instruction instruction : lines.all().stream().map(parser::parse).toList()) {
            switch (instruction) {
                case Instruction.From from -> stages.add(stage(stages.size(), from));
                case Instruction.Arg arg when stages.isEmpty() -> globals.add(arg);
                default -> {
                    if (stages.isEmpty()) {
                        throw EngineException.invalid("no build stage in current context");
                    }
                    stages.getLast().instructions().add(instruction);
                }
            }
        }
        if (stages.isEmpty()) {
            throw Faults.text("file with no instructions");
        }
        return new Dockerfile(directives, List.copyOf(globals), List.copyOf(stages), List.copyOf(lines.warnings()));
    }

    /** One instruction that is not of a file: a trigger of {@code ONBUILD}. */
    public static Instruction trigger(String text) {
        InstructionParser parser = new InstructionParser(Directives.NONE.escape());
        return Lines.of(text, Directives.NONE.escape()).all().stream()
                .map(parser::parse)
                .findFirst()
                .orElseThrow(() -> EngineException.invalid("ONBUILD requires at least one argument"));
    }

    private static Stage stage(int index, Instruction.From from) {
        String name = from.alias().toLowerCase(Locale.ROOT);
        if (!name.isEmpty() && !STAGE.matcher(name).matches()) {
            throw Faults.at(
                    from.source().firstLine(),
                    "invalid name for build stage: \"" + from.alias()
                            + "\", name can't start with a number or contain symbols");
        }
        return new Stage(index, name, from, new ArrayList<>());
    }

    private static Directives directives(String text) {
        Map<String, String> found = new LinkedHashMap<>();
        for (String line :
                (text.startsWith("\uFEFF") ? text.substring(1) : text).lines().toList()) {
            Matcher directive = DIRECTIVE.matcher(line);
            if (!directive.matches()) {
                break;
            }
            String name = directive.group(1).toLowerCase(Locale.ROOT);
            if (!DIRECTIVES.contains(name)) {
                break;
            }
            if (found.put(name, directive.group(2)) != null) {
                throw Faults.text("only one " + name + " parser directive can be used");
            }
        }
        String escape = found.getOrDefault("escape", "\\");
        if (!escape.equals("\\") && !escape.equals("`")) {
            throw Faults.text("invalid ESCAPE '" + escape + "'. Must be ` or \\");
        }
        return new Directives(escape.charAt(0), found.getOrDefault("syntax", ""), found.getOrDefault("check", ""));
    }
}
