package io.sockerless.engine.build.dockerfile;

import io.sockerless.engine.build.dockerfile.Instruction.Pair;
import io.sockerless.engine.build.dockerfile.Instruction.Parameter;
import io.sockerless.engine.build.dockerfile.Instruction.Transfer;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.oci.Healthchecks;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** From one line to an instruction. */
final class InstructionParser {
    private static final Set<String> COPY_FLAGS = Set.of("from", "chown", "chmod", "link", "parents", "exclude*");
    private static final Set<String> ADD_FLAGS =
            Set.of("chown", "chmod", "link", "parents", "exclude*", "checksum", "keep-git-dir", "unpack");

    private final char escape;

    InstructionParser(char escape) {
        this.escape = escape;
    }

    Instruction parse(Lines.Line line) {
        Source source = line.source();
        String[] parts = source.text().split("\\s+", 2);
        try {
            return instruction(
                    source,
                    parts[0].toUpperCase(Locale.ROOT),
                    parts.length > 1 ? parts[1].strip() : "",
                    line.heredocs());
        } catch (EngineException e) {
            String message = e.getMessage();
            boolean whole = message.startsWith("failed to parse Dockerfile") || message.startsWith("dockerfile parse");
            throw whole ? e : Faults.at(source.firstLine(), message);
        }
    }

    private Instruction instruction(Source source, String name, String rest, List<Heredoc> heredocs) {
        return switch (name) {
            case "FROM" -> from(source, rest);
            case "ARG" -> new Instruction.Arg(source, parameters(some(name, rest)));
            case "ENV" -> new Instruction.Env(source, pairs(name, noFlags(rest)));
            case "LABEL" -> new Instruction.Label(source, pairs(name, noFlags(rest)));
            case "RUN" -> run(source, rest, heredocs);
            case "COPY" -> copy(source, rest, heredocs);
            case "ADD" -> add(source, rest, heredocs);
            case "WORKDIR" -> new Instruction.Workdir(source, one(name, noFlags(rest)));
            case "USER" -> new Instruction.User(source, one(name, noFlags(rest)));
            case "STOPSIGNAL" -> new Instruction.StopSignal(source, one(name, noFlags(rest)));
            case "MAINTAINER" -> new Instruction.Maintainer(source, one(name, noFlags(rest)));
            case "EXPOSE" -> new Instruction.Expose(source, Words.blanks(some(name, noFlags(rest))));
            case "VOLUME" -> new Instruction.Volume(source, volumes(some(name, noFlags(rest))));
            case "CMD" -> new Instruction.Cmd(source, command(noFlags(rest)));
            case "ENTRYPOINT" -> new Instruction.Entrypoint(source, command(noFlags(rest)));
            case "SHELL" -> new Instruction.Shell(source, shell(noFlags(rest)));
            case "HEALTHCHECK" -> new Instruction.Healthcheck(source, Healthchecks.parse(some(name, rest)));
            case "ONBUILD" -> onBuild(source, some(name, noFlags(rest)));
            default -> throw EngineException.invalid("unknown instruction: " + name);
        };
    }

    private String noFlags(String rest) {
        return rest.startsWith("--") ? Flags.of(rest, escape, Set.of()).rest() : rest;
    }

    private static String one(String name, String rest) {
        if (rest.isEmpty()) {
            throw EngineException.invalid(name + " requires exactly one argument");
        }
        return rest;
    }

    private static String some(String name, String rest) {
        if (rest.isEmpty()) {
            throw EngineException.invalid(name + " requires at least one argument");
        }
        return rest;
    }

    private Instruction from(Source source, String rest) {
        Flags flags = Flags.of(rest, escape, Set.of("platform"));
        List<String> words = Words.blanks(flags.rest());
        boolean aliased = words.size() == 3 && words.get(1).equalsIgnoreCase("as");
        if (words.size() != 1 && !aliased) {
            throw EngineException.invalid("FROM requires either one or three arguments");
        }
        return new Instruction.From(source, words.getFirst(), flags.text("platform"), aliased ? words.get(2) : "");
    }

    private List<Parameter> parameters(String rest) {
        List<Parameter> parameters = new ArrayList<>();
        for (String word : Words.split(rest, escape)) {
            String[] pair = word.split("=", 2);
            if (pair[0].isEmpty()) {
                throw EngineException.invalid("ARG names can not be blank");
            }
            parameters.add(new Parameter(pair[0], pair.length > 1 ? Optional.of(pair[1]) : Optional.empty()));
        }
        return parameters;
    }

    private List<Pair> pairs(String name, String rest) {
        List<Pair> pairs = Words.pairs(name, some(name, rest), escape);
        if (pairs.stream().anyMatch(pair -> pair.key().isEmpty())) {
            throw EngineException.invalid(name + " names can not be blank");
        }
        return pairs;
    }

    private Instruction run(Source source, String rest, List<Heredoc> heredocs) {
        Flags flags = Flags.of(rest, escape, Set.of("mount*", "network", "security"));
        List<RunMount> mounts =
                flags.all("mount").stream().map(RunMounts::parse).toList();
        String network = flags.text("network");
        if (!network.isEmpty() && !Set.of("default", "none", "host").contains(network)) {
            throw EngineException.invalid("network mode \"" + network + "\" is not supported");
        }
        String security = flags.text("security");
        if (!security.isEmpty() && !security.equals("sandbox")) {
            throw EngineException.invalid("security mode \"" + security + "\" is not supported by this builder");
        }
        Command command = Words.command(some("RUN", flags.rest()));
        return new Instruction.Run(source, command, heredocs, mounts, network, security);
    }

    private Instruction copy(Source source, String rest, List<Heredoc> heredocs) {
        Flags flags = Flags.of(rest, escape, COPY_FLAGS);
        return new Instruction.Copy(source, transfer("COPY", flags, heredocs), flags.text("from"));
    }

    private Instruction add(Source source, String rest, List<Heredoc> heredocs) {
        Flags flags = Flags.of(rest, escape, ADD_FLAGS);
        return new Instruction.Add(
                source,
                transfer("ADD", flags, heredocs),
                flags.text("checksum"),
                flags.flag("keep-git-dir").orElse(false),
                flags.flag("unpack"));
    }

    private static Transfer transfer(String name, Flags flags, List<Heredoc> heredocs) {
        List<String> words = Words.jsonOrBlanks(flags.rest());
        if (words.size() < 2) {
            throw EngineException.invalid(name + " requires at least two arguments"
                    + (words.size() == 1 ? ", but only one was provided. Destination could not be determined" : ""));
        }
        List<String> sources = words.subList(0, words.size() - 1).stream()
                .filter(word -> heredocs.isEmpty() || !word.startsWith("<<"))
                .toList();
        return new Transfer(
                sources,
                heredocs,
                words.getLast(),
                flags.text("chown"),
                flags.text("chmod"),
                flags.flag("link").orElse(false),
                flags.flag("parents").orElse(false),
                flags.all("exclude"));
    }

    private static List<String> volumes(String rest) {
        List<String> paths = Words.jsonOrBlanks(rest);
        if (paths.isEmpty() || paths.stream().anyMatch(String::isBlank)) {
            throw EngineException.invalid("VOLUME specified can not be an empty string");
        }
        return paths;
    }

    private static Command command(String rest) {
        return rest.isEmpty() ? new Command(false, List.of()) : Words.command(rest);
    }

    private static List<String> shell(String rest) {
        List<String> words = Words.json(rest)
                .orElseThrow(() -> EngineException.invalid("SHELL requires the arguments to be in JSON form"));
        if (words.isEmpty()) {
            throw EngineException.invalid("SHELL requires at least one argument");
        }
        return words;
    }

    private Instruction onBuild(Source source, String rest) {
        String first = rest.split("\\s+", 2)[0].toUpperCase(Locale.ROOT);
        switch (first) {
            case "ONBUILD" -> throw EngineException.invalid("Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed");
            case "FROM", "MAINTAINER" -> throw EngineException.invalid(first + " isn't allowed as an ONBUILD trigger");
            default -> {
                return new Instruction.OnBuild(source, rest);
            }
        }
    }
}
